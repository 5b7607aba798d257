-- CreateTable
CREATE TABLE "account_group" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "account_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_group_member" (
    "organization_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,

    CONSTRAINT "account_group_member_pkey" PRIMARY KEY ("organization_id","group_id","account_id")
);

-- CreateTable
CREATE TABLE "role_grant_group" (
    "organization_id" UUID NOT NULL,
    "grant_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,

    CONSTRAINT "role_grant_group_pkey" PRIMARY KEY ("organization_id","grant_id","group_id")
);

-- CreateIndex
CREATE INDEX "account_group_organization_id_name_idx" ON "account_group"("organization_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "account_group_organization_id_id_key" ON "account_group"("organization_id", "id");

-- CreateIndex
CREATE INDEX "account_group_member_organization_id_account_id_group_id_idx" ON "account_group_member"("organization_id", "account_id", "group_id");

-- CreateIndex
CREATE INDEX "role_grant_group_organization_id_group_id_grant_id_idx" ON "role_grant_group"("organization_id", "group_id", "grant_id");

-- AddForeignKey
ALTER TABLE "account_group" ADD CONSTRAINT "account_group_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_group_member" ADD CONSTRAINT "account_group_member_organization_id_group_id_fkey" FOREIGN KEY ("organization_id", "group_id") REFERENCES "account_group"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_group_member" ADD CONSTRAINT "account_group_member_organization_id_account_id_fkey" FOREIGN KEY ("organization_id", "account_id") REFERENCES "merchant_account"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_grant_group" ADD CONSTRAINT "role_grant_group_organization_id_grant_id_fkey" FOREIGN KEY ("organization_id", "grant_id") REFERENCES "role_grant"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_grant_group" ADD CONSTRAINT "role_grant_group_organization_id_group_id_fkey" FOREIGN KEY ("organization_id", "group_id") REFERENCES "account_group"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- No two groups have one name, in whatever case. That of a deleted one may be taken.
CREATE UNIQUE INDEX "account_group_name" ON "account_group" ("organization_id", lower("name")) WHERE "deleted_at" IS NULL;
CREATE INDEX "account_group_called" ON "account_group" ("organization_id", lower("name"));

-- What a grant can be limited to: merchant accounts, and groups of them with the accounts that are in each.
CREATE VIEW "account_or_group" AS
  SELECT "organization_id", "id", "name", "closed_at", NULL::uuid[] AS "accounts" FROM "merchant_account"
  UNION ALL
  SELECT g."organization_id", g."id", g."name", g."deleted_at", ARRAY(SELECT m."account_id"
      FROM "account_group_member" m WHERE m."organization_id" = g."organization_id" AND m."group_id" = g."id"
      ORDER BY m."account_id")
  FROM "account_group" g;

-- As the program reads one.
CREATE FUNCTION "account_told"(one "account_or_group") RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('id', one."id", 'name', one."name", 'closed', one."closed_at" IS NOT NULL)
    || CASE WHEN one."accounts" IS NULL THEN '{}' ELSE jsonb_build_object('accounts', to_jsonb(one."accounts")) END
$$;

-- Nobody holds a deleted group, also where one is given at the very moment at which it is deleted: who gives it shares its
-- row and looks then, who deletes it has the row alone and looks for grants then.
CREATE FUNCTION "role_grant_of_living_group"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM "account_group" WHERE "organization_id" = NEW."organization_id" AND "id" = NEW."group_id" FOR SHARE;
  IF EXISTS (SELECT FROM "account_group" WHERE "organization_id" = NEW."organization_id" AND "id" = NEW."group_id"
      AND "deleted_at" IS NOT NULL) THEN
    RAISE EXCEPTION 'nothing is given on a deleted group' USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "role_grant_of_living_group" BEFORE INSERT OR UPDATE OF "group_id" ON "role_grant_group"
  FOR EACH ROW EXECUTE FUNCTION "role_grant_of_living_group"();

CREATE FUNCTION "account_group_deleted_without_grants"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM "role_grant_group" a
      JOIN "role_grant" g ON g."organization_id" = a."organization_id" AND g."id" = a."grant_id"
      JOIN "member" m ON m."organization_id" = g."organization_id" AND m."id" = g."member_id"
      WHERE a."organization_id" = NEW."organization_id" AND a."group_id" = NEW."id" AND m."state" <> 'removed'
        AND (g."until" IS NULL OR g."until" > NEW."deleted_at")) THEN
    RAISE EXCEPTION 'a group that a grant names is not deleted' USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "account_group_deleted_without_grants" BEFORE UPDATE OF "deleted_at" ON "account_group"
  FOR EACH ROW WHEN (NEW."deleted_at" IS NOT NULL AND OLD."deleted_at" IS NULL)
  EXECUTE FUNCTION "account_group_deleted_without_grants"();

