-- AlterTable
ALTER TABLE "policy" ADD COLUMN     "strong_for_administrative" BOOLEAN NOT NULL DEFAULT false;

CREATE OR REPLACE FUNCTION "organization_terms"(the_organization uuid) RETURNS jsonb LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN (SELECT jsonb_build_object('id', o."id", 'name', o."name", 'policy', jsonb_build_object(
    'approvals', p."approvals", 'requestHours', p."request_hours", 'invitationDays', p."invitation_days",
    'strongForAdministrative', p."strong_for_administrative"))
    FROM "organization" o JOIN "policy" p ON p."organization_id" = o."id" WHERE o."id" = the_organization);
END $$;
