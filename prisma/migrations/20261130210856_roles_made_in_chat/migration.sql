-- DropIndex
DROP INDEX "role_organization_id_name_key";

-- AlterTable
ALTER TABLE "role" ADD COLUMN     "deleted_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "role_organization_id_position_name_idx" ON "role"("organization_id", "position", "name");

-- A name is taken while a role has it, in whatever case. The program keeps the name of a deleted one free of others for a
-- while longer.
CREATE UNIQUE INDEX "role_name" ON "role" ("organization_id", lower("name")) WHERE "deleted_at" IS NULL;
ALTER TABLE "role" ADD CONSTRAINT "role_predefined_stays" CHECK (NOT ("predefined" AND "deleted_at" IS NOT NULL));

-- Nobody holds a deleted role, whatever the program believes, also where one is given at the very moment at which it is
-- deleted. Who gives it shares the role's row and looks then; who deletes it has the row alone and looks for holders then.
-- Each is told of it like of a key that is taken: it is tried once more, and finds what the other one did.
CREATE FUNCTION "role_grant_of_living_role"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM "role" WHERE "organization_id" = NEW."organization_id" AND "id" = NEW."role_id" FOR SHARE;
  IF EXISTS (SELECT FROM "role" WHERE "organization_id" = NEW."organization_id" AND "id" = NEW."role_id"
      AND "deleted_at" IS NOT NULL) THEN
    RAISE EXCEPTION 'a deleted role is not given' USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "role_grant_of_living_role" BEFORE INSERT OR UPDATE OF "role_id" ON "role_grant"
  FOR EACH ROW EXECUTE FUNCTION "role_grant_of_living_role"();

CREATE FUNCTION "role_deleted_without_holders"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM "role_grant" g
      JOIN "member" m ON m."organization_id" = g."organization_id" AND m."id" = g."member_id"
      WHERE g."organization_id" = NEW."organization_id" AND g."role_id" = NEW."id" AND m."state" <> 'removed'
        AND (g."until" IS NULL OR g."until" > NEW."deleted_at")) THEN
    RAISE EXCEPTION 'a role that somebody holds is not deleted' USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "role_deleted_without_holders" BEFORE UPDATE OF "deleted_at" ON "role"
  FOR EACH ROW WHEN (NEW."deleted_at" IS NOT NULL AND OLD."deleted_at" IS NULL)
  EXECUTE FUNCTION "role_deleted_without_holders"();

-- The first members, by address, who hold a role and were not removed; how many they are, and whether there are more. No
-- more than `counted` are counted. Where few hold it, from the grants; where many do, along the addresses, of which few
-- have to be looked at: so neither reads everybody.
DROP FUNCTION "role_holders"(uuid, uuid, timestamptz, int);
CREATE FUNCTION "role_people"(the_organization uuid, the_role uuid, the_time timestamptz, most int, counted int)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  the_members uuid[] := ARRAY(SELECT DISTINCT g."member_id" FROM "role_grant" g
    WHERE g."organization_id" = the_organization AND g."role_id" = the_role
      AND (g."until" IS NULL OR g."until" > the_time) ORDER BY g."member_id" LIMIT counted + 1);
  many constant boolean := cardinality(the_members) > counted;
  the_count int := counted;
  people jsonb;
BEGIN
  IF many THEN
    people := (SELECT jsonb_agg(to_jsonb(first) ORDER BY "email") FROM (
      SELECT m."id", m."email", m."name", m."state" FROM "member" m
      WHERE m."organization_id" = the_organization AND m."state" <> 'removed'
        AND (SELECT true FROM "role_grant" g WHERE g."organization_id" = the_organization AND g."member_id" = m."id"
          AND g."role_id" = the_role AND (g."until" IS NULL OR g."until" > the_time) LIMIT 1)
      ORDER BY m."email" LIMIT most) first);
  ELSE
    the_count := (SELECT count(*) FROM "member"
      WHERE "organization_id" = the_organization AND "state" <> 'removed' AND "id" = ANY (the_members));
    people := (SELECT jsonb_agg(to_jsonb(first) ORDER BY "email") FROM (
      SELECT "id", "email", "name", "state" FROM "member"
      WHERE "organization_id" = the_organization AND "state" <> 'removed' AND "id" = ANY (the_members)
      ORDER BY "email" LIMIT most) first);
  END IF;
  RETURN jsonb_build_object('people', coalesce(people, '[]'), 'count', the_count, 'isMore', many);
END $$;

-- Roles that were deleted are still named by what asked for them, and say so.
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
        'predefined', "predefined", 'permissions', to_jsonb("permissions"), 'isDeleted', "deleted_at" IS NOT NULL)
        ORDER BY "position", "name")
      FROM "role" WHERE "organization_id" = the_organization AND "id" = ANY (the_ids)), '[]'),
    'accounts', coalesce((SELECT jsonb_agg(jsonb_build_object('id', "id", 'name', "name",
        'closed', "closed_at" IS NOT NULL) ORDER BY "name")
      FROM "merchant_account" WHERE "organization_id" = the_organization AND "id" = ANY (the_ids)), '[]'),
    'members', coalesce((SELECT jsonb_agg(member_rights(the_organization, "id", the_time) ORDER BY "email") FROM (
        SELECT "id", "email" FROM "member" WHERE "organization_id" = the_organization AND "id" = ANY (the_ids)
        UNION SELECT "id", "email" FROM "member" WHERE "organization_id" = the_organization
          AND "email" = ANY (the_addresses) AND "state" <> 'removed') named), '[]'));
END $$;
