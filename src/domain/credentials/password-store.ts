import { normalizedEmail } from "../../core/email-address.ts";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";

/** Who can sign in with that address: an active member with a password, or null. */
export async function findPassword(tx: Tx, organizationId: string, who: { email: string } | { id: string }) {
  const whose = "email" in who ? { email: normalizedEmail(who.email) } : who;
  const member = await tx.member.findFirst({
    where: { organizationId, ...whose, state: "active" },
    select: { id: true, email: true, passwordHash: true },
  });
  return member?.passwordHash ? { ...member, passwordHash: member.passwordHash } : null;
}

/** Another hash in the place of `before`. Where there is another one meanwhile: `late`, or nothing is done. */
export function replacePassword(
  { organizationId, memberId, before }: { organizationId: string; memberId: string; before: string | null },
  hash: string,
  late?: () => Error,
): Write {
  const replaced = sql`
    UPDATE member SET password_hash = ${hash} WHERE organization_id = ${organizationId}::uuid
      AND id = ${memberId}::uuid AND state = 'active' AND password_hash IS NOT DISTINCT FROM ${before}`;
  return write(replaced, late ? { rows: 1, otherwise: late } : {});
}
