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

-- Members whose roles name an account or, without one, are on all accounts: the first ones by address, and how many, as
-- far as that is counted. Where few roles do, from these; where many do, along the addresses, of which few have to be
-- looked at: so neither reads everybody. `onlyClosed`: a role of theirs that names it names no other account that is open.
CREATE FUNCTION "account_people"(the_organization uuid, the_account uuid, the_time timestamptz, most int) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  few constant int := 500;
  the_grants uuid[];
  the_members uuid[];
BEGIN
  IF the_account IS NULL THEN
    the_grants := ARRAY(SELECT g."id" FROM "role_grant" g WHERE g."organization_id" = the_organization
      AND g."all_accounts" AND (g."until" IS NULL OR g."until" > the_time) LIMIT few + 1);
  ELSE
    the_grants := ARRAY(SELECT g."id" FROM "role_grant_account" a
      JOIN "role_grant" g ON g."organization_id" = a."organization_id" AND g."id" = a."grant_id"
      WHERE a."organization_id" = the_organization AND a."account_id" = the_account
        AND (g."until" IS NULL OR g."until" > the_time) LIMIT few + 1);
  END IF;
  IF cardinality(the_grants) <= few THEN
    the_members := ARRAY(SELECT m."id" FROM "member" m WHERE m."organization_id" = the_organization
      AND m."state" <> 'removed' AND m."id" IN (SELECT g."member_id" FROM "role_grant" g
        WHERE g."organization_id" = the_organization AND g."id" = ANY (the_grants)) ORDER BY m."email");
  ELSIF the_account IS NULL THEN
    the_members := ARRAY(SELECT m."id" FROM "member" m WHERE m."organization_id" = the_organization
      AND m."state" <> 'removed' AND (SELECT true FROM "role_grant" g WHERE g."organization_id" = the_organization
        AND g."member_id" = m."id" AND g."all_accounts" AND (g."until" IS NULL OR g."until" > the_time) LIMIT 1)
      ORDER BY m."email" LIMIT most);
  ELSE
    the_members := ARRAY(SELECT m."id" FROM "member" m WHERE m."organization_id" = the_organization
      AND m."state" <> 'removed' AND (SELECT true FROM "role_grant" g JOIN "role_grant_account" a
        ON a."organization_id" = g."organization_id" AND a."grant_id" = g."id" AND a."account_id" = the_account
        WHERE g."organization_id" = the_organization AND g."member_id" = m."id"
          AND (g."until" IS NULL OR g."until" > the_time) LIMIT 1)
      ORDER BY m."email" LIMIT most);
  END IF;
  RETURN jsonb_build_object(
    'hasMore', cardinality(the_grants) > few,
    'count', CASE WHEN cardinality(the_grants) > few THEN (SELECT count(DISTINCT g."member_id") FROM "role_grant" g
      WHERE g."organization_id" = the_organization AND g."id" = ANY (the_grants)) ELSE cardinality(the_members) END,
    'people', coalesce((SELECT jsonb_agg(jsonb_build_object('email', m."email", 'name', m."name",
        'roles', held."roles", 'onlyClosed', held."only_closed") ORDER BY m."email")
      FROM "member" m CROSS JOIN LATERAL (
        SELECT jsonb_agg(r."name" ORDER BY r."position", r."name") AS "roles", bool_or(NOT g."all_accounts" AND NOT EXISTS (
            SELECT FROM "role_grant_account" a JOIN "merchant_account" o
              ON o."organization_id" = a."organization_id" AND o."id" = a."account_id" AND o."closed_at" IS NULL
            WHERE a."organization_id" = g."organization_id" AND a."grant_id" = g."id"
              AND a."account_id" IS DISTINCT FROM the_account)) AS "only_closed"
        FROM "role_grant" g JOIN "role" r ON r."organization_id" = g."organization_id" AND r."id" = g."role_id"
        WHERE g."organization_id" = m."organization_id" AND g."member_id" = m."id"
          AND (g."until" IS NULL OR g."until" > the_time)
          AND CASE WHEN the_account IS NULL THEN g."all_accounts" ELSE EXISTS (SELECT FROM "role_grant_account" a
            WHERE a."organization_id" = g."organization_id" AND a."grant_id" = g."id" AND a."account_id" = the_account)
            END) held
      WHERE m."organization_id" = the_organization AND m."id" = ANY (the_members[1:most])), '[]'));
END $$;
