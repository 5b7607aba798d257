import { randomUUID } from "node:crypto";
import type { Reply } from "../../core/conversation.ts";
import { Refusal } from "../../core/refusal.ts";
import { sql } from "../../db/sql.ts";
import type { Write } from "../../db/write.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { answer, type ChangeContext, type Context, type GuardedChange, type Outcome } from "../command.ts";
import { codeForm, codeSentTo, sendAgain } from "../verification/code-form.ts";
import type { Effects } from "../verification/proof.ts";
import { sendCode } from "../verification/send-code.ts";
import type { RecentCodes } from "../verification/store.ts";
import { refOf, requestCard } from "./cards.ts";
import type { About } from "./find.ts";
import { termsFor } from "./policy.ts";
import { asOf, digestOf, HOUR, requireRoomFor } from "./request.ts";
import { findGround, findRequest, findRequestId, insertRequest, lockForRequest } from "./store.ts";

/** Turns a filled form into a ChangeRequest that waits for its code. A retry of the same form finds the same request. */
export async function openRequest(context: Context, change: GuardedChange): Promise<Outcome> {
  const { tx, organization, actor, now, key } = context;
  const payload = (await change.parse(context)) as object;
  const { mentioned, holders } = await findGround(tx, organization.id, payload, now);
  const about: ChangeContext = { ...context, mentioned };
  const subject = await change.subject(about, payload);
  const wanted = { requesterId: actor.id, command: change.name, subject };
  const since = new Date(now.getTime() - 24 * HOUR);
  const before = await lockForRequest(tx, organization.id, wanted, since);
  if (before.requests.some((one) => one.key === key && one.requesterId === actor.id))
    return answer(await replyAgain(context, change));
  requireRoomFor(wanted, before.requests, now);
  await change.check(about, payload);
  const opened = await newRequest(about, { change, payload, subject, key, holders });
  const request = { id: opened.id, version: 1, digest: opened.digest };
  const code = requestCode(context, request, { recent: before.codes, again: false });
  const { targets, digest } = opened;
  const event = { kind: "request.opened", requestId: request.id, command: change.name, digest, targets } as const;
  return {
    reply: verifyForm(context, request),
    events: [event, ...code.events],
    writes: [...opened.writes, ...code.writes],
  };
}

type Asked = { change: GuardedChange; payload: object; subject: string; key: string; holders: Actor[] };
type Opened = { id: string; digest: string; targets: string[]; writes: Write[] };

async function newRequest(context: ChangeContext, { change, payload, subject, key, holders }: Asked): Promise<Opened> {
  const { organization, actor, now } = context;
  const [targets, scope] = [await change.targets(context, payload), await change.scope(context, payload)];
  const about = { requesterId: actor.id, targets, scope };
  const policy = termsFor(organization, about, holders);
  const [id, digest] = [randomUUID(), digestOf(change.name, payload)];
  const expiresAt = new Date(now.getTime() + organization.policy.requestHours * HOUR);
  const writes = insertRequest({
    ...{ organizationId: organization.id, id, command: change.name, subject, payload, digest, policy },
    ...{ ...about, key, createdAt: now, expiresAt },
  });
  return { id, digest, targets, writes };
}

type Coded = { id: string; version: number; digest: string };

/** The requester's code for this request: bound to its version and to the digest of its content. */
export function requestCode(
  { organization, actor, now }: Context,
  { id: subject, version, digest }: Coded,
  { recent, again }: { recent: RecentCodes; again: boolean },
): Effects {
  const purpose = { command: "request.verify", subject, version, digest };
  const holder = { member: actor.id };
  return sendCode({ organizationId: organization.id, holder, memberId: actor.id, purpose, now, again }, recent);
}

export function verifyForm({ actor, key }: Pick<Context, "actor" | "key">, request: Coded): Reply {
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
export async function presentReply(context: Context, about: About): Promise<Reply> {
  if (about.request.state === "awaiting_code") return verifyForm(context, about.request);
  return { kind: "card", card: await requestCard(context, about, "requester") };
}

async function replyAgain(context: Context, change: GuardedChange): Promise<Reply> {
  const { tx, organization, key, now } = context;
  const id = await findRequestId(tx, organization.id, { key });
  const request = id && (await findRequest(tx, organization.id, id, sql`${now}::timestamptz`));
  if (!request || request.command !== change.name) throw new Refusal(text("refused.stale"));
  return presentReply(context, { request: asOf(now, request), change });
}
