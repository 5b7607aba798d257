-- AlterTable
ALTER TABLE "member" ADD COLUMN     "suspended_at" TIMESTAMPTZ(3);
