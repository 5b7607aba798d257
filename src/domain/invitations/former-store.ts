import type { Tx } from "../../db/transaction.ts";

/** Somebody who has been a member, by address. */
export type Former = { id: string; email: string };

/**
 * Who was active last with each of these addresses, locked: invited again, they come back as the same person. `ended`
 * are the members of invitations that are just found to be over.
 */
export function lockFormer(
  tx: Tx,
  organizationId: string,
  emails: readonly string[],
  ended: readonly string[],
): Promise<Former[]> {
  return tx.$queryRaw<Former[]>`
    SELECT id::text, email FROM member WHERE organization_id = ${organizationId}::uuid AND id IN (
      SELECT DISTINCT ON (email) id FROM member
      WHERE organization_id = ${organizationId}::uuid AND email = ANY (${[...emails]}::text[])
        AND activated_at IS NOT NULL AND (state = 'removed' OR id = ANY (${[...ended]}::uuid[]))
      ORDER BY email, activated_at DESC)
    ORDER BY id FOR UPDATE`;
}