-- `named`: the accounts and groups that a grant names. `accounts`: what it reaches by them, the groups among it: so who
-- holds each account of a group does not hold the group. Both null: all accounts.
CREATE OR REPLACE FUNCTION "member_rights"(the_organization uuid, the_member uuid, the_time timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN (SELECT jsonb_build_object(
    'id', m."id", 'email', m."email", 'name', m."name", 'state', m."state",
    'locale', m."locale", 'zone', m."zone", 'seenAt', m."seen_at",
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
    'accounts', coalesce((SELECT jsonb_agg(account_told(a) ORDER BY a."name")
      FROM "account_or_group" a WHERE a."organization_id" = the_organization AND a."id" = ANY (the_ids)), '[]'),
    'members', coalesce((SELECT jsonb_agg(member_rights(the_organization, "id", the_time) ORDER BY "email") FROM (
        SELECT "id", "email" FROM "member" WHERE "organization_id" = the_organization AND "id" = ANY (the_ids)
        UNION SELECT "id", "email" FROM "member" WHERE "organization_id" = the_organization
          AND "email" = ANY (the_addresses) AND "state" <> 'removed') named), '[]'));
END $$;

-- Accounts and groups, locked in the order of their ids and read afterwards: as they are once whoever held them has
-- finished. `to_change`: nobody gives anything on them meanwhile.
CREATE FUNCTION "accounts_locked"(the_organization uuid, the_ids uuid[], to_change boolean) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
  IF to_change THEN
    PERFORM FROM "merchant_account" WHERE "organization_id" = the_organization AND "id" = ANY (the_ids)
      ORDER BY "id" FOR UPDATE;
    PERFORM FROM "account_group" WHERE "organization_id" = the_organization AND "id" = ANY (the_ids)
      ORDER BY "id" FOR UPDATE;
  ELSE
    PERFORM FROM "merchant_account" WHERE "organization_id" = the_organization AND "id" = ANY (the_ids)
      ORDER BY "id" FOR KEY SHARE;
    PERFORM FROM "account_group" WHERE "organization_id" = the_organization AND "id" = ANY (the_ids)
      ORDER BY "id" FOR KEY SHARE;
  END IF;
  RETURN coalesce((SELECT jsonb_agg(account_told(a) ORDER BY a."name") FROM "account_or_group" a
    WHERE a."organization_id" = the_organization AND a."id" = ANY (the_ids)), '[]');
END $$;

-- The grants that reach one of some accounts or groups because they name it or a group that it is in, and, with
-- `and_all`, those on all accounts: as they are found in the order of an index, and no more than `most` of each kind.
CREATE FUNCTION "grants_reaching"(the_organization uuid, the_places uuid[], and_all boolean, the_time timestamptz,
  most int) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  the_groups uuid[] := the_places || ARRAY(SELECT "group_id" FROM "account_group_member"
    WHERE "organization_id" = the_organization AND "account_id" = ANY (the_places));
BEGIN
  RETURN ARRAY(
    (SELECT g."id" FROM "role_grant_account" a
      JOIN "role_grant" g ON g."organization_id" = a."organization_id" AND g."id" = a."grant_id"
      WHERE a."organization_id" = the_organization AND a."account_id" = ANY (the_places)
        AND (g."until" IS NULL OR g."until" > the_time) LIMIT most)
    UNION
    (SELECT g."id" FROM "role_grant_group" a
      JOIN "role_grant" g ON g."organization_id" = a."organization_id" AND g."id" = a."grant_id"
      WHERE a."organization_id" = the_organization AND a."group_id" = ANY (the_groups)
        AND (g."until" IS NULL OR g."until" > the_time) LIMIT most)
    UNION
    (SELECT g."id" FROM "role_grant" g WHERE and_all AND g."organization_id" = the_organization AND g."all_accounts"
        AND (g."until" IS NULL OR g."until" > the_time) ORDER BY g."member_id" LIMIT most));
END $$;

-- Members who reach some accounts or groups by a role that names them or, with `and_all`, by one on all accounts: how
-- many, and the first ones by address. Of many roles that do, 500 of each kind are looked at and no more, so that it costs
-- the same whoever else is there. `left`: those of them with a role that reaches one of them and no other account that is
-- open.
CREATE FUNCTION "place_people"(the_organization uuid, the_places uuid[], and_all boolean, the_time timestamptz, most int)
RETURNS jsonb LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  bound constant int := 500;
  the_grants uuid[] := grants_reaching(the_organization, the_places, and_all, the_time, bound);
  the_holders uuid[] := ARRAY(SELECT DISTINCT "member_id" FROM "role_grant"
    WHERE "organization_id" = the_organization AND "id" = ANY (the_grants));
  the_members uuid[] := ARRAY(SELECT "id" FROM "member" WHERE "organization_id" = the_organization
    AND "id" = ANY (the_holders) AND "state" <> 'removed' ORDER BY "email");
  the_left uuid[] := ARRAY(SELECT m."id" FROM "member" m WHERE NOT and_all AND m."organization_id" = the_organization
    AND m."id" = ANY (the_members) AND EXISTS (SELECT FROM "role_grant" g WHERE g."organization_id" = the_organization
      AND g."member_id" = m."id" AND g."id" = ANY (the_grants) AND NOT EXISTS (
        SELECT FROM "merchant_account" o WHERE o."organization_id" = the_organization AND o."closed_at" IS NULL
          AND NOT o."id" = ANY (the_places) AND o."id" IN (
            SELECT a."account_id" FROM "role_grant_account" a
              WHERE a."organization_id" = the_organization AND a."grant_id" = g."id"
            UNION ALL SELECT i."account_id" FROM "role_grant_group" a JOIN "account_group_member" i
              ON i."organization_id" = a."organization_id" AND i."group_id" = a."group_id"
              WHERE a."organization_id" = the_organization AND a."grant_id" = g."id")))
    ORDER BY m."email");
BEGIN
  RETURN jsonb_build_object(
    'hasMore', cardinality(the_grants) >= bound,
    'left', jsonb_build_object('count', cardinality(the_left), 'people', coalesce((
      SELECT jsonb_agg(jsonb_build_object('email', m."email", 'name', m."name") ORDER BY m."email") FROM "member" m
      WHERE m."organization_id" = the_organization AND m."id" = ANY (the_left[1:most])), '[]')),
    'count', cardinality(the_members),
    'people', coalesce((SELECT jsonb_agg(jsonb_build_object('email', m."email", 'name', m."name",
        'roles', (SELECT jsonb_agg(DISTINCT r."name") FROM "role_grant" g
          JOIN "role" r ON r."organization_id" = g."organization_id" AND r."id" = g."role_id"
          WHERE g."organization_id" = m."organization_id" AND g."member_id" = m."id" AND g."id" = ANY (the_grants)))
        ORDER BY m."email")
      FROM "member" m WHERE m."organization_id" = the_organization AND m."id" = ANY (the_members[1:most])), '[]'));
END $$;
DROP FUNCTION "account_people"(uuid, uuid, timestamptz, int);

-- The first `most` members by address, behind an address, with a role that names one of some groups. Whose invitation is
-- past its time is here no more.
CREATE FUNCTION "group_people"(the_organization uuid, the_groups uuid[], behind text, most int, the_time timestamptz)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  the_members uuid[] := ARRAY(SELECT DISTINCT g."member_id" FROM "role_grant_group" a
    JOIN "role_grant" g ON g."organization_id" = a."organization_id" AND g."id" = a."grant_id"
    WHERE a."organization_id" = the_organization AND a."group_id" = ANY (the_groups)
      AND (g."until" IS NULL OR g."until" > the_time));
BEGIN
  RETURN coalesce((SELECT jsonb_agg(member_rights(the_organization, found."id", the_time) ORDER BY found."email") FROM (
    SELECT m."id", m."email" FROM "member" m WHERE m."organization_id" = the_organization
      AND m."id" = ANY (the_members) AND m."email" > behind AND m."state" <> 'removed'
      AND NOT (m."state" = 'invited' AND EXISTS (SELECT FROM "invitation" i
        WHERE i."organization_id" = the_organization AND i."member_id" = m."id" AND i."state" = 'pending'
          AND i."expires_at" <= the_time))
    ORDER BY m."email" LIMIT most) found), '[]');
END $$;

-- What is searched for may be a group, and who holds a group reaches each account in it.
CREATE OR REPLACE FUNCTION "member_fits"(the_organization uuid, the_member uuid, words text[], states text[], needs jsonb,
  ending timestamptz, the_time timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM "member" m WHERE m."organization_id" = the_organization AND m."id" = the_member
    AND m."state" = ANY (states)
    -- Whose invitation is past its time is here no more, also before the clock has noted that.
    AND NOT (m."state" = 'invited' AND EXISTS (SELECT FROM "invitation" i WHERE i."organization_id" = the_organization
      AND i."member_id" = the_member AND i."state" = 'pending' AND i."expires_at" <= the_time))) THEN RETURN false;
  END IF;
  IF cardinality(words) > 0 AND EXISTS (SELECT FROM unnest(words) AS wanted WHERE NOT EXISTS (
    SELECT FROM "member_word" w WHERE w."organization_id" = the_organization AND w."member_id" = the_member
      AND w."word" >= wanted AND w."word" < wanted || chr(1114111))) THEN RETURN false;
  END IF;
  RETURN needs = '[]' OR NOT EXISTS (
    SELECT FROM jsonb_to_recordset(needs) AS need (roles uuid[], account uuid) WHERE NOT EXISTS (
      SELECT FROM "role_grant" g WHERE g."organization_id" = the_organization AND g."member_id" = the_member
        AND (need.roles IS NULL OR g."role_id" = ANY (need.roles))
        AND (g."until" IS NULL OR g."until" > the_time) AND (ending IS NULL OR g."until" <= ending)
        AND (need.account IS NULL OR g."all_accounts" OR EXISTS (SELECT FROM "role_grant_account" a
          WHERE a."organization_id" = the_organization AND a."grant_id" = g."id" AND a."account_id" = need.account)
          OR EXISTS (SELECT FROM "role_grant_group" a WHERE a."organization_id" = the_organization
            AND a."grant_id" = g."id" AND (a."group_id" = need.account OR EXISTS (SELECT FROM "account_group_member" i
              WHERE i."organization_id" = the_organization AND i."group_id" = a."group_id"
                AND i."account_id" = need.account))))));
END $$;

CREATE OR REPLACE FUNCTION "few_who_fit"(the_organization uuid, few int, words text[], states text[], needs jsonb,
  ending timestamptz, the_time timestamptz) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  fewest uuid[];
  those uuid[];
BEGIN
  FOR those IN
    SELECT ARRAY(SELECT w."member_id" FROM "member_word" w WHERE w."organization_id" = the_organization
      AND w."word" >= wanted AND w."word" < wanted || chr(1114111) ORDER BY w."word", w."email" LIMIT few + 1)
    FROM unnest(words) AS wanted
    UNION ALL
    SELECT ARRAY(SELECT m."id" FROM unnest(states) AS wanted, LATERAL (SELECT "id" FROM "member"
      WHERE "organization_id" = the_organization AND "state" = wanted ORDER BY "email" LIMIT few + 1) m LIMIT few + 1)
    WHERE NOT 'active' = ANY (states)
    UNION ALL
    SELECT ARRAY(SELECT g."member_id" FROM "role_grant" g WHERE g."organization_id" = the_organization
      AND g."until" > the_time AND g."until" <= ending ORDER BY g."until" LIMIT few + 1)
    WHERE ending IS NOT NULL
    UNION ALL
    SELECT ARRAY(SELECT g."member_id" FROM unnest(need.roles) AS wanted, LATERAL (SELECT "member_id" FROM "role_grant"
      WHERE "organization_id" = the_organization AND "role_id" = wanted ORDER BY "member_id" LIMIT few + 1) g
      LIMIT few + 1)
    FROM jsonb_to_recordset(needs) AS need (roles uuid[], account uuid) WHERE need.roles IS NOT NULL
    UNION ALL
    SELECT ARRAY(
      (SELECT g."member_id" FROM (SELECT "grant_id" FROM "role_grant_account"
          WHERE "organization_id" = the_organization AND "account_id" = need.account ORDER BY "grant_id" LIMIT few + 1) a
        JOIN "role_grant" g ON g."organization_id" = the_organization AND g."id" = a."grant_id")
      UNION ALL
      (SELECT g."member_id" FROM "role_grant_group" a
        JOIN "role_grant" g ON g."organization_id" = the_organization AND g."id" = a."grant_id"
        WHERE a."organization_id" = the_organization AND a."group_id" = ANY (ARRAY(
          SELECT need.account UNION ALL SELECT "group_id" FROM "account_group_member"
          WHERE "organization_id" = the_organization AND "account_id" = need.account)) LIMIT few + 1)
      UNION ALL
      (SELECT "member_id" FROM "role_grant" WHERE "organization_id" = the_organization AND "all_accounts"
        ORDER BY "member_id" LIMIT few + 1)
      LIMIT few + 1)
    FROM jsonb_to_recordset(needs) AS need (roles uuid[], account uuid) WHERE need.account IS NOT NULL
  LOOP
    CONTINUE WHEN cardinality(those) > few OR cardinality(those) >= cardinality(fewest);
    fewest := those;
  END LOOP;
  RETURN fewest;
END $$;
