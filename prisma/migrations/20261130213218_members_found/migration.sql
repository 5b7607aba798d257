-- DropIndex
DROP INDEX "role_grant_account_organization_id_account_id_idx";

-- CreateTable
CREATE TABLE "member_word" (
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "word" TEXT NOT NULL,
    "email" TEXT NOT NULL,

    CONSTRAINT "member_word_pkey" PRIMARY KEY ("organization_id","member_id","word")
);

-- CreateIndex
CREATE INDEX "member_word_organization_id_word_email_member_id_idx" ON "member_word"("organization_id", "word", "email", "member_id");

-- CreateIndex
CREATE INDEX "member_organization_id_state_email_idx" ON "member"("organization_id", "state", "email");

-- CreateIndex
CREATE INDEX "role_grant_account_organization_id_account_id_grant_id_idx" ON "role_grant_account"("organization_id", "account_id", "grant_id");

-- AddForeignKey
ALTER TABLE "member_word" ADD CONSTRAINT "member_word_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Words are compared by their bytes: all that begin with the same letters stand side by side.
ALTER TABLE "member_word" ALTER COLUMN "word" TYPE text COLLATE "C";
CREATE INDEX "role_grant_everywhere" ON "role_grant" ("organization_id", "member_id") WHERE "all_accounts";
CREATE INDEX "merchant_account_lower_name" ON "merchant_account" ("organization_id", lower("name"));
-- Who was not seen for longest.
CREATE INDEX "member_last_seen" ON "member" ("organization_id", coalesce("seen_at", "activated_at", "created_at"), "id")
  WHERE "state" = 'active';

