import { z } from "zod";
import type { Tx } from "../../db/transaction.ts";
import { storedRole } from "../access/actor-store.ts";
import type { Role } from "../access/role.ts";

export const PAGE = 10;

/** A page of roles, from the `from`-th on, counted from 0; one more than PAGE when there is a next page. */
export async function listRolesFrom(tx: Tx, organizationId: string, from: number): Promise<Role[]> {
  const rows = await tx.role.findMany({
    where: { organizationId },
    orderBy: [{ position: "asc" }, { name: "asc" }],
    skip: from,
    take: PAGE + 1,
  });
  return rows.map((row) => storedRole.parse(row));
}

const storedDetails = z.object({
  role: storedRole.nullable(),
  names: z.array(z.string()),
  holders: z.array(z.string()),
});

/**
 * The role of that name, whatever the case, and the first members, by address, who hold it: one more than `most` when
 * there are others, because counting them would read them all. `names` are all roles' names, where there is none.
 */
export async function findRoleNamed(
  tx: Tx,
  organizationId: string,
  name: string,
  { most, now }: { most: number; now: Date },
) {
  const [row] = await tx.$queryRaw<{ details: unknown }[]>`
    WITH wanted AS MATERIALIZED (SELECT id, name, purpose, predefined, permissions FROM role
      WHERE organization_id = ${organizationId}::uuid AND lower(name) = lower(${name}) ORDER BY position LIMIT 1)
    SELECT jsonb_build_object('role', (SELECT to_jsonb(wanted) FROM wanted),
      'names', coalesce((SELECT jsonb_agg(name ORDER BY position, name) FROM role
        WHERE organization_id = ${organizationId}::uuid AND NOT EXISTS (SELECT FROM wanted)), '[]'),
      'holders', role_holders(${organizationId}::uuid, (SELECT id FROM wanted), ${now}::timestamptz, ${most + 1}))
      AS details`;
  return storedDetails.parse(row?.details);
}
