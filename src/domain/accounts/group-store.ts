import { z } from "zod";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { visibleName } from "../../text/visible.ts";
import type { Scope } from "../access/account.ts";
import { storedRole } from "../access/actor-store.ts";
import type { Role } from "../access/role.ts";
import { PAGE } from "./store.ts";

const storedGroup = z.object({
  ...{ id: z.string(), name: z.string().transform(visibleName), accounts: z.array(z.string()) },
});

/** A group that is there, with the ids of the merchant accounts in it. */
export type Group = z.infer<typeof storedGroup>;

function groups(organizationId: string, scope: Scope): Sql {
  const isHeld = scope === "all" ? sql`true` : sql`id = ANY (${[...scope]}::uuid[])`;
  return sql`SELECT id::text, name, accounts::text[] FROM account_or_group
    WHERE organization_id = ${organizationId}::uuid AND accounts IS NOT NULL AND closed_at IS NULL AND ${isHeld}`;
}

/** A page by name of those in the scope, from the `from`-th on; one more than PAGE when there is a next page. */
export async function listGroups(tx: Tx, organizationId: string, scope: Scope, from: number): Promise<Group[]> {
  const rows = await tx.$queryRaw<unknown[]>`${groups(organizationId, scope)}
    ORDER BY name, id LIMIT ${PAGE + 1} OFFSET ${from}`;
  return z.array(storedGroup).parse(rows);
}

/** Those whose name holds what is typed. */
export async function searchGroups(tx: Tx, organizationId: string, typed: string, most: number): Promise<Group[]> {
  const rows = await tx.$queryRaw<unknown[]>`${groups(organizationId, "all")}
    AND position(lower(${typed.trim()}) in lower(name)) > 0 ORDER BY name LIMIT ${most}`;
  return z.array(storedGroup).parse(rows);
}

/** By its id, or its name whatever the case. */
export async function findGroup(tx: Tx, organizationId: string, which: { id: string } | { name: string }) {
  const isIt = "id" in which ? sql`id = ${which.id}::uuid` : sql`lower(name) = lower(${which.name})`;
  const rows = await tx.$queryRaw<unknown[]>`${groups(organizationId, "all")} AND ${isIt}`;
  return z.array(storedGroup).parse(rows)[0] ?? null;
}

/** The groups that an account is in. */
export async function findGroupsOf(tx: Tx, organizationId: string, accountId: string): Promise<Group[]> {
  const rows = await tx.$queryRaw<unknown[]>`${groups(organizationId, "all")} AND id IN (
    SELECT group_id FROM account_group_member
    WHERE organization_id = ${organizationId}::uuid AND account_id = ${accountId}::uuid) ORDER BY name`;
  return z.array(storedGroup).parse(rows);
}

/** The roles that members hold on one of the groups. */
export async function findRolesOn(tx: Tx, organizationId: string, ids: readonly string[], now: Date): Promise<Role[]> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT id::text, name, purpose, predefined, permissions FROM role WHERE organization_id = ${organizationId}::uuid
      AND id IN (SELECT g.role_id FROM role_grant_group a
        JOIN role_grant g ON g.organization_id = a.organization_id AND g.id = a.grant_id
        WHERE a.organization_id = ${organizationId}::uuid AND a.group_id = ANY (${[...ids]}::uuid[])
          AND (g.until IS NULL OR g.until > ${now}::timestamptz))
    ORDER BY position, name`;
  return z.array(storedRole).parse(rows);
}

type Ids = { organizationId: string; id: string };

export function insertGroup({ organizationId, id, name }: Ids & { name: string }): Write {
  return write(sql`
    INSERT INTO account_group (id, organization_id, name) VALUES (${id}::uuid, ${organizationId}::uuid, ${name})`);
}

/** Accounts come into groups: each into each. */
export function putIn(organizationId: string, groupIds: readonly string[], accounts: readonly string[]): Write[] {
  if (groupIds.length === 0 || accounts.length === 0) return [];
  const statement = sql`
    INSERT INTO account_group_member (organization_id, group_id, account_id)
    SELECT ${organizationId}::uuid, group_id, account_id
    FROM unnest(${[...groupIds]}::uuid[]) AS group_id, unnest(${[...accounts]}::uuid[]) AS account_id`;
  return [write(statement, { rows: groupIds.length * accounts.length })];
}

/** Accounts go out of a group; `late` where one of them is not in it any more. */
export function takeOut({ organizationId, id }: Ids, accounts: readonly string[], late: () => Error): Write[] {
  if (accounts.length === 0) return [];
  const statement = sql`
    DELETE FROM account_group_member WHERE organization_id = ${organizationId}::uuid AND group_id = ${id}::uuid
      AND account_id = ANY (${[...accounts]}::uuid[])`;
  return [write(statement, { rows: accounts.length, otherwise: late })];
}

export function renameGroup(ids: Ids, name: string, late: () => Error): Write {
  return changed(ids, sql`name = ${name}`, late);
}

export function deleteGroup(ids: Ids, now: Date, late: () => Error): Write {
  return changed(ids, sql`deleted_at = ${now}::timestamptz`, late);
}

function changed({ organizationId, id }: Ids, set: Sql, late: () => Error): Write {
  const statement = sql`
    UPDATE account_group SET ${set}
    WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND deleted_at IS NULL`;
  return write(statement, { rows: 1, otherwise: late });
}
