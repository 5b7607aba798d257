-- Requests are numbered for each organization: what is there keeps its number, and the next one follows it.
UPDATE "organization" AS o SET "requests" =
  coalesce((SELECT max("number") FROM "change_request" WHERE "organization_id" = o."id"), 0);

-- Whose the workspaces are in which people have talked already.
INSERT INTO "chat_tenant" ("platform", "tenant", "organization_id")
  SELECT DISTINCT "platform", "tenant", "organization_id" FROM "identity" ON CONFLICT DO NOTHING;

-- An invitation reaches the accounts on which it gives roles.
UPDATE "change_request" SET "all_accounts" = false,
  "accounts" = ARRAY(SELECT jsonb_array_elements_text("payload" -> 'accounts'))::uuid[]
  WHERE "command" = 'invitation.create' AND jsonb_typeof("payload" -> 'accounts') = 'array';

-- A card without a member stands in a channel.
UPDATE "request_message" SET "viewer" = 'channel' WHERE "member_id" IS NULL;

-- `stale`: what it would change is no longer what it was. `applying`: it is being carried out, a piece at a time.
ALTER TABLE "change_request" DROP CONSTRAINT "change_request_state";
ALTER TABLE "change_request" ADD CONSTRAINT "change_request_state" CHECK ("state" IN
  ('awaiting_code', 'awaiting_approval', 'applying', 'applied', 'denied', 'withdrawn', 'expired', 'stale'));
DROP INDEX "change_request_one_open";
CREATE UNIQUE INDEX "change_request_one_open" ON "change_request" ("organization_id", "command", "subject")
  WHERE "state" IN ('awaiting_code', 'awaiting_approval', 'applying');
ALTER TABLE "request_message" ADD CONSTRAINT "request_message_viewer"
  CHECK ("viewer" IN ('requester', 'approver', 'channel'));
ALTER TABLE "chat_tenant" ADD CONSTRAINT "chat_tenant_platform" CHECK ("platform" IN ('local', 'slack', 'teams'));
ALTER TABLE "review" ADD CONSTRAINT "review_strength" CHECK ("strength" BETWEEN 1 AND 3);

-- Nobody approves what concerns them, whatever the program believes.
CREATE FUNCTION "review_not_by_target"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM "change_request" WHERE "organization_id" = NEW."organization_id"
      AND "id" = NEW."request_id" AND NEW."approver_id" = ANY ("targets")) THEN
    RAISE EXCEPTION 'a request is not reviewed by somebody whom it concerns' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "review_not_by_target" BEFORE INSERT ON "review"
  FOR EACH ROW EXECUTE FUNCTION "review_not_by_target"();

-- What follows reads, each in one round trip. plpgsql, because its plans are kept for the connection: the generic ones,
-- but where the planner has to see how many hold a role. Where a row is locked, the statements after the lock see what is
-- committed by then: so they are functions and not one statement.

