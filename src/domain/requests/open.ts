import type { Reply } from "../../core/conversation.ts";
import type { DomainEvent } from "../../core/event.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Asked, GuardedChange, Outcome } from "../command.ts";
import { findHolders, lockMember } from "../members/store.ts";
import { ensureChallenge } from "../verification/proof.ts";
import { codeForm, codeSentTo, refOf, requestCard, sendAgain } from "./cards.ts";
import { termsFor } from "./policy.ts";
import { asOf, digestOf, requireRoomFor } from "./request.ts";
import { type ChangeRequest, findRelated, findRequestByKey, insertRequest } from "./store.ts";

const HOUR = 3_600_000;

/** Turns a filled form into a ChangeRequest that waits for its code. A retry of the same form finds the same request. */
export async function openRequest(asked: Asked, change: GuardedChange): Promise<Outcome> {
  const { tx, actor, now, key, values } = asked;
  const payload = change.parse(values, actor) as object;
  const about = { requesterId: actor.id, command: change.name, subject: change.subject(payload) };
  await lockMember(tx, actor.organization.id, actor.id);
  const earlier = await findRelated(tx, actor.organization.id, about, new Date(now.getTime() - 24 * HOUR));
  if (earlier.some((one) => one.key === key && one.requesterId === actor.id))
    return { reply: await replyAgain(asked, change), events: [] };
  requireRoomFor(about, earlier, now);
  await change.check(tx, actor, payload);
  const opened = await insert(asked, change, payload);
  const request = { id: opened.id, version: opened.version, digest: opened.digest };
  const code = await sendRequestCode(asked, request, false);
  const { id: requestId, digest } = request;
  const events: DomainEvent[] = [{ kind: "request.opened", requestId, command: change.name, digest }, ...code];
  return { reply: verifyForm(asked, request), events };
}

async function insert({ tx, actor, key, now }: Asked, change: GuardedChange, payload: object) {
  const { organization } = actor;
  const terms = termsFor(actor, null, await findHolders(tx, organization, "request:approve"));
  const digest = digestOf(change.name, payload);
  const request = await insertRequest(tx, {
    organizationId: organization.id,
    command: change.name,
    payload,
    digest,
    subject: change.subject(payload),
    policy: terms,
    requesterId: actor.id,
    key,
    createdAt: now,
    expiresAt: new Date(now.getTime() + organization.policy.requestHours * HOUR),
  });
  return { ...request, digest };
}

type Coded = { id: string; version: number; digest: string };

/** The requester's code for this request: bound to its version and to the digest of its content. */
export async function sendRequestCode(asked: Asked, request: Coded, anew: boolean): Promise<DomainEvent[]> {
  if (asked.reshow) return [];
  const { tx, actor, now } = asked;
  const { id: subject, version, digest } = request;
  const purpose = { command: "request.verify", subject, version, digest };
  const holder = { member: actor.id };
  return ensureChallenge(tx, { organizationId: actor.organization.id, holder, memberId: actor.id, purpose, now }, anew);
}

export function verifyForm({ actor, key }: Asked, request: Coded): Reply {
  const ref = refOf(request);
  const form = codeForm({
    title: text("verify.title"),
    intro: [text("verify.intro"), codeSentTo(actor.email)],
    submit: text("button.confirm"),
    again: sendAgain("request.verify", ref),
  });
  return { kind: "form", command: "request.verify", form, key, ref };
}

/** What a request's own requester sees when they come back to it. */
export function presentReply(asked: Asked, request: ChangeRequest, change: GuardedChange): Reply {
  if (request.state === "awaiting_code") return verifyForm(asked, request);
  return { kind: "card", card: requestCard(request, change, "requester") };
}

async function replyAgain(asked: Asked, change: GuardedChange): Promise<Reply> {
  const request = await findRequestByKey(asked.tx, asked.actor.organization.id, asked.key);
  if (request?.command !== change.name) throw new Refusal(text("refused.stale"));
  return presentReply(asked, asOf(asked.now, request), change);
}
