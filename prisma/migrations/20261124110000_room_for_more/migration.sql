-- DropForeignKey
ALTER TABLE "change_request" DROP CONSTRAINT "change_request_organization_id_target_id_fkey";

-- AlterTable
ALTER TABLE "challenge" ADD COLUMN     "factor" TEXT NOT NULL DEFAULT 'email';

-- AlterTable
ALTER TABLE "change_request" DROP COLUMN "target_id",
ADD COLUMN     "accounts" UUID[] DEFAULT ARRAY[]::UUID[],
ADD COLUMN     "all_accounts" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "targets" UUID[] DEFAULT ARRAY[]::UUID[],
ALTER COLUMN "number" DROP DEFAULT;
DROP SEQUENCE "change_request_number_seq";

-- AlterTable
ALTER TABLE "member" ADD COLUMN     "locale" TEXT,
ADD COLUMN     "name" TEXT,
ADD COLUMN     "seen_at" TIMESTAMPTZ(3),
ADD COLUMN     "zone" TEXT;

-- AlterTable
ALTER TABLE "organization" ADD COLUMN     "requests" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "request_message" ADD COLUMN     "viewer" TEXT NOT NULL DEFAULT 'approver';

-- AlterTable
ALTER TABLE "review" ADD COLUMN     "factor" TEXT NOT NULL DEFAULT 'email',
ADD COLUMN     "strength" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "role_grant" ADD COLUMN     "request_id" UUID,
ADD COLUMN     "until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "chat_tenant" (
    "platform" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "organization_id" UUID NOT NULL,

    CONSTRAINT "chat_tenant_pkey" PRIMARY KEY ("platform","tenant")
);

-- AddForeignKey
ALTER TABLE "chat_tenant" ADD CONSTRAINT "chat_tenant_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_message" ADD CONSTRAINT "request_message_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
