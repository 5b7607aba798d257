import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { LOCK, type PaymentState } from "./payment-password.ts";

/** A payment password on which an attempt was counted. */
export type Counted = { memberId: string; sealed: string };

/**
 * Counts an attempt on an active member's payment password, named by address or id, before it is compared. Null: there is
 * no such member, none is set, or it is locked or disabled, and then nothing may be compared with it. Run it in a
 * statement that is committed on its own: no rollback gives attempts back, and parallel guesses each cost one.
 */
export async function countPayment(
  db: Pick<Tx, "$queryRaw">,
  { organizationId, who, time }: { organizationId: string; who: string; time: Sql },
): Promise<Counted | null> {
  const name = who.trim().toLowerCase();
  const rows = await db.$queryRaw<Counted[]>`
    UPDATE payment_password p SET failures = p.failures + 1, failures_in_row = p.failures_in_row + 1,
      locked_until = CASE WHEN (p.failures_in_row + 1) % ${LOCK.after} = 0
        THEN ${time} + ${LOCK.minutes} * interval '1 minute' END
    FROM member m WHERE m.organization_id = p.organization_id AND m.id = p.member_id
      AND p.organization_id = ${organizationId}::uuid AND (m.email = ${name} OR m.id::text = ${name})
      AND m.state = 'active' AND (p.locked_until IS NULL OR p.locked_until <= ${time})
      AND p.failures < ${LOCK.disabledAfter}
    RETURNING p.member_id::text AS "memberId", p.sealed`;
  return rows[0] ?? null;
}

type Right = { organizationId: string; now: Date; counted: Counted; sealed: string };

/** It was right: no failure, and the end of a row of them. `late` where another one was set, or they left, meanwhile. */
export function notePaymentRight({ organizationId, now, counted, sealed }: Right, late: () => Error): Write {
  const right = sql`
    UPDATE payment_password p SET failures = greatest(p.failures - 1, 0), failures_in_row = 0, locked_until = NULL,
      used_at = ${now}::timestamptz, sealed = ${sealed}
    FROM member m WHERE m.organization_id = p.organization_id AND m.id = p.member_id AND m.state = 'active'
      AND p.organization_id = ${organizationId}::uuid AND p.member_id = ${counted.memberId}::uuid
      AND p.sealed = ${counted.sealed}`;
  return write(right, { rows: 1, otherwise: late });
}

export type Kept = PaymentState & { sealed: string };

/** What is known of a member's payment password, or null: none is set. */
export async function findPayment(tx: Tx, organizationId: string, memberId: string, now: Date): Promise<Kept | null> {
  const found = await tx.paymentPassword.findUnique({
    where: { organizationId_memberId: { organizationId, memberId } },
    select: { sealed: true, setAt: true, lockedUntil: true, failures: true },
  });
  if (!found) return null;
  const { failures, lockedUntil, ...kept } = found;
  const isLocked = lockedUntil !== null && lockedUntil > now;
  return { ...kept, lockedUntil: isLocked ? lockedUntil : null, isDisabled: failures >= LOCK.disabledAfter };
}

type Set = { organizationId: string; memberId: string; sealed: string; now: Date };

/** Another one in the place of the old one, with nothing counted against it. */
export function setPayment({ organizationId, memberId, sealed, now }: Set): Write {
  return write(sql`
    INSERT INTO payment_password (organization_id, member_id, sealed, set_at)
    VALUES (${organizationId}::uuid, ${memberId}::uuid, ${sealed}, ${now}::timestamptz)
    ON CONFLICT (organization_id, member_id) DO UPDATE SET sealed = excluded.sealed, set_at = excluded.set_at,
      failures_in_row = 0, failures = 0, locked_until = NULL, used_at = NULL`);
}

export function forgetPayment(organizationId: string, memberId: string): Write {
  return write(sql`
    DELETE FROM payment_password WHERE organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid`);
}
