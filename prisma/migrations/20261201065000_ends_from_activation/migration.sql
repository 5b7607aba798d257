-- AlterTable
ALTER TABLE "invitation" ADD COLUMN     "roles_end_first" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "role_grant" ADD COLUMN     "hours_from_activation" INTEGER;

-- Its hours have not begun, or it has an end: never both.
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_hours_from_activation_check"
  CHECK ("hours_from_activation" IS NULL OR "hours_from_activation" > 0 AND "until" IS NULL);

-- An invitation is good no longer than what it offers. Files of people could already give roles an end.
UPDATE "invitation" i SET "expires_at" = o."last", "roles_end_first" = true
FROM (SELECT g."organization_id", g."member_id", max(g."until") AS "last" FROM "role_grant" g
  GROUP BY g."organization_id", g."member_id" HAVING bool_and(g."until" IS NOT NULL)) o
WHERE i."organization_id" = o."organization_id" AND i."member_id" = o."member_id" AND i."state" = 'pending'
  AND o."last" < i."expires_at";
