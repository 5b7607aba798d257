-- What the schema language can't say. Each of these also holds against a direct INSERT or UPDATE.

-- States are closed lists.
ALTER TABLE "member" ADD CONSTRAINT "member_state" CHECK ("state" IN ('invited', 'active', 'suspended', 'removed'));
ALTER TABLE "member" ADD CONSTRAINT "member_email_lower" CHECK ("email" = lower("email"));
ALTER TABLE "member" ADD CONSTRAINT "member_active_has_password" CHECK ("state" <> 'active' OR "password_hash" IS NOT NULL);
ALTER TABLE "change_request" ADD CONSTRAINT "change_request_state"
  CHECK ("state" IN ('awaiting_code', 'awaiting_approval', 'applied', 'denied', 'withdrawn', 'expired'));
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_state"
  CHECK ("state" IN ('pending', 'accepted', 'revoked', 'expired'));
ALTER TABLE "activation_link" ADD CONSTRAINT "activation_link_via" CHECK ("via" IN ('email', 'chat', 'console'));
ALTER TABLE "identity" ADD CONSTRAINT "identity_platform" CHECK ("platform" IN ('local', 'slack', 'teams'));
ALTER TABLE "policy" ADD CONSTRAINT "policy_figures"
  CHECK ("approvals" >= 1 AND "request_hours" >= 1 AND "invitation_days" >= 1);

-- Nobody approves what they asked for: "requester_id" is the request's own (the foreign key says so).
ALTER TABLE "review" ADD CONSTRAINT "review_decision" CHECK ("decision" IN ('approved', 'denied'));
ALTER TABLE "review" ADD CONSTRAINT "review_not_by_requester" CHECK ("approver_id" <> "requester_id");
ALTER TABLE "review" ADD CONSTRAINT "review_denial_has_reason" CHECK ("decision" <> 'denied' OR length("comment") > 0);

-- A challenge is dead after five attempts.
ALTER TABLE "challenge" ADD CONSTRAINT "challenge_attempts" CHECK ("attempts" BETWEEN 0 AND 5);

-- One member, one pending invitation for an address; one open request about a thing; one live code for a thing.
CREATE UNIQUE INDEX "member_one_per_email" ON "member" ("organization_id", "email") WHERE "state" <> 'removed';
CREATE UNIQUE INDEX "invitation_one_pending" ON "invitation" ("organization_id", "email") WHERE "state" = 'pending';
CREATE UNIQUE INDEX "change_request_one_open" ON "change_request" ("organization_id", "command", "subject")
  WHERE "state" IN ('awaiting_code', 'awaiting_approval');
CREATE UNIQUE INDEX "challenge_one_live" ON "challenge" ("organization_id", "holder", "command", "subject")
  WHERE "used_at" IS NULL AND "replaced_at" IS NULL;

-- The history is only ever appended to.
CREATE FUNCTION "audit_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the history is append-only: % on % is refused', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION "audit_refuse"();
CREATE TRIGGER "audit_entry_no_truncate" BEFORE TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_refuse"();
CREATE TRIGGER "audit_head_stays" BEFORE DELETE ON "audit_head"
  FOR EACH ROW EXECUTE FUNCTION "audit_refuse"();
CREATE TRIGGER "audit_head_no_truncate" BEFORE TRUNCATE ON "audit_head"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_refuse"();

-- Appends entries to an organization's chain in one round trip. The head stays locked until the commit, so there is
-- one chain and no gap. The same sum is computed in src/domain/audit/chain.ts.
CREATE FUNCTION "audit_append"("organization" uuid, "bodies" text[]) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  "last" "audit_head"%ROWTYPE;
  "said" text;
  "sum" text;
BEGIN
  SELECT * INTO STRICT "last" FROM "audit_head" WHERE "organization_id" = "organization" FOR UPDATE;
  FOREACH "said" IN ARRAY "bodies" LOOP
    "sum" := encode(sha256(convert_to(
      "last"."hash" || E'\n' || "organization" || E'\n' || ("last"."sequence" + 1) || E'\n' || "said", 'UTF8')), 'hex');
    INSERT INTO "audit_entry" ("organization_id", "sequence", "body", "previous_hash", "hash")
      VALUES ("organization", "last"."sequence" + 1, "said", "last"."hash", "sum");
    "last"."sequence" := "last"."sequence" + 1;
    "last"."hash" := "sum";
  END LOOP;
  UPDATE "audit_head" SET "sequence" = "last"."sequence", "hash" = "last"."hash"
    WHERE "organization_id" = "organization";
  RETURN "last"."sequence";
END $$;
