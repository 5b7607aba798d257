-- DropIndex
DROP INDEX "merchant_account_organization_id_name_key";

-- AlterTable
ALTER TABLE "merchant_account" ADD COLUMN     "closed_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "merchant_account_organization_id_name_idx" ON "merchant_account"("organization_id", "name");

-- Names are told apart without regard to case from now on. Where two of one organization differ in nothing else, the
-- later one by name gets a mark, which people can change.
UPDATE "merchant_account" a SET "name" = a."name" || ' (' || left(a."id"::text, 8) || ')'
  WHERE EXISTS (SELECT FROM "merchant_account" b WHERE b."organization_id" = a."organization_id"
    AND lower(b."name") = lower(a."name") AND (b."name", b."id") < (a."name", a."id"));

-- No two open accounts have one name. A closed one keeps its name, which another may have then.
CREATE UNIQUE INDEX "merchant_account_one_open" ON "merchant_account" ("organization_id", lower("name"))
  WHERE "closed_at" IS NULL;
CREATE INDEX "merchant_account_called" ON "merchant_account" ("organization_id", lower("name"));

-- Whom a new account reaches, and which open requests name an account.
CREATE INDEX "role_grant_on_all" ON "role_grant" ("organization_id", "member_id") WHERE "all_accounts";
CREATE INDEX "change_request_open_naming" ON "change_request" USING gin ("accounts")
  WHERE "state" IN ('awaiting_code', 'awaiting_approval', 'applying');

CREATE OR REPLACE FUNCTION "mentioned"(the_organization uuid, the_content jsonb, the_time timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  the_words text[] := ARRAY(SELECT DISTINCT "word" #>> '{}' FROM
    jsonb_path_query(the_content, 'strict $.** ? (@.type() == "string")') AS "word");
  the_ids uuid[] := ARRAY(SELECT "word"::uuid FROM unnest(the_words) AS "word"
    WHERE "word" ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$');
  the_addresses text[] := ARRAY(SELECT "word" FROM unnest(the_words) AS "word" WHERE "word" ~ '^[^@\s]+@[^@\s]+$');
BEGIN
  RETURN jsonb_build_object(
    'roles', coalesce((SELECT jsonb_agg(jsonb_build_object('id', "id", 'name', "name", 'purpose', "purpose",
        'predefined', "predefined", 'permissions', to_jsonb("permissions")) ORDER BY "position", "name")
      FROM "role" WHERE "organization_id" = the_organization AND "id" = ANY (the_ids)), '[]'),
    'accounts', coalesce((SELECT jsonb_agg(jsonb_build_object('id', "id", 'name', "name",
        'closed', "closed_at" IS NOT NULL) ORDER BY "name")
      FROM "merchant_account" WHERE "organization_id" = the_organization AND "id" = ANY (the_ids)), '[]'),
    'members', coalesce((SELECT jsonb_agg(member_rights(the_organization, "id", the_time) ORDER BY "email") FROM (
        SELECT "id", "email" FROM "member" WHERE "organization_id" = the_organization AND "id" = ANY (the_ids)
        UNION SELECT "id", "email" FROM "member" WHERE "organization_id" = the_organization
          AND "email" = ANY (the_addresses) AND "state" <> 'removed') named), '[]'));
END $$;

-- Members whose roles name an account or, without one, are on all accounts: how many, and the first ones by address. Of
-- many roles that do, 500 are looked at and no more, so that it costs the same whoever else is there. `left`: those of
-- them with a role that names it and no other account that is open.
CREATE FUNCTION "account_people"(the_organization uuid, the_account uuid, the_time timestamptz, most int) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  bound constant int := 500;
  the_grants uuid[];
  the_members uuid[];
  the_left uuid[];
BEGIN
  IF the_account IS NULL THEN
    the_grants := ARRAY(SELECT g."id" FROM "role_grant" g WHERE g."organization_id" = the_organization
      AND g."all_accounts" AND (g."until" IS NULL OR g."until" > the_time) LIMIT bound);
  ELSE
    the_grants := ARRAY(SELECT g."id" FROM "role_grant_account" a
      JOIN "role_grant" g ON g."organization_id" = a."organization_id" AND g."id" = a."grant_id"
      WHERE a."organization_id" = the_organization AND a."account_id" = the_account
        AND (g."until" IS NULL OR g."until" > the_time) LIMIT bound);
  END IF;
  the_members := ARRAY(SELECT m."id" FROM "member" m WHERE m."organization_id" = the_organization
    AND m."state" <> 'removed' AND m."id" IN (SELECT g."member_id" FROM "role_grant" g
      WHERE g."organization_id" = the_organization AND g."id" = ANY (the_grants)) ORDER BY m."email");
  the_left := ARRAY(SELECT m."id" FROM "member" m WHERE m."organization_id" = the_organization
    AND m."state" <> 'removed' AND the_account IS NOT NULL AND m."id" IN (SELECT g."member_id" FROM "role_grant" g
      WHERE g."organization_id" = the_organization AND g."id" = ANY (the_grants) AND NOT EXISTS (
        SELECT FROM "role_grant_account" a JOIN "merchant_account" o
          ON o."organization_id" = a."organization_id" AND o."id" = a."account_id" AND o."closed_at" IS NULL
        WHERE a."organization_id" = g."organization_id" AND a."grant_id" = g."id" AND a."account_id" <> the_account))
    ORDER BY m."email");
  RETURN jsonb_build_object(
    'hasMore', cardinality(the_grants) = bound,
    'left', jsonb_build_object('count', cardinality(the_left), 'people', coalesce((
      SELECT jsonb_agg(jsonb_build_object('email', m."email", 'name', m."name") ORDER BY m."email") FROM "member" m
      WHERE m."organization_id" = the_organization AND m."id" = ANY (the_left[1:most])), '[]')),
    'count', cardinality(the_members),
    'people', coalesce((SELECT jsonb_agg(jsonb_build_object('email', m."email", 'name', m."name",
        'roles', held."roles") ORDER BY m."email")
      FROM "member" m CROSS JOIN LATERAL (
        SELECT jsonb_agg(r."name" ORDER BY r."position", r."name") AS "roles"
        FROM "role_grant" g JOIN "role" r ON r."organization_id" = g."organization_id" AND r."id" = g."role_id"
        WHERE g."organization_id" = m."organization_id" AND g."member_id" = m."id"
          AND (g."until" IS NULL OR g."until" > the_time)
          AND CASE WHEN the_account IS NULL THEN g."all_accounts" ELSE EXISTS (SELECT FROM "role_grant_account" a
            WHERE a."organization_id" = g."organization_id" AND a."grant_id" = g."id" AND a."account_id" = the_account)
            END) held
      WHERE m."organization_id" = the_organization AND m."id" = ANY (the_members[1:most])), '[]'));
END $$;
