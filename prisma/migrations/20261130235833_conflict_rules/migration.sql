-- CreateTable
CREATE TABLE "conflict_rule" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "first_role_id" UUID,
    "first_permission" TEXT,
    "second_role_id" UUID,
    "second_permission" TEXT,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "conflict_rule_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "conflict_rule_organization_id_id_key" ON "conflict_rule"("organization_id", "id");

-- AddForeignKey
ALTER TABLE "conflict_rule" ADD CONSTRAINT "conflict_rule_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conflict_rule" ADD CONSTRAINT "conflict_rule_organization_id_first_role_id_fkey" FOREIGN KEY ("organization_id", "first_role_id") REFERENCES "role"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conflict_rule" ADD CONSTRAINT "conflict_rule_organization_id_second_role_id_fkey" FOREIGN KEY ("organization_id", "second_role_id") REFERENCES "role"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A side is a role or a permission, the two of a rule differ, and no two rules are about the same pair, whichever comes first.
ALTER TABLE "conflict_rule" ADD CONSTRAINT "conflict_rule_sides" CHECK (
  num_nonnulls("first_role_id", "first_permission") = 1 AND num_nonnulls("second_role_id", "second_permission") = 1
  AND "first_role_id" IS DISTINCT FROM coalesce("second_role_id", '00000000-0000-0000-0000-000000000000')
  AND "first_permission" IS DISTINCT FROM coalesce("second_permission", ''));
CREATE UNIQUE INDEX "conflict_rule_pair" ON "conflict_rule" ("organization_id",
  least(coalesce("first_role_id"::text, "first_permission"), coalesce("second_role_id"::text, "second_permission")),
  greatest(coalesce("first_role_id"::text, "first_permission"), coalesce("second_role_id"::text, "second_permission")));

-- The rules of an organization, the oldest first, each with what its two sides are called.
CREATE FUNCTION "conflict_rules"(the_organization uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN coalesce((SELECT jsonb_agg(jsonb_build_object('id', c."id", 'reason', c."reason", 'createdAt', c."created_at",
      'sides', jsonb_build_array(
        CASE WHEN f."id" IS NULL THEN jsonb_build_object('permission', c."first_permission") ELSE
          jsonb_build_object('roleId', f."id", 'name', f."name", 'isDeleted', f."deleted_at" IS NOT NULL) END,
        CASE WHEN s."id" IS NULL THEN jsonb_build_object('permission', c."second_permission") ELSE
          jsonb_build_object('roleId', s."id", 'name', s."name", 'isDeleted', s."deleted_at" IS NOT NULL) END))
      ORDER BY c."created_at", c."id")
    FROM "conflict_rule" c
    LEFT JOIN "role" f ON f."organization_id" = c."organization_id" AND f."id" = c."first_role_id"
    LEFT JOIN "role" s ON s."organization_id" = c."organization_id" AND s."id" = c."second_role_id"
    WHERE c."organization_id" = the_organization), '[]');
END $$;

-- What a change that gives something is judged by when it is applied, behind a lock on the organization: the rules, and
-- some members and roles, as they are once whoever held that lock has finished.
CREATE FUNCTION "conflict_ground"(the_organization uuid, the_members uuid[], the_roles uuid[], the_time timestamptz)
RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM "organization" WHERE "id" = the_organization FOR NO KEY UPDATE;
  RETURN jsonb_build_object(
    'conflicts', conflict_rules(the_organization),
    'members', coalesce((SELECT jsonb_agg(member_rights(the_organization, "id", the_time)) FROM "member"
      WHERE "organization_id" = the_organization AND "id" = ANY (the_members)), '[]'),
    'roles', coalesce((SELECT jsonb_agg(jsonb_build_object('id', "id", 'name', "name", 'purpose', "purpose",
        'predefined', "predefined", 'permissions', to_jsonb("permissions"), 'isDeleted', "deleted_at" IS NOT NULL)
        ORDER BY "position", "name")
      FROM "role" WHERE "organization_id" = the_organization AND "id" = ANY (the_roles)), '[]'));
END $$;

-- The first `most` members by address, behind an address, who hold both sides of a rule on whichever accounts. Whether
-- these meet is for the program to say.
CREATE FUNCTION "conflict_people"(the_organization uuid, sides jsonb, behind text, most int, the_time timestamptz)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  first_roles uuid[] := ARRAY(SELECT "id" FROM "role" WHERE "organization_id" = the_organization
    AND ("id"::text = sides -> 0 ->> 'roleId' OR sides -> 0 ->> 'permission' = ANY ("permissions")));
  second_roles uuid[] := ARRAY(SELECT "id" FROM "role" WHERE "organization_id" = the_organization
    AND ("id"::text = sides -> 1 ->> 'roleId' OR sides -> 1 ->> 'permission' = ANY ("permissions")));
  the_members uuid[] := ARRAY(
    SELECT g."member_id" FROM "role_grant" g WHERE g."organization_id" = the_organization
      AND g."role_id" = ANY (first_roles) AND (g."until" IS NULL OR g."until" > the_time)
    INTERSECT
    SELECT g."member_id" FROM "role_grant" g WHERE g."organization_id" = the_organization
      AND g."role_id" = ANY (second_roles) AND (g."until" IS NULL OR g."until" > the_time));
BEGIN
  RETURN coalesce((SELECT jsonb_agg(member_rights(the_organization, found."id", the_time) ORDER BY found."email") FROM (
    SELECT m."id", m."email" FROM "member" m WHERE m."organization_id" = the_organization
      AND m."id" = ANY (the_members) AND m."email" > behind AND m."state" <> 'removed'
      -- Whose invitation is past its time is here no more, also before the clock has noted that.
      AND NOT (m."state" = 'invited' AND EXISTS (SELECT FROM "invitation" i
        WHERE i."organization_id" = the_organization AND i."member_id" = m."id" AND i."state" = 'pending'
          AND i."expires_at" <= the_time))
    ORDER BY m."email" LIMIT most) found), '[]');
END $$;
