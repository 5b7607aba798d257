import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";

/** A secret that is not under the first key, and whose it is. */
export type Sealed = { id: string; organizationId: string; memberId: string; sealed: string };

/** The ids of all keys that a secret is sealed under. What has ended holds none, or is wiped without being opened. */
export async function findKeyIds(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT split_part(sealed, '.', 2) AS id FROM authenticator WHERE ended_at IS NULL ORDER BY 1`;
  return rows.map(({ id }) => id);
}

/** The next ones by id, after `after`, that are sealed under another key than this. */
export function findOtherwiseSealed(tx: Tx, keyId: string, after: string | null, most: number): Promise<Sealed[]> {
  return tx.$queryRaw<Sealed[]>`
    SELECT id::text, organization_id::text AS "organizationId", member_id::text AS "memberId", sealed
    FROM authenticator
    WHERE ended_at IS NULL AND split_part(sealed, '.', 2) <> ${keyId}
      AND (${after}::uuid IS NULL OR id > ${after}::uuid)
    ORDER BY id LIMIT ${most}`;
}

/** Puts each in place of what was read, where that still stands; how many. */
export async function replaceSealed(tx: Tx, rows: readonly { id: string; was: string; is: string }[]): Promise<number> {
  const replaced = await tx.$queryRaw<unknown[]>`
    UPDATE authenticator a SET sealed = made."is"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS made (id uuid, was text, "is" text)
    WHERE a.id = made.id AND a.sealed = made.was AND a.ended_at IS NULL RETURNING 1`;
  return replaced.length;
}

/** Forgets the secrets of what an older version has ended; how many. */
export async function wipeEnded(tx: Tx, most: number): Promise<number> {
  const sealed = sql`SELECT id FROM authenticator WHERE ended_at IS NOT NULL AND sealed <> '' LIMIT ${most}`;
  const wiped = await tx.$queryRaw<unknown[]>`
    UPDATE authenticator SET sealed = '' WHERE id IN (${sealed}) RETURNING 1`;
  return wiped.length;
}
