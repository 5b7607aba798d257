import type { Card } from "../../core/card.ts";
import type { ChatAccount } from "../../core/conversation.ts";
import type { Job } from "../../core/job.ts";
import type { Platform } from "../../core/platform.ts";
import { nothing, type Premises, type Task } from "../../core/task.ts";
import type { Text } from "../../core/text.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import { noticeTo, planNotice } from "../identities/notifications.ts";
import { findActor } from "../identities/store.ts";
import { findActorById } from "../members/store.ts";
import { activationUrl, newToken, tokenHash, type Via } from "./invitation.ts";
import { findInvitation, insertLink } from "./store.ts";

/** The link goes out by mail, and in each connected chat to whoever has that address there. */
export async function prepareActivation({ platforms }: Premises, invitationId: string): Promise<Task<Tx>> {
  const chats = platforms.map((platform) => ({ name: "activation-chat", invitationId, platform }) as const);
  return { kind: "jobs", jobs: [{ name: "activation-mail", invitationId }, ...chats] };
}

export async function prepareActivationMail(
  tx: Tx,
  premises: Premises,
  invitationId: string,
  now: Date,
): Promise<Task<Tx>> {
  const pending = await findPending(tx, premises, invitationId, now);
  if (!pending) return nothing;
  const { name } = premises.organization;
  const link = await makeLink(tx, premises, { invitationId, via: "email", account: null, now });
  const subject = text("invited.title", { organization: name });
  return { kind: "mail", mail: { to: pending.email, subject, body: pending.body, link, organization: name } };
}

/** A profile's address is good enough to send to: without the mailed code the link opens nothing. */
export async function prepareActivationChat(
  tx: Tx,
  premises: Premises,
  { invitationId, platform }: { invitationId: string; platform: Platform },
  now: Date,
): Promise<Task<Tx>> {
  const pending = await findPending(tx, premises, invitationId, now);
  if (!pending) return nothing;
  const found = async (later: Tx, account: ChatAccount): Promise<Task<Tx>> => {
    // Somebody's account already: then the address in its profile is not to be believed.
    if (await findActor(later, premises.organization.id, account)) return nothing;
    const link = await makeLink(later, premises, { invitationId, via: "chat", account, now });
    const card: Card = {
      title: text("invited.title", { organization: premises.organization.name }),
      body: pending.body,
      link,
    };
    const to = { platform, tenant: account.tenant, kind: "person", id: account.user } as const;
    return { kind: "post", to, card, undeliverable: [{ name: "mail-only", invitationId, platform }] };
  };
  return { kind: "find", platform, email: pending.email, found };
}

/** Tells whoever invited somebody that no direct message can reach them. */
export async function prepareMailOnly(
  tx: Tx,
  premises: Premises,
  job: Extract<Job, { name: "mail-only" }>,
): Promise<Task<Tx>> {
  const invitation = await findInvitation(tx, premises.organization.id, job.invitationId);
  if (!invitation?.requesterId) return nothing;
  const { email, requesterId } = invitation;
  if (!job.to) return planNotice(tx, premises, requesterId, (to) => ({ ...job, to }));
  const sentence = text("notice.mail-only", { email, platform: job.platform });
  return noticeTo(tx, premises, requesterId, { sentence, to: job.to });
}

async function findPending(
  tx: Tx,
  { organization }: Premises,
  id: string,
  now: Date,
): Promise<{ email: string; body: Text[] } | null> {
  const invitation = await findInvitation(tx, organization.id, id);
  if (invitation?.state !== "pending" || invitation.expiresAt <= now) return null;
  const by = invitation.requesterId && (await findActorById(tx, organization.id, invitation.requesterId))?.email;
  const until = text("invited.until", { until: invitation.expiresAt.toISOString() });
  return {
    email: invitation.email,
    body: [text("invited.body", { by: by || null, organization: organization.name }), until],
  };
}

type NewLink = { invitationId: string; via: Via; account: ChatAccount | null; now: Date };

async function makeLink(tx: Tx, { organization, publicUrl }: Premises, link: NewLink) {
  const token = newToken();
  await insertLink(tx, { organizationId: organization.id, ...link, tokenHash: tokenHash(token) });
  return { label: text("invited.link"), url: activationUrl(publicUrl, token) };
}
