import type { DomainEvent } from "../../core/event.ts";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";

/** An invitation past its time that the clock has not noted yet, and the member to be. */
type Overdue = { id: string; memberId: string; email: string };

/** Those to these addresses, locked: the clock, which comes round twice a minute, waits and then finds them ended. */
export async function lockOverdueTo(
  tx: Tx,
  organizationId: string,
  emails: readonly string[],
  now: Date,
): Promise<Overdue[]> {
  if (emails.length === 0) return [];
  return tx.$queryRaw<Overdue[]>`
    SELECT id::text, member_id::text AS "memberId", email FROM invitation
    WHERE organization_id = ${organizationId}::uuid AND email = ANY (${[...emails]}::text[]) AND state = 'pending'
      AND expires_at <= ${now}::timestamptz
    ORDER BY id FOR UPDATE`;
}

/**
 * Ends a locked one as the clock would: then its address is free for the next. Who comes back by that next one as the same
 * person is left as they are, because it is written in the same statement.
 */
export function noteExpired(
  organizationId: string,
  { id, memberId }: Overdue,
  { comesBack }: { comesBack: boolean },
): { event: DomainEvent; writes: Write[] } {
  const expired = sql`
    UPDATE invitation SET state = 'expired'
    WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND state = 'pending'`;
  const removed = sql`
    UPDATE member SET state = 'removed'
    WHERE organization_id = ${organizationId}::uuid AND id = ${memberId}::uuid AND state = 'invited'`;
  const taken = sql`
    DELETE FROM role_grant WHERE organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid`;
  return {
    event: { kind: "invitation.expired", invitationId: id, memberId, state: "removed", grants: [] },
    writes: [write(expired, { rows: 1 }), ...(comesBack ? [] : [write(removed, { rows: 1 })]), write(taken)],
  };
}
