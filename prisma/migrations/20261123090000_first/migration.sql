-- CreateTable
CREATE TABLE "organization" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy" (
    "organization_id" UUID NOT NULL,
    "approvals" INTEGER NOT NULL,
    "request_hours" INTEGER NOT NULL,
    "invitation_days" INTEGER NOT NULL,

    CONSTRAINT "policy_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "merchant_account" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "merchant_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "predefined" BOOLEAN NOT NULL,
    "permissions" TEXT[],
    "position" INTEGER NOT NULL,

    CONSTRAINT "role_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "password_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "activated_at" TIMESTAMPTZ(3),

    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role_grant" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "role_id" UUID NOT NULL,
    "all_accounts" BOOLEAN NOT NULL,

    CONSTRAINT "role_grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role_grant_account" (
    "organization_id" UUID NOT NULL,
    "grant_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,

    CONSTRAINT "role_grant_account_pkey" PRIMARY KEY ("organization_id","grant_id","account_id")
);

-- CreateTable
CREATE TABLE "identity" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "platform" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "identity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change_request" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "command" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "payload" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "policy" JSONB NOT NULL,
    "requester_id" UUID NOT NULL,
    "target_id" UUID,
    "key" TEXT NOT NULL,
    "note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "change_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "requester_id" UUID NOT NULL,
    "approver_id" UUID NOT NULL,
    "decision" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "comment" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "request_message" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "address" JSONB NOT NULL,
    "member_id" UUID,
    "posted" JSONB,
    "shown" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "request_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "requester_id" UUID,
    "email" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "activation_link" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "invitation_id" UUID NOT NULL,
    "via" TEXT NOT NULL,
    "account" JSONB,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "replaced_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "activation_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "challenge" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "holder" TEXT NOT NULL,
    "member_id" UUID,
    "command" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "code_hmac" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "replaced_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "challenge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "factor" (
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "failures_in_row" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),

    CONSTRAINT "factor_pkey" PRIMARY KEY ("organization_id","member_id","kind")
);

-- CreateTable
CREATE TABLE "audit_head" (
    "organization_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "organization_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("organization_id","sequence")
);

-- CreateTable
CREATE TABLE "seen_delivery" (
    "key" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "seen_delivery_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "merchant_account_organization_id_id_key" ON "merchant_account"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "merchant_account_organization_id_name_key" ON "merchant_account"("organization_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "role_organization_id_id_key" ON "role"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "role_organization_id_name_key" ON "role"("organization_id", "name");

-- CreateIndex
CREATE INDEX "member_organization_id_email_idx" ON "member"("organization_id", "email");

-- CreateIndex
CREATE UNIQUE INDEX "member_organization_id_id_key" ON "member"("organization_id", "id");

-- CreateIndex
CREATE INDEX "role_grant_organization_id_role_id_member_id_idx" ON "role_grant"("organization_id", "role_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "role_grant_organization_id_id_key" ON "role_grant"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "role_grant_organization_id_member_id_role_id_key" ON "role_grant"("organization_id", "member_id", "role_id");

-- CreateIndex
CREATE INDEX "role_grant_account_organization_id_account_id_idx" ON "role_grant_account"("organization_id", "account_id");

-- CreateIndex
CREATE INDEX "identity_organization_id_member_id_idx" ON "identity"("organization_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "identity_organization_id_platform_tenant_user_id_key" ON "identity"("organization_id", "platform", "tenant", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "identity_organization_id_platform_tenant_member_id_key" ON "identity"("organization_id", "platform", "tenant", "member_id");

-- CreateIndex
CREATE INDEX "change_request_organization_id_requester_id_created_at_idx" ON "change_request"("organization_id", "requester_id", "created_at");

-- CreateIndex
CREATE INDEX "change_request_organization_id_state_created_at_idx" ON "change_request"("organization_id", "state", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "change_request_organization_id_id_key" ON "change_request"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "change_request_organization_id_id_requester_id_key" ON "change_request"("organization_id", "id", "requester_id");

-- CreateIndex
CREATE UNIQUE INDEX "change_request_organization_id_number_key" ON "change_request"("organization_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "change_request_organization_id_key_key" ON "change_request"("organization_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "review_organization_id_request_id_approver_id_key" ON "review"("organization_id", "request_id", "approver_id");

-- CreateIndex
CREATE INDEX "request_message_organization_id_request_id_idx" ON "request_message"("organization_id", "request_id");

-- CreateIndex
CREATE UNIQUE INDEX "request_message_organization_id_id_key" ON "request_message"("organization_id", "id");

-- CreateIndex
CREATE INDEX "invitation_organization_id_member_id_idx" ON "invitation"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "invitation_organization_id_state_expires_at_idx" ON "invitation"("organization_id", "state", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_organization_id_id_key" ON "invitation"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "activation_link_token_hash_key" ON "activation_link"("token_hash");

-- CreateIndex
CREATE INDEX "activation_link_organization_id_invitation_id_idx" ON "activation_link"("organization_id", "invitation_id");

-- CreateIndex
CREATE INDEX "challenge_organization_id_holder_created_at_idx" ON "challenge"("organization_id", "holder", "created_at");

-- CreateIndex
CREATE INDEX "challenge_organization_id_member_id_created_at_idx" ON "challenge"("organization_id", "member_id", "created_at");

-- CreateIndex
CREATE INDEX "seen_delivery_seen_at_idx" ON "seen_delivery"("seen_at");

-- AddForeignKey
ALTER TABLE "policy" ADD CONSTRAINT "policy_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "merchant_account" ADD CONSTRAINT "merchant_account_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role" ADD CONSTRAINT "role_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_organization_id_role_id_fkey" FOREIGN KEY ("organization_id", "role_id") REFERENCES "role"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_grant_account" ADD CONSTRAINT "role_grant_account_organization_id_grant_id_fkey" FOREIGN KEY ("organization_id", "grant_id") REFERENCES "role_grant"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_grant_account" ADD CONSTRAINT "role_grant_account_organization_id_account_id_fkey" FOREIGN KEY ("organization_id", "account_id") REFERENCES "merchant_account"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity" ADD CONSTRAINT "identity_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change_request" ADD CONSTRAINT "change_request_organization_id_requester_id_fkey" FOREIGN KEY ("organization_id", "requester_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change_request" ADD CONSTRAINT "change_request_organization_id_target_id_fkey" FOREIGN KEY ("organization_id", "target_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_organization_id_request_id_requester_id_fkey" FOREIGN KEY ("organization_id", "request_id", "requester_id") REFERENCES "change_request"("organization_id", "id", "requester_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_organization_id_approver_id_fkey" FOREIGN KEY ("organization_id", "approver_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_message" ADD CONSTRAINT "request_message_organization_id_request_id_fkey" FOREIGN KEY ("organization_id", "request_id") REFERENCES "change_request"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "activation_link" ADD CONSTRAINT "activation_link_organization_id_invitation_id_fkey" FOREIGN KEY ("organization_id", "invitation_id") REFERENCES "invitation"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "challenge" ADD CONSTRAINT "challenge_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "factor" ADD CONSTRAINT "factor_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
