import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { ChatAccount, MessageRef } from "../../core/conversation.ts";
import { storedAccount } from "../../core/stored-shapes.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { storedActor, storedTime } from "../access/actor-store.ts";
import type { Via } from "./activation-link.ts";
import { storedWaiting, waitingOf } from "./waiting-store.ts";

type NewLink = {
  organizationId: string;
  invitationId: string;
  via: Via;
  account: ChatAccount | null;
  tokenHash: string;
};

/**
 * A new link, by its id; the older one of the same kind (and chat account) stops working. Null, and nothing is made, where
 * the chat account is a member's already.
 */
export async function insertLink(tx: Tx, link: NewLink, time: Sql): Promise<string | null> {
  const { organizationId, invitationId, via, account, tokenHash } = link;
  const { platform = null, tenant = null, user = null } = account ?? {};
  const stored = account && JSON.stringify(account);
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH free AS (
      SELECT ${time} AS now WHERE NOT EXISTS (SELECT FROM identity WHERE organization_id = ${organizationId}::uuid
        AND platform = ${platform} AND tenant = ${tenant} AND user_id = ${user})
    ), replaced AS (
      UPDATE activation_link SET replaced_at = free.now FROM free
      WHERE organization_id = ${organizationId}::uuid AND invitation_id = ${invitationId}::uuid AND via = ${via}
        AND replaced_at IS NULL AND account IS NOT DISTINCT FROM ${stored}::jsonb
    )
    INSERT INTO activation_link (id, organization_id, invitation_id, via, account, token_hash, created_at)
    SELECT ${randomUUID()}::uuid, ${organizationId}::uuid, ${invitationId}::uuid, ${via}, ${stored}::jsonb, ${tokenHash},
      now FROM free RETURNING id::text`;
  return rows[0]?.id ?? null;
}

/** Notes where the message with a link was posted. */
export async function noteLinkPosted(tx: Tx, organizationId: string, id: string, posted: MessageRef): Promise<void> {
  await tx.activationLink.updateMany({ where: { organizationId, id }, data: { posted } });
}

/** The links of an invitation whose message is known. */
export async function findPostedLinks(tx: Tx, organizationId: string, invitationId: string) {
  const links = await tx.activationLink.findMany({ where: { organizationId, invitationId } });
  return links.filter(({ posted }) => posted !== null);
}

/** A link with its invitation, to draw its message by. */
export function findPostedLink(tx: Tx, organizationId: string, id: string) {
  return tx.activationLink.findFirst({ where: { organizationId, id }, include: { invitation: true } });
}

const storedLink = z.object({
  ...{ id: z.string(), now: storedTime, account: storedAccount.nullable() },
  ...{ usedAt: storedTime.nullable(), replacedAt: storedTime.nullable() },
  organization: z.object({ id: z.string(), name: z.string() }),
  invitation: z.object({
    ...{ id: z.string(), state: z.string(), expiresAt: storedTime, requesterId: z.string().nullable() },
    ...{ member: storedActor, waiting: storedWaiting, rolesEndFirst: z.boolean() },
  }),
});

/** A link with whose it is, what it leads to, and the time at which it was read. */
export type Link = z.infer<typeof storedLink>;

/** The link itself says whose it is: a token is unique everywhere. */
export async function findLink(tx: Tx, by: { tokenHash: string } | { id: string }, time: Sql): Promise<Link | null> {
  const which = "id" in by ? sql`l.id = ${by.id}::uuid` : sql`l.token_hash = ${by.tokenHash}`;
  const [row] = await tx.$queryRaw<{ link: unknown }[]>`
    SELECT jsonb_build_object('now', ${time}, 'id', l.id, 'account', l.account, 'usedAt', l.used_at,
      'replacedAt', l.replaced_at, 'organization', jsonb_build_object('id', o.id, 'name', o.name),
      'invitation', jsonb_build_object('id', i.id, 'state', i.state, 'expiresAt', i.expires_at,
        'requesterId', i.requester_id, 'waiting', ${waitingOf}, 'rolesEndFirst', i.roles_end_first,
        'member', member_rights(o.id, i.member_id, ${time}))) AS link
    FROM activation_link l JOIN organization o ON o.id = l.organization_id
    JOIN invitation i ON i.organization_id = l.organization_id AND i.id = l.invitation_id WHERE ${which}`;
  return storedLink.nullable().parse(row?.link ?? null);
}

type Chosen = { passwordHash: string; name: string | null };

/** Accepts an invitation through one of its links, once; `late` if it was used, revoked or expired meanwhile. */
export function acceptInvitation(link: Link, { passwordHash, name }: Chosen, late: () => Error): Write[] {
  const { organization, invitation, now } = link;
  const accepted = sql`
    UPDATE invitation SET state = 'accepted' WHERE organization_id = ${organization.id}::uuid
      AND id = ${invitation.id}::uuid AND state = 'pending' AND expires_at > ${now}::timestamptz`;
  const used = sql`
    UPDATE activation_link SET used_at = ${now}::timestamptz WHERE organization_id = ${organization.id}::uuid
      AND invitation_id = ${invitation.id}::uuid AND used_at IS NULL`;
  const activated = sql`
    UPDATE member SET state = 'active', password_hash = ${passwordHash}, name = ${name},
      activated_at = ${now}::timestamptz
    WHERE organization_id = ${organization.id}::uuid AND id = ${invitation.member.id}::uuid AND state = 'invited'`;
  return [
    write(accepted, { rows: 1, otherwise: late }),
    ...[write(used), write(activated, { rows: 1, otherwise: late }), ...beginHours(link, late)],
  ];
}

/** Hours that waited for this moment run from now on: then the role is given. */
function beginHours({ organization, invitation, now }: Link, late: () => Error): Write[] {
  const rows = Object.keys(invitation.waiting).length;
  if (rows === 0) return [];
  const begun = sql`
    UPDATE role_grant SET until = ${now}::timestamptz + hours_from_activation * interval '1 hour',
      hours_from_activation = NULL, granted_at = ${now}::timestamptz
    WHERE organization_id = ${organization.id}::uuid AND member_id = ${invitation.member.id}::uuid
      AND hours_from_activation IS NOT NULL`;
  return [write(begun, { rows, otherwise: late })];
}
