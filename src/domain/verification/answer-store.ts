import { sql } from "../../db/sql.ts";
import { type Write, write } from "../../db/write.ts";

export type Answered = { organizationId: string; memberId: string; challengeId: string; id: string; counter: number };

/**
 * A passkey's answer is used once: `late` where it was used already, or the passkey was taken off or used meanwhile. A
 * counter that does not grow shows that somebody has a copy of the key (WebAuthn Level 3, 6.1.1).
 */
export function useAnswer(answered: Answered, now: Date, late: () => Error): Write[] {
  const { organizationId, memberId, challengeId, id, counter } = answered;
  const whose = sql`organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid`;
  return [
    write(
      sql`UPDATE passkey_challenge SET used_at = ${now}::timestamptz
        WHERE ${whose} AND id = ${challengeId}::uuid AND used_at IS NULL`,
      { rows: 1, otherwise: late },
    ),
    write(
      sql`UPDATE passkey SET used_at = ${now}::timestamptz, counter = ${counter}::bigint
        WHERE ${whose} AND id = ${id}::uuid AND (counter < ${counter}::bigint OR counter = 0 AND ${counter}::bigint = 0)`,
      { rows: 1, otherwise: late },
    ),
  ];
}
