import { randomUUID } from "node:crypto";
import type { ChatAccount } from "../../core/conversation.ts";
import type { DomainEvent } from "../../core/event.ts";
import { sha256 } from "../../core/keys.ts";
import type { Platform } from "../../core/platform.ts";
import type { Tx } from "../../db/transaction.ts";
import { findTaken, insertIdentity } from "../identities/store.ts";
import { ensureChallenge, type Proof, spend } from "../verification/proof.ts";
import { isOpenLink, isToken, tokenHash } from "./invitation.ts";
import { acceptInvitation, findLink, type Link } from "./store.ts";

export const ACCEPT = "invitation.accept";
const digest = sha256(ACCEPT);

export type OpenLink = Link;

/** The open link that a token or a session's id names, or null. */
export async function findOpenLink(
  tx: Tx,
  organizationId: string,
  by: { token: string } | { id: string },
  now: Date,
): Promise<OpenLink | null> {
  if ("token" in by && !isToken(by.token)) return null;
  const link = await findLink(tx, organizationId, "token" in by ? { tokenHash: tokenHash(by.token) } : by);
  return link && isOpenLink(link, now) ? link : null;
}

/**
 * Mails a code for this invitation. The codes of all its links are one subject, so that two links don't give twice
 * the attempts.
 */
export function sendActivationCode(tx: Tx, link: OpenLink, anew: boolean, now: Date): Promise<DomainEvent[]> {
  const { organizationId, invitationId, invitation } = link;
  const purpose = { command: ACCEPT, subject: invitationId, version: 1, digest };
  const holder = { link: invitationId };
  return ensureChallenge(tx, { organizationId, holder, memberId: invitation.memberId, purpose, now }, anew);
}

export type Accepted = { events: DomainEvent[]; linked: Platform | null };

/** The invitee becomes a member; a link that came by chat also links the chat account it was sent to. Null: too late. */
export async function acceptWith(
  tx: Tx,
  link: OpenLink,
  given: { proof: Proof | null; passwordHash: string; now: Date },
): Promise<Accepted | null> {
  const { organizationId, invitationId, invitation, account } = link;
  const { memberId, requesterId: invitedBy } = invitation;
  await spend(tx, organizationId, { proof: given.proof, version: 1, digest, now: given.now });
  if (!(await acceptInvitation(tx, link, given.passwordHash, given.now))) return null;
  const events: DomainEvent[] = [
    { kind: "invitation.accepted", invitationId, memberId },
    { kind: "member.activated", memberId, invitedBy },
  ];
  const isLinked = account !== null && (await linkIfFree(tx, { organizationId, memberId, account, now: given.now }));
  if (isLinked) events.push({ kind: "identity.linked", memberId, account });
  return { events, linked: isLinked ? account.platform : null };
}

// Somebody else may have linked that account since the link was sent. Then it stays theirs, and the member links later.
async function linkIfFree(
  tx: Tx,
  identity: { organizationId: string; memberId: string; account: ChatAccount; now: Date },
): Promise<boolean> {
  if (await findTaken(tx, identity.organizationId, identity.memberId, identity.account)) return false;
  await insertIdentity(tx, { id: randomUUID(), ...identity });
  return true;
}
