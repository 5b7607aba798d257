import { Refusal } from "../../core/refusal.ts";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { text } from "../../text/text.ts";
import type { Actor, MemberState } from "../access/actor.ts";
import { findActor } from "../access/actor-store.ts";
import { endAlternates } from "../alternates/store.ts";
import { endAuthenticators } from "../authenticators/store.ts";
import { deletePasskeys } from "../passkeys/store.ts";
import { forgetPayment } from "../payment-passwords/store.ts";
import { endSessions } from "../sessions/store.ts";

/**
 * Locks an organization until the transaction ends: what must hold for all of its members together is judged by one at a
 * time. Where a member is locked too, that comes first, as when a request is opened.
 */
export async function lockOrganization(tx: Tx, organizationId: string): Promise<void> {
  await tx.$queryRaw`SELECT id::text FROM organization WHERE id = ${organizationId}::uuid FOR NO KEY UPDATE`;
}

/** The member as they are now, locked until the transaction ends; refused unless in one of these states. */
export async function lockMember(
  tx: Tx,
  { organizationId, id, now }: { organizationId: string; id: string; now: Date },
  states: readonly MemberState[],
): Promise<Actor> {
  await tx.$queryRaw`
    SELECT id::text FROM member WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR NO KEY UPDATE`;
  const member = await findActor(tx, organizationId, id, sql`${now}::timestamptz`);
  if (!member || !states.includes(member.state)) throw new Refusal(text("refused.member-changed"));
  return member;
}

/** Other administrators' times of suspension are looked at for a day: when this member was last suspended. */
export async function suspendedSince(tx: Tx, organizationId: string, since: Date): Promise<string[]> {
  const rows = await tx.member.findMany({
    where: { organizationId, suspendedAt: { gt: since } },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

type Leaving = { organizationId: string; memberId: string; requestId: string; now: Date };

/** Nobody gets in as this member: what they were and had is wiped, the row stays for the history. */
export function removeMember({ organizationId, memberId, requestId, now }: Leaving): Write[] {
  const whose = sql`organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid`;
  const removed = sql`
    UPDATE member SET state = 'removed', password_hash = NULL, seen_at = NULL, alternate = NULL
    WHERE organization_id = ${organizationId}::uuid AND id = ${memberId}::uuid AND state <> 'removed'`;
  return [
    write(removed, { rows: 1, otherwise: () => new Refusal(text("refused.member-changed")) }),
    write(sql`DELETE FROM role_grant WHERE ${whose}`),
    write(sql`DELETE FROM identity WHERE ${whose}`),
    write(sql`DELETE FROM factor WHERE ${whose}`),
    forgetPayment(organizationId, memberId),
    endAlternates({ organizationId, memberId }),
    closeCodes({ organizationId, memberId, requestId, now }),
    ...endSessions({ organizationId, memberId, now }),
    ...endAuthenticators({ organizationId, memberId }, now),
    deletePasskeys({ organizationId, memberId }),
  ];
}

export function suspendMember(leaving: Leaving): Write[] {
  const { organizationId, memberId, now } = leaving;
  const suspended = sql`
    UPDATE member SET state = 'suspended', suspended_at = ${now}::timestamptz
    WHERE organization_id = ${organizationId}::uuid AND id = ${memberId}::uuid AND state = 'active'`;
  const late = () => new Refusal(text("refused.member-changed"));
  const end = [closeCodes(leaving), endAlternates(leaving)];
  return [write(suspended, { rows: 1, otherwise: late }), ...end, ...endSessions(leaving)];
}

/** Where their codes went before they were suspended is not known to be theirs any more: codes go to their own address. */
export function reinstateMember(organizationId: string, memberId: string): Write {
  const reinstated = sql`
    UPDATE member SET state = 'active', alternate = NULL
    WHERE organization_id = ${organizationId}::uuid AND id = ${memberId}::uuid AND state = 'suspended'`;
  return write(reinstated, { rows: 1, otherwise: () => new Refusal(text("refused.member-changed")) });
}

/**
 * No code of theirs is waited for any more; those of the request that does this are closed with it. One that is being
 * tried this moment is left alone, as its attempt may wait for what is locked here; it opens nothing for who is not active.
 */
export function closeCodes({ organizationId, memberId, requestId, now }: Leaving): Write {
  return write(sql`
    UPDATE challenge SET replaced_at = ${now}::timestamptz WHERE id IN (
      SELECT id FROM challenge
      WHERE organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid AND used_at IS NULL
        AND replaced_at IS NULL AND expires_at > ${now}::timestamptz AND subject <> ${requestId}
      FOR UPDATE SKIP LOCKED)`);
}
