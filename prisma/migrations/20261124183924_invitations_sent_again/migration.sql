-- AlterTable
ALTER TABLE "invitation" ADD COLUMN     "note" TEXT,
ADD COLUMN     "renewed_at" TIMESTAMPTZ(3)[] DEFAULT ARRAY[]::TIMESTAMPTZ(3)[];

-- CreateIndex
CREATE INDEX "invitation_organization_id_email_created_at_idx" ON "invitation"("organization_id", "email", "created_at");

-- One that has ended has no grants any more to name its request: it was applied at that very time.
UPDATE "invitation" i SET "request_id" = q."id" FROM "change_request" q
WHERE i."request_id" IS NULL AND q."organization_id" = i."organization_id" AND q."command" = 'invitation.create'
  AND q."subject" = i."email" AND q."state" = 'applied' AND q."closed_at" = i."created_at";
