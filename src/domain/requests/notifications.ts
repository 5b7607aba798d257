import type { MessageRef } from "../../core/conversation.ts";
import type { Job, Jobs } from "../../core/job.ts";
import { ANYBODY } from "../../core/reader.ts";
import { storedAddress, storedMessageRef } from "../../core/stored-shapes.ts";
import { nothing } from "../../core/task.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import { readerOf } from "../access/actor.ts";
import { findActor } from "../access/actor-store.ts";
import type { Changes } from "../command.ts";
import { type Notice, noticeTo, planNotice } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";
import { contentFacts, requestCard, titleOf } from "./cards.ts";
import { type About, changeOf, contextOf } from "./find.ts";
import { findMessage, findMessages, noteShown, type PostedFor } from "./message-store.ts";
import { findRequest } from "./store.ts";

type Stored = JobContext & { changes: Changes };

export async function loadRequest({ tx, organization, time, changes }: Stored, id: string): Promise<About | null> {
  const request = await findRequest(tx, organization.id, id, time);
  return request ? { request, change: changeOf(changes, request) } : null;
}

/** Asks an approver who is in no chat by mail. */
export async function prepareApprovalMail(
  context: Stored,
  { requestId, memberId }: Jobs["approval-mail"],
): Promise<Task> {
  const { tx, organization, time } = context;
  const about = await loadRequest(context, requestId);
  const member = about && (await findActor(tx, organization.id, memberId, time));
  if (!member || about.request.state !== "awaiting_approval") return nothing;
  const reader = readerOf(member);
  const draw = { tx, locale: reader.locale };
  const facts = (await contentFacts(draw, about)).map(({ label, value }) => text("mail.fact", { label, value }));
  const body = [text("mail.approval-body"), ...facts];
  const subject = await titleOf(draw, about);
  return { kind: "mail", mail: { to: member.email, reader, subject, body, organization: organization.name } };
}

/** Each card of the request that was planned is drawn again. */
export async function prepareRefresh({ tx, organization }: JobContext, { requestId }: Jobs["refresh"]): Promise<Task> {
  const messages = await findMessages(tx, organization.id, requestId);
  return { kind: "jobs", jobs: messages.map(({ id }) => ({ name: "card", messageId: id })) };
}

/**
 * Posts or updates one card, drawn from the row as it is now. If the row has moved on while the card was on its way,
 * it is drawn once more: late and reordered deliveries end in the same picture.
 */
export async function prepareCard(context: Stored, { messageId }: Jobs["card"]): Promise<Task> {
  const { tx, organization } = context;
  const message = await findMessage(tx, organization.id, messageId);
  const about = message && (await loadRequest(context, message.requestId));
  if (!message || !about) return nothing;
  const { request } = about;
  const { locale } = message.member ? readerOf(message.member) : ANYBODY;
  const card = await requestCard({ tx, locale }, about, message.viewer as PostedFor);
  const posted = (later: Tx, ref: MessageRef) =>
    noted({ ...context, tx: later }, about, { id: messageId, posted: ref });
  if (message.posted) {
    return { kind: "update", message: storedMessageRef.parse(message.posted), card, locale, posted };
  }
  // Decided before it could be posted: there is nothing to ask for any more.
  if (request.state !== "awaiting_approval") return nothing;
  return { kind: "post", to: storedAddress.parse(message.address), card, locale, posted };
}

async function noted(context: Stored, { request }: About, message: { id: string; posted: MessageRef }): Promise<Job[]> {
  await noteShown(context.tx, request.organizationId, { ...message, shown: request.version });
  const now = await findRequest(context.tx, request.organizationId, request.id, context.time);
  const isStale = now && (now.version !== request.version || now.reviews.length !== request.reviews.length);
  return isStale ? [{ name: "card", messageId: message.id }] : [];
}

/** Tells the requester what came of it; a requester who acted alone has seen it already. */
export async function prepareOutcome(context: Stored, job: Jobs["outcome"]): Promise<Task> {
  const about = await loadRequest(context, job.requestId);
  const notice = about && (await outcomeOf(context, about));
  if (!notice) return nothing;
  const { requester } = about.request;
  if (!job.to) return planNotice(context, requester.id, (to) => ({ name: "outcome", ...job, to }));
  return noticeTo(context, requester, { ...notice, to: job.to });
}

async function outcomeOf({ tx }: JobContext, about: About): Promise<Notice | null> {
  const { number, state, policy, reviews, requester, payload } = about.request;
  const draw = contextOf({ tx, locale: readerOf(requester).locale }, about.request);
  const title = await about.change.title(draw, payload);
  const denial = reviews.find(({ decision }) => decision === "denied");
  if (state === "applied" && policy.because === "quorum")
    return { title: text("notice.applied.title", { number }), sentence: text("notice.applied", { number, title }) };
  if (state === "expired")
    return { title: text("notice.expired.title", { number }), sentence: text("notice.expired", { number, title }) };
  if (state !== "denied" || !denial) return null;
  const { approver, comment } = denial;
  const sentence = text("notice.denied", { number, title, approver: approver.email, reason: comment ?? "" });
  return { title: text("notice.denied.title", { number }), sentence };
}
