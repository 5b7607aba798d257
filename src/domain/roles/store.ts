import { z } from "zod";
import type { Sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import type { Actor } from "../access/actor.ts";
import { findHolders, storedRole } from "../access/actor-store.ts";
import type { Role } from "../access/role.ts";

export const PAGE = 10;

/** So many holders are counted where a role is shown, and where it is changed; beyond that there are just more. */
const COUNTED = { shown: 200, changed: 1_000 };

const state = z.enum(["invited", "active", "suspended"]);

const people = z.object({
  people: z.array(z.object({ id: z.string(), email: z.string(), name: z.string().nullable(), state })),
  count: z.number(),
  isMore: z.boolean(),
});

/** The first members who hold a role, by address, and how many they are; `isMore`: more than are counted. */
export type Holders = z.infer<typeof people>;

/** A page of roles, from the `from`-th on, counted from 0; one more than PAGE when there is a next page. */
export async function listRolesFrom(
  tx: Tx,
  organizationId: string,
  { from, isOwn = false }: { from: number; isOwn?: boolean },
): Promise<Role[]> {
  const rows = await tx.role.findMany({
    where: { organizationId, deletedAt: null, ...(isOwn && { predefined: false }) },
    orderBy: [{ position: "asc" }, { name: "asc" }],
    skip: from,
    take: PAGE + 1,
  });
  return rows.map((row) => storedRole.parse(row));
}

const storedDetails = z.object({
  role: storedRole.nullable(),
  names: z.array(z.string()),
  holders: people,
});

type Wanted = { most: number; now: Date };

/** The role of that name, whatever the case, and who holds it. `names` are all roles' names, where there is none. */
export async function findRoleNamed(tx: Tx, organizationId: string, name: string, { most, now }: Wanted) {
  const [row] = await tx.$queryRaw<{ details: unknown }[]>`
    WITH wanted AS MATERIALIZED (SELECT id, name, purpose, predefined, permissions FROM role
      WHERE organization_id = ${organizationId}::uuid AND lower(name) = lower(${name}) AND deleted_at IS NULL)
    SELECT jsonb_build_object('role', (SELECT to_jsonb(wanted) FROM wanted),
      'names', coalesce((SELECT jsonb_agg(name ORDER BY position, name) FROM role
        WHERE organization_id = ${organizationId}::uuid AND deleted_at IS NULL
          AND NOT EXISTS (SELECT FROM wanted)), '[]'),
      'holders', role_people(${organizationId}::uuid, (SELECT id FROM wanted), ${now}::timestamptz, ${most},
        ${COUNTED.shown})) AS details`;
  return storedDetails.parse(row?.details);
}

/** By id; null where there is none, or it was deleted. */
export async function findRole(tx: Tx, organizationId: string, id: string): Promise<Role | null> {
  const row = await tx.role.findFirst({ where: { organizationId, id, deletedAt: null } });
  return storedRole.nullable().parse(row);
}

/** The names of all roles, to understand what was typed. */
export async function listRoleNames(tx: Tx, organizationId: string): Promise<string[]> {
  const rows = await tx.role.findMany({
    where: { organizationId, deletedAt: null },
    orderBy: [{ position: "asc" }, { name: "asc" }],
    select: { name: true },
  });
  return rows.map(({ name }) => name);
}

export async function findHoldersOf(
  tx: Tx,
  organizationId: string,
  roleId: string,
  { most, time }: { most: number; time: Sql },
): Promise<Holders> {
  const [row] = await tx.$queryRaw<{ holders: unknown }[]>`
    SELECT role_people(${organizationId}::uuid, ${roleId}::uuid, ${time}, ${most}, ${COUNTED.changed})
      AS holders`;
  return people.parse(row?.holders);
}

/** The ids of the members who hold a role and may approve requests somewhere, but for one: of all holders only these matter. */
export async function findApproversWith(
  tx: Tx,
  organizationId: string,
  roleId: string,
  { except, now }: { except: string; now: Date },
): Promise<string[]> {
  const approvers = await findHolders(tx, organizationId, "request:approve", now);
  const holds = ({ grants }: Actor) => grants.some(({ role }) => role.id === roleId);
  return approvers.filter((member) => member.id !== except && holds(member)).map(({ id }) => id);
}