-- A member with everything that decides what they may do.
CREATE FUNCTION "member_rights"(the_organization uuid, the_member uuid, the_time timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN (SELECT jsonb_build_object(
    'id', m."id", 'email', m."email", 'name', m."name", 'state', m."state",
    'locale', m."locale", 'zone', m."zone", 'seenAt', m."seen_at",
    'grants', coalesce((
      SELECT jsonb_agg(jsonb_build_object(
        'id', g."id", 'until', g."until",
        'role', jsonb_build_object('id', r."id", 'name', r."name", 'purpose', r."purpose",
          'predefined', r."predefined", 'permissions', to_jsonb(r."permissions")),
        'accounts', CASE WHEN g."all_accounts" THEN NULL ELSE coalesce((
          SELECT jsonb_agg(a."account_id" ORDER BY a."account_id") FROM "role_grant_account" a
          WHERE a."organization_id" = g."organization_id" AND a."grant_id" = g."id"), '[]') END
      ) ORDER BY r."position", r."name")
      FROM "role_grant" g JOIN "role" r ON r."organization_id" = g."organization_id" AND r."id" = g."role_id"
      WHERE g."organization_id" = m."organization_id" AND g."member_id" = m."id"
        AND (g."until" IS NULL OR g."until" > the_time)), '[]'))
    FROM "member" m WHERE m."organization_id" = the_organization AND m."id" = the_member);
END $$;

CREATE FUNCTION "organization_terms"(the_organization uuid) RETURNS jsonb LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN (SELECT jsonb_build_object('id', o."id", 'name', o."name", 'policy', jsonb_build_object(
    'approvals', p."approvals", 'requestHours', p."request_hours", 'invitationDays', p."invitation_days"))
    FROM "organization" o JOIN "policy" p ON p."organization_id" = o."id" WHERE o."id" = the_organization);
END $$;

-- Who speaks: the organization whose workspace it is, and the member whom the chat account is linked to.
CREATE FUNCTION "speaker"(the_platform text, the_tenant text, the_user text, the_time timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN (SELECT jsonb_build_object(
    'now', the_time,
    'organization', organization_terms(t."organization_id"),
    'actor', member_rights(t."organization_id", i."member_id", the_time))
    FROM "chat_tenant" t
    LEFT JOIN "identity" i ON i."organization_id" = t."organization_id" AND i."platform" = the_platform
      AND i."tenant" = the_tenant AND i."user_id" = the_user
    WHERE t."platform" = the_platform AND t."tenant" = the_tenant);
END $$;

-- Active members who hold a permission on some account. By the roles' ids: a join over what the roles permit hides from
-- the planner how few hold it, and it would read every member.
CREATE FUNCTION "holders"(the_organization uuid, the_permission text, the_time timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  the_roles uuid[] := ARRAY(SELECT "id" FROM "role"
    WHERE "organization_id" = the_organization AND the_permission = ANY ("permissions"));
BEGIN
  RETURN (SELECT coalesce(jsonb_agg(member_rights(the_organization, m."id", the_time) ORDER BY m."email"), '[]')
    FROM "member" m WHERE m."organization_id" = the_organization AND m."state" = 'active' AND m."id" IN (
      SELECT g."member_id" FROM "role_grant" g
      WHERE g."organization_id" = the_organization AND g."role_id" = ANY (the_roles)
        AND (g."until" IS NULL OR g."until" > the_time)));
END $$;

-- The addresses of the first active members, by address, who hold a role. Where few hold it, from the grants; where many
-- do, along the addresses, of which few have to be looked at: so neither reads everybody.
CREATE FUNCTION "role_holders"(the_organization uuid, the_role uuid, the_time timestamptz, most int) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  few constant int := 200;
  the_members uuid[] := ARRAY(SELECT g."member_id" FROM "role_grant" g WHERE g."organization_id" = the_organization
    AND g."role_id" = the_role AND (g."until" IS NULL OR g."until" > the_time) ORDER BY g."member_id" LIMIT few + 1);
BEGIN
  IF cardinality(the_members) <= few THEN
    RETURN (SELECT coalesce(jsonb_agg("email" ORDER BY "email"), '[]') FROM (
      SELECT DISTINCT "email" FROM "member" WHERE "organization_id" = the_organization AND "state" = 'active'
        AND "id" = ANY (the_members) ORDER BY "email" LIMIT most) first);
  END IF;
  RETURN (SELECT coalesce(jsonb_agg("email" ORDER BY "email"), '[]') FROM (
    SELECT m."email" FROM "member" m WHERE m."organization_id" = the_organization AND m."state" = 'active'
      AND (SELECT true FROM "role_grant" g WHERE g."organization_id" = the_organization AND g."member_id" = m."id"
        AND g."role_id" = the_role AND (g."until" IS NULL OR g."until" > the_time) LIMIT 1)
    ORDER BY m."email" LIMIT most) first);
END $$;

-- The roles, merchant accounts and members whose ids or addresses are in the content of a request, as they are now.
CREATE FUNCTION "mentioned"(the_organization uuid, the_content jsonb, the_time timestamptz) RETURNS jsonb
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
    'accounts', coalesce((SELECT jsonb_agg(jsonb_build_object('id', "id", 'name', "name") ORDER BY "name")
      FROM "merchant_account" WHERE "organization_id" = the_organization AND "id" = ANY (the_ids)), '[]'),
    'members', coalesce((SELECT jsonb_agg(member_rights(the_organization, "id", the_time) ORDER BY "email") FROM (
        SELECT "id", "email" FROM "member" WHERE "organization_id" = the_organization AND "id" = ANY (the_ids)
        UNION SELECT "id", "email" FROM "member" WHERE "organization_id" = the_organization
          AND "email" = ANY (the_addresses) AND "state" <> 'removed') named), '[]'));
END $$;

-- A change request with what its requester and reviewers may do now.
CREATE FUNCTION "request_whole"(the_organization uuid, the_request uuid, the_time timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN (SELECT jsonb_build_object(
    'now', the_time, 'organization', organization_terms(q."organization_id"), 'id', q."id", 'organizationId', q."organization_id", 'number', q."number", 'command', q."command",
    'state', q."state", 'version', q."version", 'payload', q."payload", 'digest', q."digest", 'policy', q."policy",
    'requesterId', q."requester_id", 'createdAt', q."created_at", 'expiresAt', q."expires_at",
    'targets', to_jsonb(q."targets"),
    'accounts', CASE WHEN q."all_accounts" THEN NULL ELSE to_jsonb(q."accounts") END,
    'requester', member_rights(q."organization_id", q."requester_id", the_time),
    'mentioned', mentioned(q."organization_id", q."payload", the_time),
    'reviews', coalesce((SELECT jsonb_agg(jsonb_build_object(
        'approverId', v."approver_id", 'decision', v."decision", 'version', v."version", 'digest', v."digest",
        'comment', v."comment", 'approver', member_rights(v."organization_id", v."approver_id", the_time))
        ORDER BY v."at")
      FROM "review" v WHERE v."organization_id" = q."organization_id" AND v."request_id" = q."id"), '[]'))
    FROM "change_request" q WHERE q."organization_id" = the_organization AND q."id" = the_request);
END $$;

-- The same, locked until the transaction ends: two decisions about one request come one after the other.
CREATE FUNCTION "request_locked"(the_organization uuid, the_request uuid, the_time timestamptz) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM FROM "change_request" WHERE "organization_id" = the_organization AND "id" = the_request FOR UPDATE;
  RETURN request_whole(the_organization, the_request, the_time);
END $$;

-- The codes that somebody was sent, or made a member be sent, since then, newest first; and how often that member failed.
CREATE FUNCTION "recent_codes"(the_organization uuid, the_holder text, the_member uuid, since timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN jsonb_build_object(
    'challenges', coalesce((SELECT jsonb_agg(jsonb_build_object(
        'id', "id", 'holder', "holder", 'memberId', "member_id", 'command', "command", 'subject', "subject",
        'version', "version", 'digest', "digest", 'attempts', "attempts", 'createdAt', "created_at",
        'expiresAt', "expires_at", 'replacedAt', "replaced_at", 'usedAt', "used_at") ORDER BY "created_at" DESC)
      FROM (SELECT * FROM "challenge" WHERE "organization_id" = the_organization AND "holder" = the_holder
          AND "created_at" > since
        UNION SELECT * FROM "challenge" WHERE "organization_id" = the_organization AND "member_id" = the_member
          AND "created_at" > since) recent), '[]'),
    'factors', coalesce((SELECT jsonb_agg(jsonb_build_object('kind', "kind", 'failuresInRow', "failures_in_row",
        'lockedUntil', "locked_until"))
      FROM "factor" WHERE "organization_id" = the_organization AND "member_id" = the_member), '[]'));
END $$;

-- The same for a member, who is locked until the transaction ends: what is counted for them can't grow meanwhile.
CREATE FUNCTION "recent_codes_locked"(the_organization uuid, the_member uuid, since timestamptz) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM FROM "member" WHERE "organization_id" = the_organization AND "id" = the_member FOR NO KEY UPDATE;
  RETURN recent_codes(the_organization, 'member:' || the_member, the_member, since);
END $$;

-- What a new request is judged by, with the requester locked: their own requests of late or still open, everybody's open
-- ones about the same, and the requester's codes.
CREATE FUNCTION "before_request"(the_organization uuid, the_member uuid, the_command text, the_subject text,
  since timestamptz) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM FROM "member" WHERE "organization_id" = the_organization AND "id" = the_member FOR NO KEY UPDATE;
  RETURN jsonb_build_object(
    'requests', coalesce((SELECT jsonb_agg(jsonb_build_object(
        'key', "key", 'number', "number", 'requesterId', "requester_id", 'command', "command", 'subject', "subject",
        'state', "state", 'createdAt', "created_at", 'expiresAt', "expires_at"))
      FROM (SELECT "key", "number", "requester_id", "command", "subject", "state", "created_at", "expires_at"
        FROM "change_request" WHERE "organization_id" = the_organization
          AND "requester_id" = the_member AND ("created_at" > since
            OR "state" IN ('awaiting_code', 'awaiting_approval', 'applying'))
        UNION SELECT "key", "number", "requester_id", "command", "subject", "state", "created_at", "expires_at"
        FROM "change_request" WHERE "organization_id" = the_organization
          AND "command" = the_command AND "subject" = the_subject
          AND "state" IN ('awaiting_code', 'awaiting_approval', 'applying')) related), '[]'),
    'codes', recent_codes(the_organization, 'member:' || the_member, the_member, since));
END $$;
