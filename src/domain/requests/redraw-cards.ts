import type { Card } from "../../core/card.ts";
import type { ChatAccount, MessageRef } from "../../core/conversation.ts";
import type { Job, Jobs } from "../../core/job.ts";
import { ANYBODY } from "../../core/reader.ts";
import { storedAddress, storedMessageRef } from "../../core/stored-shapes.ts";
import { nothing } from "../../core/task.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import { readerOf } from "../access/actor.ts";
import type { Changes } from "../command.ts";
import { personal } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";
import { livingCard, type Viewer } from "./cards.ts";
import { titleOf } from "./facts.ts";
import { type About, changeOf } from "./find.ts";
import { findMessage, findMessages, noteShown, planMessages } from "./message-store.ts";
import { loadRequest } from "./notifications.ts";
import { lockRequest } from "./store.ts";

type Stored = JobContext & { changes: Changes };
type Message = NonNullable<Awaited<ReturnType<typeof findMessage>>>;

/** Each message of the request that was posted is drawn again. One that is on its way is looked after by `noted`. */
export async function prepareRefresh({ tx, organization }: JobContext, { requestId }: Jobs["refresh"]): Promise<Task> {
  const messages = await findMessages(tx, organization.id, requestId);
  const posted = messages.filter((message) => message.posted);
  return { kind: "jobs", jobs: posted.map(({ id, posted }) => redraw(id, storedMessageRef.parse(posted))) };
}

function redraw(messageId: string, { platform }: MessageRef): Job {
  return { name: "redraw", messageId, platform };
}

/** Updates a message that was posted. */
export async function prepareRedraw(context: Stored, { messageId }: Jobs["redraw"]): Promise<Task> {
  const task = await prepareCard(context, { messageId });
  return task.kind === "update" ? task : nothing;
}

/**
 * Posts or updates one message, drawn from the row as it is now. If the row has moved on while it was on its way, it is
 * drawn once more: late and reordered deliveries end in the same picture.
 */
export async function prepareCard(context: Stored, { messageId }: Pick<Jobs["card"], "messageId">): Promise<Task> {
  const { tx, organization } = context;
  const message = await findMessage(tx, organization.id, messageId);
  const about = message && (await loadRequest(context, message.requestId));
  if (!message || !about) return nothing;
  const drawn = await draw(context, about, message);
  if (message.posted) return { kind: "update", message: storedMessageRef.parse(message.posted), ...drawn };
  // Decided before it could be posted: an approver is not asked any more.
  if (message.viewer !== "requester" && about.request.state !== "awaiting_approval") return nothing;
  return { kind: "post", to: storedAddress.parse(message.address), ...drawn, undeliverable: byMail(message) };
}

/** What no chat can deliver goes by mail. The requester has had the form, and is told by mail what comes of it. */
function byMail({ viewer, requestId, memberId }: Message): Job[] {
  return viewer === "approver" && memberId ? [{ name: "approval-mail", requestId, memberId }] : [];
}

/**
 * Brings a request's message to the end of somebody's chat. There is one for each person and chat: an older one only
 * says where to look.
 */
export async function prepareShow(context: Stored, { requestId, memberId, to }: Jobs["show"]): Promise<Task> {
  const { tx, organization } = context;
  const about = await loadRequest(context, requestId);
  if (!about) return nothing;
  const address = personal(to);
  const known = (await findMessages(tx, organization.id, requestId)).find((one) => isAt(one, to));
  if (!known) {
    const viewer = about.request.requesterId === memberId ? "requester" : "approver";
    const planned = await planMessages(tx, organization.id, [{ requestId, to: address, memberId, viewer }]);
    return { kind: "jobs", jobs: planned.map((message) => ({ name: "card", ...message })) };
  }
  const message = await findMessage(tx, organization.id, known.id);
  if (!message?.posted) return nothing;
  const drawn = await draw(context, about, message);
  const instead = { message: storedMessageRef.parse(message.posted), card: await movedCard(tx, about, drawn.locale) };
  return { kind: "post", to: address, ...drawn, instead };
}

function isAt({ address }: { address: unknown }, { platform, tenant, user }: ChatAccount): boolean {
  const at = storedAddress.parse(address);
  return at.platform === platform && at.tenant === tenant && at.kind === "person" && at.id === user;
}

async function movedCard(tx: Tx, about: About, locale: string): Promise<Card> {
  return { title: await titleOf({ tx, locale }, about), body: [text("request.moved")] };
}

/** The card as it is now, and what notes that it was shown. */
async function draw(context: Stored, about: About, message: Message) {
  const { locale } = message.member ? readerOf(message.member) : ANYBODY;
  const card = await livingCard({ tx: context.tx, locale }, about, viewerOf(message));
  const posted = (tx: Tx, ref: MessageRef) => noted({ ...context, tx }, message, { ref, card, locale });
  return { card, locale, posted };
}

function viewerOf({ viewer, memberId }: Message): Viewer {
  if (viewer === "requester") return { as: "requester" };
  return memberId ? { as: "approver", memberId } : { as: "channel" };
}

type Shown = { ref: MessageRef; card: Card; locale: string };

// The request is locked: a change of it either is seen here, or finds the message noted as posted and has it drawn again.
async function noted(context: Stored, message: Message, { ref, card, locale }: Shown): Promise<Job[]> {
  const request = await lockRequest(context.tx, message.organizationId, message.requestId, context.time);
  if (!request) return [];
  const now: About = { request, change: changeOf(context.changes, request) };
  const { organizationId, version } = request;
  await noteShown(context.tx, organizationId, { id: message.id, posted: ref, shown: version });
  const same = await livingCard({ tx: context.tx, locale }, now, viewerOf(message));
  return JSON.stringify(same) === JSON.stringify(card) ? [] : [redraw(message.id, ref)];
}
