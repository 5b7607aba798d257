-- AlterTable
ALTER TABLE "identity" ADD COLUMN     "left_at" TIMESTAMPTZ(3);
