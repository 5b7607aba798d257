-- CreateTable
CREATE TABLE "chat_contact" (
    "platform" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "user" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chat_contact_pkey" PRIMARY KEY ("platform","tenant","user")
);

-- CreateIndex
CREATE INDEX "chat_contact_platform_tenant_email_idx" ON "chat_contact"("platform", "tenant", "email");
