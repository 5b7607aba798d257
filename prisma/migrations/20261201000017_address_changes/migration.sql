-- AlterTable
ALTER TABLE "challenge" ADD COLUMN     "sent_to" TEXT;

-- CreateTable
CREATE TABLE "address_change" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "before" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "active_at" TIMESTAMPTZ(3),

    CONSTRAINT "address_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "address_change_organization_id_member_id_idx" ON "address_change"("organization_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "address_change_organization_id_id_key" ON "address_change"("organization_id", "id");

-- AddForeignKey
ALTER TABLE "address_change" ADD CONSTRAINT "address_change_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Of a member, and to an address, one at a time. Like members' addresses, it is in small letters.
ALTER TABLE "address_change" ADD CONSTRAINT "address_change_email_lower" CHECK ("email" = lower("email"));
ALTER TABLE "address_change" ADD CONSTRAINT "address_change_state" CHECK ("state" IN
  ('asked', 'confirmed', 'changed', 'stopped', 'replaced', 'expired', 'taken'));
ALTER TABLE "address_change" ADD CONSTRAINT "address_change_confirmed" CHECK ("state" NOT IN ('confirmed', 'changed')
  OR "active_at" IS NOT NULL);
CREATE UNIQUE INDEX "address_change_one_of_member" ON "address_change" ("organization_id", "member_id")
  WHERE "state" IN ('asked', 'confirmed');
CREATE UNIQUE INDEX "address_change_one_to_address" ON "address_change" ("organization_id", "email")
  WHERE "state" IN ('asked', 'confirmed');
