import type { MessageRef } from "../../core/conversation.ts";
import type { Job, Jobs } from "../../core/job.ts";
import { ANYBODY } from "../../core/reader.ts";
import { storedAddress, storedMessageRef } from "../../core/stored-shapes.ts";
import { nothing } from "../../core/task.ts";
import type { Tx } from "../../db/transaction.ts";
import { readerOf } from "../access/actor.ts";
import type { Changes } from "../command.ts";
import type { JobContext, Task } from "../job.ts";
import { requestCard } from "./cards.ts";
import type { About } from "./find.ts";
import { findMessage, findMessages, noteShown, type PostedFor } from "./message-store.ts";
import { loadRequest } from "./notifications.ts";
import { findRequest } from "./store.ts";

type Stored = JobContext & { changes: Changes };

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
