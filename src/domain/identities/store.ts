import { randomUUID } from "node:crypto";
import type { ChatAccount } from "../../core/conversation.ts";
import { storedAccount } from "../../core/stored-shapes.ts";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";

/** The chat accounts of members, by member, those linked first first. */
export async function findAccountsOf(tx: Tx, organizationId: string, memberIds: readonly string[]) {
  const where = { organizationId, memberId: { in: [...memberIds] } };
  const rows = await tx.identity.findMany({ where, orderBy: { linkedAt: "asc" } });
  const accounts = new Map<string, ChatAccount[]>();
  for (const row of rows) accounts.set(row.memberId, [...(accounts.get(row.memberId) ?? []), storedAccount.parse(row)]);
  return accounts;
}

/** Links a chat account; the database refuses a second member for it, and a second account in the same tenant. */
export function insertIdentity(identity: {
  organizationId: string;
  memberId: string;
  account: ChatAccount;
  now: Date;
}): Write {
  const { organizationId, memberId, account, now } = identity;
  return write(sql`
    INSERT INTO identity (id, organization_id, member_id, platform, tenant, user_id, linked_at)
    VALUES (${randomUUID()}::uuid, ${organizationId}::uuid, ${memberId}::uuid, ${account.platform}, ${account.tenant},
      ${account.user}, ${now}::timestamptz)`);
}

/** Is the chat account linked to anybody, or the member to another account of the same tenant? */
export async function findTaken(tx: Tx, organizationId: string, memberId: string, account: ChatAccount) {
  const { platform, tenant, user } = account;
  return tx.identity.findFirst({
    where: { organizationId, platform, tenant, OR: [{ user }, { memberId }] },
    select: { memberId: true, user: true },
  });
}

/**
 * Notes since when a chat says that somebody has left it; null: they are back. Returns whose account it is, or null where
 * that is known already, or no member has the account.
 */
export async function noteLeft(
  tx: Tx,
  organizationId: string,
  { platform, tenant, user }: ChatAccount,
  leftAt: Date | null,
): Promise<string | null> {
  const rows = await tx.$queryRaw<{ memberId: string }[]>`
    UPDATE identity SET left_at = ${leftAt}::timestamptz
    WHERE organization_id = ${organizationId}::uuid AND platform = ${platform} AND tenant = ${tenant} AND user_id = ${user}
      AND (left_at IS NULL) = ${leftAt !== null} RETURNING member_id::text AS "memberId"`;
  return rows[0]?.memberId ?? null;
}

/** Chat accounts in one tenant, in the order of their ids there, with whether they are known to have left. */
export async function findAccountsIn(
  tx: Tx,
  organizationId: string,
  { platform, tenant, after, most }: Omit<ChatAccount, "user"> & { after: string; most: number },
): Promise<{ user: string; hasLeft: boolean }[]> {
  const where = { organizationId, platform, tenant, user: { gt: after } };
  const rows = await tx.identity.findMany({
    ...{ where, orderBy: { user: "asc" }, take: most },
    select: { user: true, leftAt: true },
  });
  return rows.map(({ user, leftAt }) => ({ user, hasLeft: leftAt !== null }));
}
