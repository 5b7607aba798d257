import type { Jobs } from "../../core/job.ts";
import { nothing } from "../../core/task.ts";
import { text } from "../../text/text.ts";
import { type Actor, readerOf } from "../access/actor.ts";
import { findActor } from "../access/actor-store.ts";
import { nameOf } from "../access/person-name.ts";
import type { Changes } from "../command.ts";
import { type Notice, noticeTo, planNotice } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";
import { relyingParty } from "../passkeys/passkey.ts";
import { findActive } from "../passkeys/prove.ts";
import { decideUrl } from "./decide-link.ts";
import { contentFacts, titleOf } from "./facts.ts";
import { type About, changeOf, contextOf } from "./find.ts";
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
  const facts = await contentFacts(draw, about);
  const until = text("mail.approval-until", { until: about.request.expiresAt.toISOString() });
  const subject = await titleOf(draw, about);
  const { email: to, name } = member;
  const link = await pageIn(context, about, member);
  const body = [text(link ? "mail.approval-page" : "mail.approval-body"), until];
  const mail = { kind: "notice" as const, to, name, reader, subject, body, facts, organization: organization.name };
  return { kind: "mail", mail: { ...mail, ...(link && { link }) } };
}

/** Who has a passkey decides on the page, for as long as the request waits: no chat is needed for that. */
async function pageIn({ tx, organization, keys, publicUrl }: Stored, { request }: About, member: Actor) {
  const whose = { organizationId: organization.id, memberId: member.id };
  const passkeys = await findActive(tx, whose, request.now);
  if (passkeys.length === 0 || !relyingParty(publicUrl)) return null;
  const { id, version, expiresAt: until } = request;
  const url = decideUrl(publicUrl, keys, { ...whose, command: "request.approve", ref: { id, version }, until });
  return { label: text("mail.approval-link"), url };
}

/** Tells the requester what came of it; a requester who acted alone has seen it already. */
export async function prepareOutcome(context: Stored, job: Jobs["outcome"]): Promise<Task> {
  const about = await loadRequest(context, job.requestId);
  const notice = about && (await outcomeOf(context, about));
  if (!notice) return nothing;
  const { requester } = about.request;
  if (!job.to) return planNotice(context, requester.id, (to) => ({ name: "outcome", ...job, to }));
  return noticeTo(context, requester, { ...notice, to: job.to, byMail: { name: "outcome", ...job, to: "mail" } });
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
  if (state === "stale")
    return { title: text("notice.stale.title", { number }), sentence: text("notice.stale", { number, title }) };
  if (state !== "denied" || !denial) return null;
  const { approver, comment } = denial;
  const sentence = text("notice.denied", { number, title, approver: nameOf(approver), reason: comment ?? "" });
  return { title: text("notice.denied.title", { number }), sentence };
}
