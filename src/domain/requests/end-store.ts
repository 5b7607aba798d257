import type { Sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { openStates, type RequestState } from "./request.ts";
import { storedTerms } from "./store.ts";

type Locked = { id: string; state: RequestState; version: number; policy: unknown; now: Date };

/** Open requests past their time, locked; at most `most`. One that somebody decides at this moment is left for later. */
export async function lockOverdue(tx: Tx, organizationId: string, now: Date, most: number) {
  const rows = await tx.$queryRaw<Locked[]>`
    SELECT id::text, state, version, policy, ${now}::timestamptz AS now FROM change_request
    WHERE organization_id = ${organizationId}::uuid AND state = ANY (${[...openStates]}::text[])
      AND expires_at <= ${now}::timestamptz
    LIMIT ${most} FOR UPDATE SKIP LOCKED`;
  return rows.map((row) => ({ ...row, organizationId, policy: storedTerms.parse(row.policy) }));
}

/** What a member has asked for and is open, locked; `now` is when it was read. Oldest first, so that nobody waits crosswise. */
export async function lockOpenOf(tx: Tx, organizationId: string, memberId: string, time: Sql) {
  const rows = await tx.$queryRaw<Locked[]>`
    SELECT id::text, state, version, policy, ${time} AS now FROM change_request
    WHERE organization_id = ${organizationId}::uuid AND requester_id = ${memberId}::uuid
      AND state = ANY (${[...openStates]}::text[])
    ORDER BY created_at, id FOR UPDATE`;
  return rows.map((row) => ({ ...row, organizationId, policy: storedTerms.parse(row.policy) }));
}

/** The open requests that a member has approved. */
export async function findReviewedBy(tx: Tx, organizationId: string, memberId: string): Promise<string[]> {
  const rows = await tx.changeRequest.findMany({
    where: { organizationId, state: "awaiting_approval", reviews: { some: { approverId: memberId } } },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}
