-- CreateTable
CREATE TABLE "web_session" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "asks" TEXT,
    "page" TEXT,
    "agent" TEXT,
    "device_hash" TEXT,
    "proved_at" TIMESTAMPTZ(3),
    "strength" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "web_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "security_link" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "security_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "web_failure" (
    "organization_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "web_failure_pkey" PRIMARY KEY ("organization_id","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "web_session_token_hash_key" ON "web_session"("token_hash");

-- CreateIndex
CREATE INDEX "web_session_organization_id_member_id_created_at_idx" ON "web_session"("organization_id", "member_id", "created_at");

-- CreateIndex
CREATE INDEX "web_session_organization_id_created_at_idx" ON "web_session"("organization_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "web_session_organization_id_id_key" ON "web_session"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "security_link_token_hash_key" ON "security_link"("token_hash");

-- CreateIndex
CREATE INDEX "security_link_organization_id_member_id_idx" ON "security_link"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "security_link_organization_id_created_at_idx" ON "security_link"("organization_id", "created_at");

-- CreateIndex
CREATE INDEX "web_failure_organization_id_since_idx" ON "web_failure"("organization_id", "since");

-- AddForeignKey
ALTER TABLE "web_session" ADD CONSTRAINT "web_session_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "security_link" ADD CONSTRAINT "security_link_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "web_session" ADD CONSTRAINT "web_session_asks" CHECK ("asks" IN ('password', 'code', 'new-password'));
ALTER TABLE "web_session" ADD CONSTRAINT "web_session_purpose" CHECK ("purpose" IN ('sign-in', 'reset'));
-- Nobody is in without proof.
ALTER TABLE "web_session" ADD CONSTRAINT "web_session_proved" CHECK ("asks" IS NOT NULL
  OR ("proved_at" IS NOT NULL AND "strength" IS NOT NULL AND "purpose" = 'sign-in'));
ALTER TABLE "security_link" ADD CONSTRAINT "security_link_purpose" CHECK ("purpose" IN ('sign-in', 'reset'));
-- Has somebody been in with this browser before?
CREATE INDEX "web_session_of_device" ON "web_session" ("organization_id", "member_id", "device_hash")
  WHERE "device_hash" IS NOT NULL AND "proved_at" IS NOT NULL;
