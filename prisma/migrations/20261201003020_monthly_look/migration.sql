-- AlterTable
ALTER TABLE "organization" ADD COLUMN     "dormant_looked_at" TIMESTAMPTZ(3);
