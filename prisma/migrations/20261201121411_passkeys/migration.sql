-- CreateTable
CREATE TABLE "passkey" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "credential_id" TEXT NOT NULL,
    "public_key" TEXT NOT NULL,
    "counter" BIGINT NOT NULL,
    "transports" TEXT[],
    "name" TEXT NOT NULL,
    "is_backed_up" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "active_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "passkey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "passkey_challenge" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "nonce" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "subject" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "passkey_challenge_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "passkey_organization_id_member_id_idx" ON "passkey"("organization_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "passkey_organization_id_credential_id_key" ON "passkey"("organization_id", "credential_id");

-- CreateIndex
CREATE INDEX "passkey_challenge_organization_id_member_id_created_at_idx" ON "passkey_challenge"("organization_id", "member_id", "created_at");

-- AddForeignKey
ALTER TABLE "passkey" ADD CONSTRAINT "passkey_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "passkey_challenge" ADD CONSTRAINT "passkey_challenge_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "passkey_challenge" ADD CONSTRAINT "passkey_challenge_purpose" CHECK ("purpose" IN ('add', 'session', 'request'));

-- What a member is asked for: the strongest factor whose codes can be typed, or else a passkey.
CREATE OR REPLACE FUNCTION "factor_of"(the_organization uuid, the_member uuid, the_time timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN EXISTS (SELECT FROM "authenticator" WHERE "organization_id" = the_organization
      AND "member_id" = the_member AND "active_at" <= the_time AND "ended_at" IS NULL) THEN 'authenticator'
    WHEN EXISTS (SELECT FROM "passkey" WHERE "organization_id" = the_organization AND "member_id" = the_member
      AND "active_at" <= the_time) THEN 'passkey' ELSE 'email' END
$$;
