import { randomUUID } from "node:crypto";
import type { Reply } from "../../core/conversation.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { sql } from "../../db/sql.ts";
import type { Write } from "../../db/write.ts";
import { text } from "../../text/text.ts";
import { type Actor, requirePermission } from "../access/actor.ts";
import {
  answer,
  type ChangeContext,
  type Changes,
  type Context,
  type GuardedChange,
  type Outcome,
  type Step,
  type Terms,
} from "../command.ts";
import { presentReply } from "./answers.ts";
import { type About, changeOf, contextOf, requestFor } from "./find.ts";
import { isEligible, termsFor } from "./policy.ts";
import { asOf, digestOf, HOUR, openStates, requireRoomFor } from "./request.ts";
import { countStrong, findGround, findRequest, findRequestId, insertRequest, lockForRequest } from "./store.ts";
import { requireStrongFactor, strengthFor } from "./strength.ts";
import { requestCode, verifyForm } from "./verify-form.ts";

/** Turns a filled form into a ChangeRequest that waits for its code. A retry of the same form finds the same request. */
export async function openRequest(context: Context, change: GuardedChange): Promise<Outcome> {
  return openWith(context, change, (await change.parse(context)) as object);
}

/** Asks for what was denied, withdrawn or out of time once more: the same, beside what there is now. */
export function askAgain(changes: Changes): Step {
  const ask = async (context: Context): Promise<Outcome> => {
    const about = await requestFor(context, changes, "requester");
    const { state, payload } = about.request;
    if (openStates.includes(state)) return answer(await presentReply(context, about));
    if (about.change.needs !== "member") requirePermission(context.actor, about.change.needs);
    const then = contextOf(context, about.request);
    const moved = await about.change.moved(then, payload);
    if (moved[0]) return answer(await formAgain(context, changes, about, moved[0]));
    const opened = await openWith(context, about.change, (about.change.renewed?.(then, payload) ?? payload) as object);
    // The older message offers it no more.
    return { ...opened, events: [...opened.events, { kind: "request.outdated", requestId: about.request.id }] };
  };
  return { name: "request.ask-again", needs: "member", fields: [], proof: false, open: ask, submit: ask };
}

/** What it builds on is different now: so it is asked for with a new form, which says what is different. */
async function formAgain(context: Context, changes: Changes, { request, change }: About, why: Text): Promise<Reply> {
  const { command, values } = change.again?.(request.payload) ?? { command: change.name, values: {} };
  const filled = await changeOf(changes, { command }).form({ ...context, ref: undefined, values });
  if ("reply" in filled) return filled.reply;
  return { kind: "form", command, key: context.key, ...filled, errors: { form: why } };
}

async function openWith(context: Context, change: GuardedChange, payload: object): Promise<Outcome> {
  const { tx, organization, actor, account, now, key } = context;
  const { mentioned, holders } = await findGround(tx, organization.id, payload, now);
  const about: ChangeContext = { ...context, mentioned };
  const subjects = await change.subjects(about, payload);
  const wanted = { requesterId: actor.id, command: change.name, subjects };
  const since = new Date(now.getTime() - 24 * HOUR);
  const before = await lockForRequest(tx, organization.id, wanted, since);
  if (before.requests.some((one) => one.key === key && one.requesterId === actor.id))
    return answer(await replyAgain(context, change));
  requireRoomFor(wanted, before.requests, now);
  await change.check(about, payload);
  const opened = await newRequest(about, { change, payload, subjects, key, holders });
  requireStrongFactor(opened.policy, context.factor);
  const request = { id: opened.id, version: 1, digest: opened.digest };
  const code = requestCode(context, request, { recent: before.codes, again: false });
  const { targets, digest } = opened;
  const event = { kind: "request.opened", requestId: request.id, command: change.name, digest, targets } as const;
  const shown = { kind: "request.shown", requestId: request.id, memberId: actor.id, to: account } as const;
  return {
    reply: verifyForm(context, request),
    events: [event, shown, ...code.events],
    writes: [...opened.writes, ...code.writes],
  };
}

type Asked = { change: GuardedChange; payload: object; subjects: string[]; key: string; holders: Actor[] };
type Opened = { id: string; digest: string; targets: string[]; policy: Terms; writes: Write[] };

async function newRequest(context: ChangeContext, { change, payload, subjects, key, holders }: Asked): Promise<Opened> {
  const { organization, actor, now } = context;
  const [targets, scope] = [await change.targets(context, payload), await change.scope(context, payload)];
  const approverNeeds = await change.approverNeeds(context, payload);
  const about = { requesterId: actor.id, targets, scope, approverNeeds };
  const kind = { isBrake: await change.isBrake(context, payload), restores: change.restores === true };
  const strength = strengthFor(organization.policy, { ...about, ...kind, mentioned: context.mentioned });
  const policy = { ...termsFor(organization, { ...about, ...kind }, holders), ...strength };
  await requireMetBy(
    context,
    policy,
    holders.filter((member) => isEligible(member, about)),
  );
  const [id, digest] = [randomUUID(), digestOf(change.name, payload)];
  const expiresAt = new Date(now.getTime() + organization.policy.requestHours * HOUR);
  const writes = insertRequest({
    ...{ organizationId: organization.id, id, command: change.name, subjects, payload, digest, policy },
    ...{ ...about, key, createdAt: now, expiresAt },
  });
  return { id, digest, targets, policy, writes };
}

/** Terms that too few could meet are refused now, and not after everybody has waited. */
async function requireMetBy({ tx, organization, now }: ChangeContext, terms: Terms, able: Actor[]): Promise<void> {
  if (!terms.strength || terms.approvals === 0) return;
  const ids = able.map(({ id }) => id);
  const strong = await countStrong(tx, organization.id, ids, now);
  if (strong < terms.approvals) throw new Refusal(text("refused.nobody-strong", { needed: terms.approvals, strong }));
}

async function replyAgain(context: Context, change: GuardedChange): Promise<Reply> {
  const { tx, organization, key, now } = context;
  const id = await findRequestId(tx, organization.id, { key });
  const request = id && (await findRequest(tx, organization.id, id, sql`${now}::timestamptz`));
  if (!request || request.command !== change.name) throw new Refusal(text("refused.stale"));
  return presentReply(context, { request: asOf(now, request), change });
}
