-- CreateTable
CREATE TABLE "authenticator" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "sealed" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "active_at" TIMESTAMPTZ(3),
    "last_step" INTEGER NOT NULL DEFAULT 0,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "authenticator_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recovery_code" (
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("organization_id","member_id","position")
);

-- CreateIndex
CREATE INDEX "authenticator_organization_id_member_id_idx" ON "authenticator"("organization_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "authenticator_organization_id_id_key" ON "authenticator"("organization_id", "id");

-- AddForeignKey
ALTER TABLE "authenticator" ADD CONSTRAINT "authenticator_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "authenticator" ADD CONSTRAINT "authenticator_confirmed" CHECK (("confirmed_at" IS NULL) = ("active_at" IS NULL));
-- One that counts, or is about to, and one that is being set up.
CREATE UNIQUE INDEX "authenticator_one_confirmed" ON "authenticator" ("organization_id", "member_id")
  WHERE "confirmed_at" IS NOT NULL AND "ended_at" IS NULL;
CREATE UNIQUE INDEX "authenticator_one_begun" ON "authenticator" ("organization_id", "member_id")
  WHERE "confirmed_at" IS NULL AND "ended_at" IS NULL;

-- What a member is asked for: the strongest factor that they have.
CREATE FUNCTION "factor_of"(the_organization uuid, the_member uuid, the_time timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN EXISTS (SELECT FROM "authenticator" WHERE "organization_id" = the_organization
    AND "member_id" = the_member AND "active_at" <= the_time AND "ended_at" IS NULL) THEN 'authenticator' ELSE 'email' END
$$;

-- The same as before, with the factor of each challenge.
CREATE OR REPLACE FUNCTION "recent_codes"(the_organization uuid, the_holder text, the_member uuid, since timestamptz)
RETURNS jsonb LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN jsonb_build_object(
    'challenges', coalesce((SELECT jsonb_agg(jsonb_build_object(
        'id', "id", 'holder', "holder", 'memberId', "member_id", 'command', "command", 'subject', "subject",
        'version', "version", 'digest', "digest", 'factor', "factor", 'attempts', "attempts", 'createdAt', "created_at",
        'expiresAt', "expires_at", 'replacedAt', "replaced_at", 'usedAt', "used_at") ORDER BY "created_at" DESC)
      FROM (SELECT * FROM "challenge" WHERE "organization_id" = the_organization AND "holder" = the_holder
          AND "created_at" > since
        UNION SELECT * FROM "challenge" WHERE "organization_id" = the_organization AND "member_id" = the_member
          AND "created_at" > since) recent), '[]'),
    'factors', coalesce((SELECT jsonb_agg(jsonb_build_object('kind', "kind", 'failuresInRow', "failures_in_row",
        'lockedUntil', "locked_until"))
      FROM "factor" WHERE "organization_id" = the_organization AND "member_id" = the_member), '[]'));
END $$;

-- Who came in with a recovery code must set up another app first.
ALTER TABLE "web_session" DROP CONSTRAINT "web_session_asks";
ALTER TABLE "web_session" ADD CONSTRAINT "web_session_asks"
  CHECK ("asks" IN ('password', 'code', 'new-password', 'new-factor'));
