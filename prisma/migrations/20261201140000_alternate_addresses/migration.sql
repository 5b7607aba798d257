-- AlterTable
ALTER TABLE "member" ADD COLUMN     "alternate" TEXT;

-- CreateTable
CREATE TABLE "alternate_change" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "before" TEXT,
    "email" TEXT,
    "how" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "active_at" TIMESTAMPTZ(3),

    CONSTRAINT "alternate_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alternate_link" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "change_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alternate_link_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "alternate_change_organization_id_member_id_idx" ON "alternate_change"("organization_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "alternate_change_organization_id_id_key" ON "alternate_change"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "alternate_link_token_hash_key" ON "alternate_link"("token_hash");

-- CreateIndex
CREATE INDEX "alternate_link_organization_id_change_id_idx" ON "alternate_link"("organization_id", "change_id");

-- AddForeignKey
ALTER TABLE "alternate_change" ADD CONSTRAINT "alternate_change_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alternate_link" ADD CONSTRAINT "alternate_link_organization_id_change_id_fkey" FOREIGN KEY ("organization_id", "change_id") REFERENCES "alternate_change"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Like members' addresses, they are in small letters. Of a member one change at a time; and what goes to an address is for one
-- member, so that nobody approves twice.
ALTER TABLE "member" ADD CONSTRAINT "member_alternate" CHECK ("alternate" = lower("alternate")
  AND ("alternate" IS NULL OR "state" IN ('active', 'suspended')));
CREATE UNIQUE INDEX "member_alternate_of_one" ON "member" ("organization_id", "alternate") WHERE "alternate" IS NOT NULL;
ALTER TABLE "alternate_change" ADD CONSTRAINT "alternate_change_email_lower" CHECK ("email" = lower("email"));
ALTER TABLE "alternate_change" ADD CONSTRAINT "alternate_change_how" CHECK ("how" IN ('self', 'request', 'console'));
ALTER TABLE "alternate_change" ADD CONSTRAINT "alternate_change_state" CHECK ("state" IN
  ('asked', 'confirmed', 'changed', 'stopped', 'replaced', 'expired', 'taken'));
ALTER TABLE "alternate_change" ADD CONSTRAINT "alternate_change_confirmed" CHECK ("state" NOT IN ('confirmed', 'changed')
  OR "active_at" IS NOT NULL);
CREATE UNIQUE INDEX "alternate_change_one_of_member" ON "alternate_change" ("organization_id", "member_id")
  WHERE "state" IN ('asked', 'confirmed');
CREATE UNIQUE INDEX "alternate_change_one_to_address" ON "alternate_change" ("organization_id", "email")
  WHERE "state" = 'confirmed';
ALTER TABLE "alternate_link" ADD CONSTRAINT "alternate_link_purpose" CHECK ("purpose" IN ('confirm', 'stop'));

-- A member with where their codes go.
CREATE OR REPLACE FUNCTION "member_rights"(the_organization uuid, the_member uuid, the_time timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN (SELECT jsonb_build_object(
    'id', m."id", 'email', m."email", 'name', m."name", 'state', m."state",
    'locale', m."locale", 'zone', m."zone", 'seenAt', m."seen_at",
    'alternate', m."alternate",
    'grants', coalesce((
      SELECT jsonb_agg(jsonb_build_object(
        'id', g."id", 'until', g."until", 'untilZone', g."until_zone",
        'role', jsonb_build_object('id', r."id", 'name', r."name", 'purpose', r."purpose",
          'predefined', r."predefined", 'permissions', to_jsonb(r."permissions")),
        'named', CASE WHEN g."all_accounts" THEN NULL ELSE to_jsonb(named."ids") END,
        'accounts', CASE WHEN g."all_accounts" THEN NULL ELSE to_jsonb(ARRAY(
          SELECT unnest(named."ids") UNION SELECT i."account_id" FROM "account_group_member" i
          WHERE i."organization_id" = g."organization_id" AND i."group_id" = ANY (named."ids") ORDER BY 1)) END
      ) ORDER BY r."position", r."name")
      FROM "role_grant" g JOIN "role" r ON r."organization_id" = g."organization_id" AND r."id" = g."role_id"
      CROSS JOIN LATERAL (SELECT ARRAY(
        SELECT a."account_id" FROM "role_grant_account" a
          WHERE a."organization_id" = g."organization_id" AND a."grant_id" = g."id"
        UNION ALL SELECT a."group_id" FROM "role_grant_group" a
          WHERE a."organization_id" = g."organization_id" AND a."grant_id" = g."id" ORDER BY 1) AS "ids") named
      WHERE g."organization_id" = m."organization_id" AND g."member_id" = m."id"
        AND (g."until" IS NULL OR g."until" > the_time)), '[]'))
    FROM "member" m WHERE m."organization_id" = the_organization AND m."id" = the_member);
END $$;
