-- AlterTable
ALTER TABLE "member_import" ADD COLUMN     "moved_at" TIMESTAMPTZ(3);
