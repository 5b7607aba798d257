-- A role can be given several times, for different accounts and times: what a member may do is their union.
-- DropIndex
DROP INDEX "role_grant_organization_id_member_id_role_id_key";

-- AlterTable
ALTER TABLE "change_request" ADD COLUMN     "approver_needs" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "role_grant" ADD COLUMN     "granted_at" TIMESTAMPTZ(3),
ADD COLUMN     "until_zone" TEXT,
ADD COLUMN     "warned_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "role_grant_organization_id_member_id_idx" ON "role_grant"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "role_grant_organization_id_until_idx" ON "role_grant"("organization_id", "until");

-- When they were given: when their request was closed, or else when the member was invited.
UPDATE "role_grant" g SET "granted_at" = coalesce(
  (SELECT q."closed_at" FROM "change_request" q
    WHERE q."organization_id" = g."organization_id" AND q."id" = g."request_id"),
  (SELECT m."created_at" FROM "member" m WHERE m."organization_id" = g."organization_id" AND m."id" = g."member_id"));

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
        'accounts', CASE WHEN g."all_accounts" THEN NULL ELSE coalesce((
          SELECT jsonb_agg(a."account_id" ORDER BY a."account_id") FROM "role_grant_account" a
          WHERE a."organization_id" = g."organization_id" AND a."grant_id" = g."id"), '[]') END
      ) ORDER BY r."position", r."name")
      FROM "role_grant" g JOIN "role" r ON r."organization_id" = g."organization_id" AND r."id" = g."role_id"
      WHERE g."organization_id" = m."organization_id" AND g."member_id" = m."id"
        AND (g."until" IS NULL OR g."until" > the_time)), '[]'))
    FROM "member" m WHERE m."organization_id" = the_organization AND m."id" = the_member);
END $$;

-- Members who hold a permission on some account, active or suspended: who suspends every other administrator must not
-- count as the only one. By the roles' ids: a join over what the roles permit hides from the planner how few hold it, and
-- it would read every member.
CREATE OR REPLACE FUNCTION "holders"(the_organization uuid, the_permission text, the_time timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  the_roles uuid[] := ARRAY(SELECT "id" FROM "role"
    WHERE "organization_id" = the_organization AND the_permission = ANY ("permissions"));
BEGIN
  RETURN (SELECT coalesce(jsonb_agg(member_rights(the_organization, m."id", the_time) ORDER BY m."email"), '[]')
    FROM "member" m WHERE m."organization_id" = the_organization AND m."state" IN ('active', 'suspended') AND m."id" IN (
      SELECT g."member_id" FROM "role_grant" g
      WHERE g."organization_id" = the_organization AND g."role_id" = ANY (the_roles)
        AND (g."until" IS NULL OR g."until" > the_time)));
END $$;

CREATE OR REPLACE FUNCTION "request_whole"(the_organization uuid, the_request uuid, the_time timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN (SELECT jsonb_build_object(
    'now', the_time, 'organization', organization_terms(q."organization_id"), 'id', q."id", 'organizationId', q."organization_id", 'number', q."number", 'command', q."command",
    'state', q."state", 'version', q."version", 'payload', q."payload", 'digest', q."digest", 'policy', q."policy",
    'requesterId', q."requester_id", 'createdAt', q."created_at", 'expiresAt', q."expires_at",
    'targets', to_jsonb(q."targets"), 'approverNeeds', to_jsonb(q."approver_needs"),
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
