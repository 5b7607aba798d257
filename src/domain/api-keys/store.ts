import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";

type NewKey = {
  id: string;
  organizationId: string;
  name: string;
  hash: string;
  scopes: readonly string[];
  expiresAt: Date;
  now: Date;
};

export function insertKey({ id, organizationId, name, hash, scopes, expiresAt, now }: NewKey): Write {
  return write(sql`
    INSERT INTO api_key (id, organization_id, name, token_hash, scopes, created_at, expires_at)
    VALUES (${id}::uuid, ${organizationId}::uuid, ${name}, ${hash}, ${[...scopes]}::text[], ${now}::timestamptz,
      ${expiresAt}::timestamptz)`);
}

export type OpenKey = { id: string; scopes: string[] };

/** The key of that hash, or null: unknown, another organization's, expired or revoked. */
export async function findKey(
  db: Pick<Tx, "$queryRaw">,
  { organizationId, hash, time }: { organizationId: string; hash: string; time: Sql },
): Promise<OpenKey | null> {
  const rows = await db.$queryRaw<OpenKey[]>`
    SELECT id::text, scopes FROM api_key WHERE organization_id = ${organizationId}::uuid AND token_hash = ${hash}
      AND revoked_at IS NULL AND expires_at > ${time}`;
  return rows[0] ?? null;
}

/** Notes that a key is in use: once a minute is enough to know by. */
export async function noteKeyUse(db: Pick<Tx, "$executeRaw">, id: string, time: Sql): Promise<void> {
  await db.$executeRaw`
    UPDATE api_key SET last_used_at = ${time} WHERE id = ${id}::uuid
      AND (last_used_at IS NULL OR last_used_at < ${time} - interval '1 minute')`;
}

/** All that were ever made, the newest first. */
export function listKeys(tx: Tx, organizationId: string) {
  return tx.apiKey.findMany({
    where: { organizationId },
    select: { id: true, name: true, scopes: true, createdAt: true, expiresAt: true, lastUsedAt: true, revokedAt: true },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
  });
}

/** The keys that are not revoked and have that name, in any case, or that beginning of their id. */
export async function findKeysCalled(tx: Tx, organizationId: string, which: string) {
  return tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT id::text, name FROM api_key WHERE organization_id = ${organizationId}::uuid AND revoked_at IS NULL
      AND (lower(name) = lower(${which}) OR left(id::text, 8) = lower(${which}))`;
}

/** Works at once; `late` where somebody else was first. */
export function revokeKey(organizationId: string, id: string, now: Date, late: () => Error): Write {
  const revoked = sql`
    UPDATE api_key SET revoked_at = ${now}::timestamptz
    WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND revoked_at IS NULL`;
  return write(revoked, { rows: 1, otherwise: late });
}
