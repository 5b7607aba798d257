import { type MessageRef, type Sender, Undeliverable } from "../core/conversation.ts";
import type { Job } from "../core/job.ts";
import type { Platform } from "../core/platform.ts";
import type { Task as TaskOf } from "../core/task.ts";
import type { Database } from "../db/open.ts";
import { inTransaction, type Tx } from "../db/transaction.ts";
import type { Mailer } from "./email.ts";

export type Task = TaskOf<Tx>;

export type WorkerParts = {
  db: Database;
  /** builds the task from the rows as they are now */
  prepare: (tx: Tx, job: Job) => Promise<Task>;
  enqueue: (tx: Tx, jobs: Job[]) => Promise<void>;
  senders: ReadonlyMap<Platform, Sender>;
  mailer: Mailer;
};

const LOCALE = "en";

/**
 * Takes one job: looks at the rows in a transaction, sends outside of it, and notes in another what was sent. A crash
 * in between sends again: at least once, never not at all.
 */
export async function deliver(parts: WorkerParts, job: Job): Promise<void> {
  const task = await inTransaction(parts.db, async (tx) => queued(parts, tx, await parts.prepare(tx, job)));
  await carryOut(parts, task);
}

async function queued({ enqueue }: WorkerParts, tx: Tx, task: Task): Promise<Task> {
  if (task.kind === "jobs" && task.jobs.length > 0) await enqueue(tx, task.jobs);
  return task;
}

async function carryOut(parts: WorkerParts, task: Task): Promise<void> {
  switch (task.kind) {
    case "none":
    case "jobs":
      return;
    case "mail":
      return parts.mailer.send(task.mail);
    case "post":
      return post(parts, task);
    case "update":
      await senderFor(parts, task.message.platform).update(task.message, task.card, LOCALE);
      return note(parts, task.message, task.posted);
    case "find":
      return find(parts, task);
    default:
      task satisfies never;
  }
}

async function post(parts: WorkerParts, task: Extract<Task, { kind: "post" }>): Promise<void> {
  const { to, card, posted, undeliverable } = task;
  const sent = senderFor(parts, to.platform).post(to, card, LOCALE);
  const message = await sent.catch((error: unknown) => {
    if (error instanceof Undeliverable && undeliverable) return null;
    throw error;
  });
  if (message) return note(parts, message, posted);
  await inTransaction(parts.db, (tx) => parts.enqueue(tx, undeliverable ?? []));
}

async function find(parts: WorkerParts, { platform, email, found }: Extract<Task, { kind: "find" }>): Promise<void> {
  const account = await senderFor(parts, platform).find(email);
  if (!account) return;
  await carryOut(parts, await inTransaction(parts.db, async (tx) => queued(parts, tx, await found(tx, account))));
}

async function note(
  { db, enqueue }: WorkerParts,
  message: MessageRef,
  posted: Extract<Task, { kind: "post" }>["posted"],
): Promise<void> {
  if (!posted) return;
  await inTransaction(db, async (tx) => {
    const jobs = await posted(tx, message);
    if (jobs.length > 0) await enqueue(tx, jobs);
  });
}

function senderFor({ senders }: WorkerParts, platform: Platform): Sender {
  const sender = senders.get(platform);
  if (!sender) throw new Undeliverable(`${platform} is not connected`);
  return sender;
}
