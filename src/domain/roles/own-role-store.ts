import { randomUUID } from "node:crypto";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { permissions as everything, isKnown } from "../access/permission.ts";
import type { RoleTerms } from "./role.ts";

/** What an organization made itself comes behind what is predefined. */
const POSITION = 1_000;

/** Whose name that is, whatever the case: a role's, or that of one that was deleted after `since`. */
export async function findNameTaken(tx: Tx, organizationId: string, name: string, since: Date) {
  const rows = await tx.$queryRaw<{ id: string; isDeleted: boolean }[]>`
    SELECT id::text, deleted_at IS NOT NULL AS "isDeleted" FROM role
    WHERE organization_id = ${organizationId}::uuid AND lower(name) = lower(${name})
      AND (deleted_at IS NULL OR deleted_at > ${since}::timestamptz)
    ORDER BY deleted_at IS NOT NULL`;
  return rows;
}

export function insertRole(organizationId: string, { name, purpose, permissions }: RoleTerms) {
  const id = randomUUID();
  const statement = sql`
    INSERT INTO role (id, organization_id, name, purpose, predefined, permissions, position)
    VALUES (${id}::uuid, ${organizationId}::uuid, ${name}, ${purpose}, false, ${[...permissions]}::text[], ${POSITION})`;
  return { id, writes: [write(statement)] };
}

type Known = { organizationId: string; id: string; before: RoleTerms };

/** Changes a role from exactly what it was seen to be; `late` if it is another by now. */
export function updateRole({ organizationId, id, before }: Known, after: RoleTerms, late: () => Error): Write[] {
  const statement = sql`
    UPDATE role SET name = ${after.name}, purpose = ${after.purpose}, permissions = ${[...after.permissions]}::text[]
    WHERE ${isStill({ organizationId, id, before })}`;
  return [write(statement, { rows: 1, otherwise: late })];
}

/** The database refuses it while somebody holds the role. */
export function deleteRole(known: Known, now: Date, late: () => Error): Write[] {
  const statement = sql`UPDATE role SET deleted_at = ${now}::timestamptz WHERE ${isStill(known)}`;
  return [write(statement, { rows: 1, otherwise: late })];
}

function isStill({ organizationId, id, before: { name, purpose, permissions } }: Known) {
  const permitted = sql`${permissions.filter(isKnown)}::text[]`;
  // What a company's file no longer has is in the row still, and is not what anybody sees or compares.
  const inRow = sql`ARRAY(SELECT one FROM unnest(permissions) AS one WHERE one = ANY (${[...everything]}::text[]))`;
  return sql`organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND NOT predefined AND deleted_at IS NULL
    AND name = ${name} AND purpose = ${purpose} AND ${inRow} @> ${permitted} AND ${inRow} <@ ${permitted}`;
}
