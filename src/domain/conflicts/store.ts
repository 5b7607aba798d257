import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Sql } from "../../db/sql.ts";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import type { MerchantAccount, Scope } from "../access/account.ts";
import type { Actor } from "../access/actor.ts";
import { storedActor, storedRole } from "../access/actor-store.ts";
import { type Mentioned, storedAccount, storedMentionedRole } from "../access/choice-store.ts";
import type { ConflictRule, Side, Sides } from "../access/conflict.ts";
import { conflictRules, storedConflicts } from "../access/conflict-store.ts";
import type { Role } from "../access/role.ts";

export async function listRules(tx: Tx, organizationId: string): Promise<ConflictRule[]> {
  const [row] = await tx.$queryRaw<{ rules: unknown }[]>`SELECT ${conflictRules(organizationId)} AS rules`;
  return storedConflicts.parse(row?.rules);
}

const storedGround = z.object({
  conflicts: storedConflicts,
  members: z.array(storedActor),
  roles: z.array(storedMentionedRole),
});

type Ids = { members: readonly string[]; roles: readonly string[] };

/** The rules, and these members and roles, as they are behind a lock on the organization, which lasts as the transaction. */
export async function lockGround(
  tx: Tx,
  organizationId: string,
  { members, roles }: Ids,
  now: Date,
): Promise<Pick<Mentioned, "conflicts" | "members" | "roles">> {
  const [row] = await tx.$queryRaw<{ ground: unknown }[]>`
    SELECT conflict_ground(${organizationId}::uuid, ${[...members]}::uuid[], ${[...roles]}::uuid[],
      ${now}::timestamptz) AS ground`;
  return storedGround.parse(row?.ground);
}

type Page = { behind: string; most: number; now: Date };

/** The first members behind an address who hold both of each pair, on whichever accounts: a list for each pair. */
export async function findPeople(
  tx: Tx,
  organizationId: string,
  pairs: readonly Sides[],
  { behind, most, now }: Page,
): Promise<Actor[][]> {
  if (pairs.length === 0) return [];
  const rows = await tx.$queryRaw<{ people: unknown }[]>`
    SELECT conflict_people(${organizationId}::uuid, sides, ${behind}, ${most}::int, ${now}::timestamptz) AS people
    FROM jsonb_array_elements(${JSON.stringify(pairs)}::jsonb) WITH ORDINALITY AS pair (sides, at) ORDER BY at`;
  return rows.map(({ people }) => z.array(storedActor).parse(people));
}

/** The first members behind an address with a role on one of some groups. */
export async function findGroupPeople(
  tx: Tx,
  organizationId: string,
  groups: readonly string[],
  { behind, most, now }: Page,
): Promise<Actor[]> {
  const [row] = await tx.$queryRaw<{ people: unknown }[]>`
    SELECT group_people(${organizationId}::uuid, ${[...groups]}::uuid[], ${behind}, ${most}::int,
      ${now}::timestamptz) AS people`;
  return z.array(storedActor).parse(row?.people);
}

/** The roles that hold both sides by themselves: nobody can be given them. */
export async function findRolesWithBoth(tx: Tx, organizationId: string, [one, other]: Sides): Promise<Role[]> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT id::text, name, purpose, predefined, permissions FROM role
    WHERE organization_id = ${organizationId}::uuid AND deleted_at IS NULL AND ${isOn(one)} AND ${isOn(other)}
    ORDER BY position, name`;
  return z.array(storedRole).parse(rows);
}

function isOn(side: Side): Sql {
  return "roleId" in side ? sql`id = ${side.roleId}::uuid` : sql`${side.permission} = ANY (permissions)`;
}

/** The merchant accounts of a scope, by name. */
export async function findAccountsIn(tx: Tx, organizationId: string, scope: Scope): Promise<MerchantAccount[]> {
  if (scope === "all" || scope.length === 0) return [];
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT id::text, name, closed_at IS NOT NULL AS closed, accounts::text[] FROM account_or_group
    WHERE organization_id = ${organizationId}::uuid AND id = ANY (${[...scope]}::uuid[]) ORDER BY name`;
  return z.array(storedAccount).parse(rows);
}

/** Every role's id and name, to understand what was typed. */
export function listRoles(tx: Tx, organizationId: string): Promise<{ id: string; name: string }[]> {
  return tx.role.findMany({
    where: { organizationId, deletedAt: null },
    orderBy: [{ position: "asc" }, { name: "asc" }],
    select: { id: true, name: true },
  });
}

type NewRule = { organizationId: string; sides: Sides; reason: string; now: Date };

/** The database refuses a second rule about the same pair. */
export function insertRule({ organizationId, sides, reason, now }: NewRule): { id: string; write: Write } {
  const id = randomUUID();
  const [one, other] = sides.map((side) => ("roleId" in side ? [side.roleId, null] : [null, side.permission]));
  const statement = sql`
    INSERT INTO conflict_rule (id, organization_id, first_role_id, first_permission, second_role_id, second_permission,
      reason, created_at)
    VALUES (${id}::uuid, ${organizationId}::uuid, ${one?.[0]}::uuid, ${one?.[1]}, ${other?.[0]}::uuid, ${other?.[1]},
      ${reason}, ${now}::timestamptz)`;
  return { id, write: write(statement) };
}

/** `late` if somebody else was first. */
export function deleteRule(organizationId: string, id: string, late: () => Error): Write {
  const statement = sql`DELETE FROM conflict_rule WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid`;
  return write(statement, { rows: 1, otherwise: late });
}
