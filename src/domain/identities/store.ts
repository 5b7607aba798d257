import type { ChatAccount } from "../../core/conversation.ts";
import type { Platform } from "../../core/platform.ts";
import type { Tx } from "../../db/transaction.ts";
import type { Actor } from "../access/actor.ts";
import { toActor, withRights } from "../members/store.ts";

/** The member a chat account is linked to, with their rights: one query, for every intent. */
export async function findActor(tx: Tx, organizationId: string, account: ChatAccount): Promise<Actor | null> {
  const { platform, tenant, user } = account;
  const row = await tx.identity.findUnique({
    where: { organizationId_platform_tenant_user: { organizationId, platform, tenant, user } },
    include: { member: { include: withRights } },
  });
  return row ? toActor(row.member) : null;
}

export async function findAccounts(tx: Tx, organizationId: string, memberId: string): Promise<ChatAccount[]> {
  const rows = await tx.identity.findMany({ where: { organizationId, memberId }, orderBy: { linkedAt: "asc" } });
  return rows.map(({ platform, tenant, user }) => ({ platform: platform as Platform, tenant, user }));
}

/** Links a chat account; the database refuses a second member for it, and a second account in the same tenant. */
export async function insertIdentity(
  tx: Tx,
  identity: { id: string; organizationId: string; memberId: string; account: ChatAccount; now: Date },
) {
  const { id, organizationId, memberId, account, now } = identity;
  await tx.identity.create({ data: { id, organizationId, memberId, ...account, linkedAt: now } });
}

/** Is the chat account linked to anybody, or the member to another account of the same tenant? */
export async function findTaken(tx: Tx, organizationId: string, memberId: string, account: ChatAccount) {
  const { platform, tenant, user } = account;
  return tx.identity.findFirst({
    where: { organizationId, platform, tenant, OR: [{ user }, { memberId }] },
    select: { memberId: true, user: true },
  });
}
