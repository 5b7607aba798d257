-- AlterTable
ALTER TABLE "activation_link" ADD COLUMN     "posted" JSONB;

-- AlterTable
ALTER TABLE "invitation" ADD COLUMN     "request_id" UUID;

-- CreateIndex
CREATE INDEX "invitation_organization_id_request_id_idx" ON "invitation"("organization_id", "request_id");

-- The member of an invitation is new, so their roles say which request it comes from.
UPDATE "invitation" i SET "request_id" = g."request_id" FROM "role_grant" g
WHERE g."organization_id" = i."organization_id" AND g."member_id" = i."member_id" AND g."request_id" IS NOT NULL;

-- To deny what gives rights takes a reason and no code.
ALTER TABLE "review" DROP CONSTRAINT "review_strength";
ALTER TABLE "review" ADD CONSTRAINT "review_strength"
  CHECK ("strength" BETWEEN 1 AND 3 OR ("strength" = 0 AND "decision" = 'denied'));
