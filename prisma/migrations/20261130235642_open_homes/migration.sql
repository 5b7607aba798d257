-- CreateTable
CREATE TABLE "open_home" (
    "organization_id" UUID NOT NULL,
    "platform" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "member_id" UUID,
    "locale" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "shown" TEXT,
    "version" TEXT,

    CONSTRAINT "open_home_pkey" PRIMARY KEY ("organization_id","platform","tenant","user_id")
);

-- CreateIndex
CREATE INDEX "open_home_organization_id_member_id_idx" ON "open_home"("organization_id", "member_id");

-- AddForeignKey
ALTER TABLE "open_home" ADD CONSTRAINT "open_home_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "open_home" ADD CONSTRAINT "open_home_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "open_home" ADD CONSTRAINT "open_home_platform" CHECK ("platform" IN ('local', 'slack', 'teams'));
