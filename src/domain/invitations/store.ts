import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { ChatAccount } from "../../core/conversation.ts";
import { platforms } from "../../core/platform.ts";
import type { Tx } from "../../db/transaction.ts";
import type { Grant } from "../access/actor.ts";
import type { Via } from "./invitation.ts";

const chatAccount: z.ZodType<ChatAccount> = z.object({
  platform: z.enum(platforms),
  tenant: z.string(),
  user: z.string(),
});

type Invited = {
  organizationId: string;
  email: string;
  requesterId: string | null;
  grants: { role: Pick<Grant["role"], "id">; scope: Grant["scope"] }[];
  now: Date;
  expiresAt: Date;
};

/** The member to be, with roles, and the offer to become one: one statement. */
export async function insertInvitation(tx: Tx, invited: Invited): Promise<{ invitationId: string; memberId: string }> {
  const { organizationId, email, requesterId, now, expiresAt } = invited;
  const [memberId, invitationId] = [randomUUID(), randomUUID()];
  const grants = invited.grants.map(({ role, scope }) => {
    const isAll = scope === "all";
    return { id: randomUUID(), role: role.id, all: isAll, accounts: isAll ? [] : scope };
  });
  await tx.$executeRaw`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(grants)}::jsonb)
        AS g (id uuid, role uuid, "all" boolean, accounts uuid[])
    ), invited AS (
      INSERT INTO member (id, organization_id, email, state, created_at)
      VALUES (${memberId}::uuid, ${organizationId}::uuid, ${email}, 'invited', ${now})
    ), granted AS (
      INSERT INTO role_grant (id, organization_id, member_id, role_id, all_accounts)
      SELECT id, ${organizationId}::uuid, ${memberId}::uuid, role, "all" FROM given
    ), limited AS (
      INSERT INTO role_grant_account (organization_id, grant_id, account_id)
      SELECT ${organizationId}::uuid, id, unnest(accounts) FROM given
    )
    INSERT INTO invitation (id, organization_id, member_id, requester_id, email, state, created_at, expires_at)
    VALUES (${invitationId}::uuid, ${organizationId}::uuid, ${memberId}::uuid, ${requesterId}::uuid, ${email},
      'pending', ${now}, ${expiresAt})`;
  return { invitationId, memberId };
}

export function findInvitation(tx: Tx, organizationId: string, id: string) {
  return tx.invitation.findUnique({ where: { organizationId_id: { organizationId, id } } });
}

export function findPendingOf(tx: Tx, organizationId: string, memberId: string) {
  return tx.invitation.findFirst({ where: { organizationId, memberId, state: "pending" } });
}

/** A new link; the older one of the same kind (and chat account) dies. */
export async function insertLink(
  tx: Tx,
  link: {
    organizationId: string;
    invitationId: string;
    via: Via;
    account: ChatAccount | null;
    tokenHash: string;
    now: Date;
  },
): Promise<void> {
  const { organizationId, invitationId, via, account, now } = link;
  const older = { organizationId, invitationId, via, replacedAt: null };
  const same = account ? { ...older, account: { equals: account } } : older;
  await tx.activationLink.updateMany({ where: same, data: { replacedAt: now } });
  const row = { id: randomUUID(), organizationId, invitationId, via, tokenHash: link.tokenHash, createdAt: now };
  await tx.activationLink.create({ data: account ? { ...row, account } : row, select: { id: true } });
}

const opened = { invitation: { include: { member: { select: { email: true, state: true } } } } } as const;

export async function findLink(tx: Tx, organizationId: string, by: { tokenHash: string } | { id: string }) {
  const row = await tx.activationLink.findFirst({ where: { organizationId, ...by }, include: opened });
  return row ? { ...row, account: row.account === null ? null : chatAccount.parse(row.account) } : null;
}

export type Link = NonNullable<Awaited<ReturnType<typeof findLink>>>;

/** Accepts an invitation through one of its links, once. False: it was used, revoked or expired meanwhile. */
export async function acceptInvitation(tx: Tx, link: Link, passwordHash: string, now: Date): Promise<boolean> {
  const { organizationId, invitationId } = link;
  const { count } = await tx.invitation.updateMany({
    where: { organizationId, id: invitationId, state: "pending", expiresAt: { gt: now } },
    data: { state: "accepted" },
  });
  if (count !== 1) return false;
  await tx.activationLink.updateMany({ where: { organizationId, invitationId, usedAt: null }, data: { usedAt: now } });
  await tx.member.updateMany({
    where: { organizationId, id: link.invitation.memberId, state: "invited" },
    data: { state: "active", passwordHash, activatedAt: now },
  });
  return true;
}

/** Ends invitations past their time, with the members who never were; their addresses may be invited again. */
export async function expireInvitations(tx: Tx, organizationId: string, now: Date, most: number) {
  const overdue = await tx.invitation.findMany({
    where: { organizationId, state: "pending", expiresAt: { lte: now } },
    take: most,
    select: { id: true, memberId: true },
  });
  const expired = [];
  for (const { id, memberId } of overdue) {
    const { count } = await tx.invitation.updateMany({
      where: { organizationId, id, state: "pending" },
      data: { state: "expired" },
    });
    if (count === 0) continue;
    await tx.member.updateMany({
      where: { organizationId, id: memberId, state: "invited" },
      data: { state: "removed" },
    });
    expired.push({ invitationId: id, memberId });
  }
  return expired;
}

/** Has anybody ever become a member? And who is invited while nobody has? An invitation past its time is not pending. */
export async function invitationsBeforeAnybody(tx: Tx, organizationId: string, now: Date) {
  await expireInvitations(tx, organizationId, now, 1);
  const member = await tx.member.findFirst({
    where: { organizationId, activatedAt: { not: null } },
    select: { id: true },
  });
  const pending = await tx.invitation.findFirst({
    where: { organizationId, state: "pending" },
    select: { id: true, memberId: true, email: true },
  });
  return { hasMembers: member !== null, pending };
}

export async function revokeInvitation(
  tx: Tx,
  organizationId: string,
  { id, memberId }: { id: string; memberId: string },
) {
  await tx.invitation.updateMany({ where: { organizationId, id, state: "pending" }, data: { state: "revoked" } });
  await tx.member.updateMany({ where: { organizationId, id: memberId, state: "invited" }, data: { state: "removed" } });
}

/** The role of the person in charge. */
export async function findFirstRole(tx: Tx, organizationId: string): Promise<{ id: string }> {
  return tx.role.findFirstOrThrow({
    where: { organizationId, predefined: true },
    orderBy: { position: "asc" },
    select: { id: true },
  });
}
