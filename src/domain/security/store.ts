import { z } from "zod";
import type { Tx } from "../../db/transaction.ts";
import { storedActor, storedTime } from "../access/actor-store.ts";
import { administrative } from "../access/permission.ts";
import { PAGE } from "../members/store.ts";

const storedPlace = z.object({ at: z.string(), email: z.string() });
const storedLacking = z.object({
  found: z.array(storedPlace.extend({ member: storedActor, activeAt: storedTime.nullable() })),
  looked: storedPlace.nullable(),
});

/**
 * `found` has one more than PAGE when there is a next page; `activeAt`: when the app that was set up will count. `looked`:
 * as far as that it was searched, and there may be more behind it.
 */
export type Lacking = z.infer<typeof storedLacking>;

type Where = { behind: string; now: Date };

/** Active members with administrative permissions who have no app that counts, by address behind one. */
export async function findLacking(tx: Tx, organizationId: string, { behind, now }: Where): Promise<Lacking> {
  const [row] = await tx.$queryRaw<{ lacking: unknown }[]>`
    SELECT without_authenticator(${organizationId}::uuid, ARRAY(SELECT id FROM role
        WHERE organization_id = ${organizationId}::uuid AND permissions && ${[...administrative]}::text[]),
      ${behind}, ${PAGE + 1}::int, ${now}::timestamptz) AS lacking`;
  return storedLacking.parse(row?.lacking);
}

/**
 * The id of the app that a member has, or of their oldest passkey, or null; nobody sets another app up in its place, or
 * takes that passkey off, until the transaction ends.
 */
export async function lockConfirmed(tx: Tx, organizationId: string, memberId: string): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM authenticator WHERE organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid
      AND confirmed_at IS NOT NULL AND ended_at IS NULL FOR NO KEY UPDATE`;
  if (rows[0]) return rows[0].id;
  const passkeys = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM passkey WHERE organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid
    ORDER BY created_at, id LIMIT 1 FOR UPDATE`;
  return passkeys[0]?.id ?? null;
}