-- As it is compared: without accents, in small letters.
CREATE FUNCTION "folded"(said text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT lower(regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]', '', 'g'))
$$;

-- The address and each word of the name, and each of them from every boundary within it on: lovelace@mail.example.com is
-- found by "love", "mail" and "example.com".
CREATE FUNCTION "words_to_find"(said text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
  SELECT DISTINCT substr(token, at) FROM regexp_split_to_table(folded(said), '\s+') AS token,
    generate_series(1, length(token)) AS at
  WHERE (at = 1 OR position(substr(token, at - 1, 1) IN $q$._+-@'’"“”«»&/,;()[]$q$) > 0)
    AND position(substr(token, at, 1) IN $q$._+-@'’"“”«»&/,;()[]$q$) = 0
$$;

CREATE FUNCTION "member_words_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD."email" = NEW."email" AND OLD."name" IS NOT DISTINCT FROM NEW."name"
      AND (OLD."state" = 'removed') = (NEW."state" = 'removed') THEN RETURN NULL; END IF;
    DELETE FROM "member_word" WHERE "organization_id" = NEW."organization_id" AND "member_id" = NEW."id";
  END IF;
  IF NEW."state" <> 'removed' THEN
    INSERT INTO "member_word" ("organization_id", "member_id", "word", "email")
      SELECT NEW."organization_id", NEW."id", "word", NEW."email"
      FROM words_to_find(concat_ws(' ', NEW."email", NEW."name")) AS "word";
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "member_words_kept" AFTER INSERT OR UPDATE OF "email", "name", "state" ON "member"
  FOR EACH ROW EXECUTE FUNCTION "member_words_kept"();

INSERT INTO "member_word" ("organization_id", "member_id", "word", "email")
  SELECT m."organization_id", m."id", "word", m."email"
  FROM "member" m, words_to_find(concat_ws(' ', m."email", m."name")) AS "word" WHERE m."state" <> 'removed';

-- Does a member meet all that is wanted? `needs`: of each, a grant of one of the roles (null: of any) that reaches the
-- account (null: any) and, with `ending`, ends by then.
CREATE FUNCTION "member_fits"(the_organization uuid, the_member uuid, words text[], states text[], needs jsonb,
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
          WHERE a."organization_id" = the_organization AND a."grant_id" = g."id" AND a."account_id" = need.account))));
END $$;

-- The members who meet the part of what is wanted that fewest meet; null where each part is met by more than `few`. Each
-- is read in the order of an index, so that no more than `few` are looked at.
CREATE FUNCTION "few_who_fit"(the_organization uuid, few int, words text[], states text[], needs jsonb,
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

-- The first `most` members who meet all that is `wanted` ({words, states, needs, ending}), by address; where words are
-- typed, by what begins with the first of them, and then by address. `behind` is where the page before ended (`at`: that
-- word, `email`). Where few meet a part of it, only those are looked at. Otherwise all are looked at in their order, and
-- no more than `budget`: `looked` says how far that went, so that somebody can go on from there.
CREATE FUNCTION "members_found"(the_organization uuid, wanted jsonb, behind jsonb, most int, the_time timestamptz)
RETURNS jsonb LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  few constant int := 1000;
  budget constant int := 1000;
  words text[] := ARRAY(SELECT folded(word) FROM jsonb_array_elements_text(wanted -> 'words') AS word
    WHERE folded(word) <> '');
  states text[] := ARRAY(SELECT jsonb_array_elements_text(wanted -> 'states'));
  needs jsonb := wanted -> 'needs';
  ending timestamptz := wanted ->> 'ending';
  word_before text := coalesce(behind ->> 'at', '');
  email_before text := coalesce(behind ->> 'email', '');
  those uuid[] := few_who_fit(the_organization, few, words, states, needs, ending, the_time);
  candidates refcursor;
  one record;
  looked_at jsonb;
  hit int := 0;
  hits jsonb := '[]';
BEGIN
  IF words[1] IS NULL AND those IS NULL THEN
    OPEN candidates FOR SELECT '' AS at, m."email", m."id" FROM "member" m
      WHERE m."organization_id" = the_organization AND m."email" > email_before ORDER BY m."email" LIMIT budget;
  ELSIF words[1] IS NULL THEN
    OPEN candidates FOR SELECT '' AS at, m."email", m."id" FROM "member" m
      WHERE m."organization_id" = the_organization AND m."id" = ANY (those) AND m."email" > email_before
      ORDER BY m."email";
  ELSIF those IS NULL THEN
    OPEN candidates FOR SELECT w."word" AS at, w."email", w."member_id" AS id FROM "member_word" w
      -- One lower bound only: with two, the index is read from the lower one on.
      WHERE w."organization_id" = the_organization AND w."word" < words[1] || chr(1114111)
        AND (w."word", w."email") > (greatest(word_before, words[1]), email_before)
        -- Who is found by several of their words is listed with the first of them.
        AND (SELECT true FROM "member_word" other WHERE other."organization_id" = the_organization
          AND other."member_id" = w."member_id" AND other."word" >= words[1] AND other."word" < w."word" LIMIT 1) IS NULL
      ORDER BY w."word", w."email" LIMIT budget;
  ELSE
    OPEN candidates FOR SELECT min(w."word") AS at, w."email", w."member_id" AS id FROM "member_word" w
      WHERE w."organization_id" = the_organization AND w."member_id" = ANY (those)
        AND w."word" >= words[1] AND w."word" < words[1] || chr(1114111)
      GROUP BY w."email", w."member_id" HAVING (min(w."word"), w."email") > (word_before, email_before)
      ORDER BY min(w."word"), w."email";
  END IF;
  FOR looked IN 1 .. budget LOOP
    FETCH candidates INTO one;
    EXIT WHEN NOT FOUND;
    looked_at := CASE WHEN looked = budget THEN jsonb_build_object('at', one."at", 'email', one."email") END;
    CONTINUE WHEN NOT member_fits(the_organization, one."id", words, states, needs, ending, the_time);
    hits := hits || jsonb_build_object('at', one."at", 'email', one."email",
      'member', member_rights(the_organization, one."id", the_time));
    hit := hit + 1;
    EXIT WHEN hit = most;
  END LOOP;
  CLOSE candidates;
  RETURN jsonb_build_object('found', hits, 'looked', looked_at);
END $$;
