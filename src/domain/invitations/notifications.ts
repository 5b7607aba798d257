import type { Card, Fact } from "../../core/card.ts";
import type { ChatAccount, MessageRef } from "../../core/conversation.ts";
import type { Jobs } from "../../core/job.ts";
import { ANYBODY } from "../../core/reader.ts";
import { nothing } from "../../core/task.ts";
import type { Text } from "../../core/text.ts";
import { newToken, tokenHash } from "../../core/token.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import { accountNames } from "../access/account.ts";
import { findActor } from "../access/actor-store.ts";
import { nameOf } from "../access/person-name.ts";
import { noticeTo, personal, planNotice } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";
import { activationUrl, type Via } from "./activation-link.ts";
import { insertLink } from "./activation-link-store.ts";
import { notedLink } from "./link-message.ts";
import { findInvitation, findPending } from "./store.ts";

/** The link goes out by mail, and in each connected chat to the one who has that address there. */
export async function prepareActivation({ platforms }: JobContext, about: Jobs["activation"]): Promise<Task> {
  const chats = platforms.map((platform) => ({ ...about, name: "activation-chat", platform }) as const);
  return { kind: "jobs", jobs: [{ ...about, name: "activation-mail" }, ...chats] };
}

export async function prepareActivationMail(
  context: JobContext,
  { invitationId }: Jobs["activation-mail"],
): Promise<Task> {
  const { organization } = context;
  const pending = await findOffer(context, invitationId);
  if (!pending) return nothing;
  const made = await makeLink(context, { invitationId, via: "email", account: null });
  if (!made) return nothing;
  const { link } = made;
  const subject = text("invited.title", { organization: organization.name });
  const { email: to, body, facts } = pending;
  return {
    kind: "mail",
    mail: {
      ...{ kind: "invitation", to, reader: ANYBODY, subject, body, facts, link },
      organization: organization.name,
    },
  };
}

/** A profile's address is good enough to send to: without the mailed code the link opens nothing. */
export async function prepareActivationChat(
  context: JobContext,
  { invitationId, platform }: Jobs["activation-chat"],
): Promise<Task> {
  const { organization } = context;
  const pending = await findOffer(context, invitationId);
  if (!pending) return nothing;
  const found = async (tx: Tx, account: ChatAccount): Promise<Task> => {
    const made = await makeLink({ ...context, tx }, { invitationId, via: "chat", account });
    // Somebody's account already: then the address in its profile is not to be believed.
    if (!made) return nothing;
    const { id: linkId, link } = made;
    const { body, facts } = pending;
    const card: Card = {
      title: text("invited.title", { organization: organization.name }),
      body,
      facts,
      links: [link],
    };
    const undeliverable = [{ name: "mail-only", invitationId, platform } as const];
    const posted = (later: Tx, message: MessageRef) => notedLink({ ...context, tx: later }, linkId, message);
    return { kind: "post", to: personal(account), card, locale: ANYBODY.locale, posted, undeliverable };
  };
  return { kind: "find", platform, email: pending.email, found };
}

/** Tells the member who invited somebody that no direct message can reach them. */
export async function prepareMailOnly(context: JobContext, job: Jobs["mail-only"]): Promise<Task> {
  const { tx, organization, time } = context;
  const invitation = await findInvitation(tx, organization.id, job.invitationId);
  const requester = invitation?.requesterId && (await findActor(tx, organization.id, invitation.requesterId, time));
  if (!requester) return nothing;
  if (!job.to) return planNotice(context, requester.id, (to) => ({ name: "mail-only", ...job, to }));
  const { email } = invitation;
  const title = text("notice.mail-only.title", { email });
  const sentence = text("notice.mail-only", { email, platform: job.platform });
  return noticeTo(context, requester, {
    title,
    sentence,
    to: job.to,
    byMail: { name: "mail-only", ...job, to: "mail" },
  });
}

/** Tells the member who invited somebody that another one took the invitation back, and why. */
export async function prepareRevoked(context: JobContext, job: Jobs["revoked"]): Promise<Task> {
  const { tx, organization, time } = context;
  const invitation = await findInvitation(tx, organization.id, job.invitationId);
  if (!invitation?.requesterId || invitation.requesterId === job.by) return nothing;
  if (!job.to) return planNotice(context, invitation.requesterId, (to) => ({ name: "revoked", ...job, to }));
  const requester = await findActor(tx, organization.id, invitation.requesterId, time);
  const revoker = await findActor(tx, organization.id, job.by, time);
  if (!requester || !revoker) return nothing;
  const { email, note } = invitation;
  const title = text("notice.revoked.title", { email });
  const sentence = text("notice.revoked", { email, by: revoker.email, reason: note ?? "" });
  return noticeTo(context, requester, { title, sentence, to: job.to });
}

/** Tells the member who invited somebody that they are in. */
export async function prepareActivated(context: JobContext, job: Jobs["activated"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { memberId, tell, to } = job;
  if (!to) return planNotice(context, tell, (one) => ({ name: "activated", ...job, to: one }));
  const member = await findActor(tx, organization.id, memberId, time);
  const told = await findActor(tx, organization.id, tell, time);
  if (!member || !told) return nothing;
  const who = nameOf(member);
  const notice = { title: text("notice.activated.title", { who }), sentence: text("notice.activated", { who }) };
  return noticeTo(context, told, { ...notice, to, byMail: { name: "activated", ...job, to: "mail" } });
}

/** Who invites, to what, and until when. */
async function findOffer({ tx, organization, time }: JobContext, id: string) {
  const pending = await findPending(tx, organization.id, id, time);
  if (!pending) return null;
  const { email, expiresAt, member, accounts, waiting } = pending;
  const by = pending.by && nameOf(pending.by);
  const until = text("invited.until", { until: expiresAt.toISOString() });
  const body: Text[] = [text("invited.body", { by, organization: organization.name }), until];
  const facts = member.grants.map(({ id, role, named, until }): Fact => {
    const held = { role: role.name, accounts: accountNames(accounts, named), until: until?.toISOString() ?? null };
    const value = text("member.grant", { ...held, hours: waiting[id] ?? null });
    return { label: text("fact.role"), value };
  });
  return { email, body, facts };
}

type NewLink = { invitationId: string; via: Via; account: ChatAccount | null };

async function makeLink({ tx, organization, publicUrl, time }: JobContext, link: NewLink) {
  const token = newToken();
  const id = await insertLink(tx, { organizationId: organization.id, ...link, tokenHash: tokenHash(token) }, time);
  return id && { id, link: { label: text("invited.link"), url: activationUrl(publicUrl, token) } };
}
