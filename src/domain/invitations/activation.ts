import { sha256 } from "../../core/keys.ts";
import type { Platform } from "../../core/platform.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { isToken, tokenHash } from "../../core/token.ts";
import type { Sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import type { Proof } from "../command.ts";
import { findTaken, insertIdentity } from "../identities/store.ts";
import { type Effects, spend } from "../verification/proof.ts";
import { codesSince, sendCode } from "../verification/send-code.ts";
import { findRecentCodes } from "../verification/store.ts";
import { isOpenLink } from "./activation-link.ts";
import { acceptInvitation, findLink, type Link } from "./activation-link-store.ts";
import { begunRoles } from "./offered.ts";

export const ACCEPT = "invitation.accept";
const digest = sha256(ACCEPT);

/** The open link that a token or a session's id names, or null. */
export async function findOpenLink(tx: Tx, by: { token: string } | { id: string }, time: Sql): Promise<Link | null> {
  if ("token" in by && !isToken(by.token)) return null;
  const link = await findLink(tx, "token" in by ? { tokenHash: tokenHash(by.token) } : by, time);
  return link && isOpenLink(link, link.now) ? link : null;
}

/** Why a link is closed, where what it offered was over before it was accepted; null for every other reason. */
export async function whyOver(tx: Tx, by: { token: string } | { id: string }, time: Sql): Promise<Text | null> {
  if ("token" in by && !isToken(by.token)) return null;
  const link = await findLink(tx, "token" in by ? { tokenHash: tokenHash(by.token) } : by, time);
  if (!link?.invitation.rolesEndFirst || link.usedAt || link.replacedAt) return null;
  const { state, expiresAt } = link.invitation;
  const isOver = state === "expired" || (state === "pending" && expiresAt <= link.now);
  return isOver ? text("invited.is-over", { until: expiresAt.toISOString() }) : null;
}

/**
 * Mails a new code for this invitation. The codes of all its links are one subject, so that two links don't give twice
 * the attempts.
 */
export async function sendActivationCode(tx: Tx, { organization, invitation, now }: Link): Promise<Effects> {
  const purpose = { command: ACCEPT, subject: invitation.id, version: 1, digest };
  const holder = { link: invitation.id };
  const whose = { organizationId: organization.id, holder, memberId: invitation.member.id };
  const recent = await findRecentCodes(tx, whose, codesSince(now));
  return sendCode({ ...whose, purpose, now, again: true }, recent);
}

export type Accepted = Effects & { linked: Platform | null };

/** The invitee becomes a member; a link that came by chat also links the chat account it was sent to. */
export async function acceptWith(
  tx: Tx,
  link: Link,
  given: { proof: Proof | null; passwordHash: string; name: string | null },
): Promise<Accepted> {
  const { organization, invitation, account, now } = link;
  const { member, waiting } = invitation;
  const { id: memberId } = member;
  const { writes } = spend(organization.id, { proof: given.proof, version: 1, digest, now });
  const accepted = acceptInvitation(link, given, () => new Refusal(text("web.closed-title")));
  const activated: Effects = {
    events: [
      { kind: "invitation.accepted", invitationId: invitation.id, memberId },
      {
        ...{ kind: "member.activated", memberId, invitedBy: invitation.requesterId, state: "active" },
        grants: begunRoles(member.grants, waiting, now),
      },
    ],
    writes: [...writes, ...accepted],
  };
  // Somebody else may have linked that account since the link was sent. Then it stays theirs, and the member links later.
  const isFree = account !== null && !(await findTaken(tx, organization.id, memberId, account));
  if (!isFree) return { ...activated, linked: null };
  const linked = insertIdentity({ organizationId: organization.id, memberId, account, now });
  return {
    events: [...activated.events, { kind: "identity.linked", memberId, account }],
    writes: [...activated.writes, linked],
    linked: account.platform,
  };
}
