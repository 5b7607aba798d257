import { type Home, type HomeDrawn, type MessageRef, type Sender, Undeliverable } from "../core/conversation.ts";
import type { Job, QueuedJob } from "../core/job.ts";
import type { Platform } from "../core/platform.ts";
import type { Task as TaskOf } from "../core/task.ts";
import type { Database } from "../db/open.ts";
import type { Sql } from "../db/sql.ts";
import { inTransaction, type Tx } from "../db/transaction.ts";
import { carryOut } from "../db/write.ts";
import type { Mailer } from "./email.ts";

export type Task = TaskOf<Tx>;

export type WorkerParts = {
  db: Database;
  /** builds the task from the rows as they are now */
  prepare: (tx: Tx, queued: QueuedJob) => Promise<Task>;
  /** must `prepare` run in a transaction? */
  needsTransaction: (queued: QueuedJob) => boolean;
  enqueue: (jobs: readonly QueuedJob[]) => Sql;
  senders: ReadonlyMap<Platform, Sender>;
  mailer: Mailer;
};

/** A worker's parts, and whose job it has in hand. */
type Work = WorkerParts & { organizationId: string };

/**
 * Takes one job: looks at the rows, sends outside of any transaction, and notes in one what was sent. After a crash in
 * between it is sent again: everything is sent at least once.
 */
export async function deliver(parts: WorkerParts, queued: QueuedJob): Promise<void> {
  const work = { ...parts, organizationId: queued.organizationId };
  const prepare = async (tx: Tx) => expanded(work, tx, await parts.prepare(tx, queued));
  const task = await (parts.needsTransaction(queued) ? inTransaction(parts.db, prepare) : prepare(parts.db.prisma));
  await carryOutTask(work, task);
}

/** Jobs that a task comes to are queued together. */
async function expanded(work: Work, tx: Tx, task: Task): Promise<Task> {
  if (task.kind === "jobs") await queue(work, tx, task.jobs);
  return task;
}

async function queue({ enqueue, organizationId }: Work, tx: Tx, jobs: readonly Job[]): Promise<void> {
  if (jobs.length > 0) await carryOut(tx, [], [enqueue(jobs.map((job) => ({ organizationId, job })))]);
}

async function carryOutTask(work: Work, task: Task): Promise<void> {
  switch (task.kind) {
    case "none":
    case "jobs":
      return;
    case "mail":
      return work.mailer.send(task.mail);
    case "post":
      return post(work, task);
    case "update":
      await senderFor(work, task.message.platform).update(task.message, task.card, task.locale);
      return note(work, task.message, task.posted);
    case "home":
      return drawHome(work, task);
    case "find":
      return find(work, task);
    default:
      task satisfies never;
  }
}

async function post(work: Work, task: Extract<Task, { kind: "post" }>): Promise<void> {
  const { to, card, locale, posted, undeliverable, instead } = task;
  // The older one first: a retry does it twice without harm. Somebody may have deleted it.
  if (instead) {
    const update = senderFor(work, to.platform).update(instead.message, instead.card, locale);
    await update.catch((error: unknown) => {
      if (!(error instanceof Undeliverable)) throw error;
    });
  }
  const sent = senderFor(work, to.platform).post(to, card, locale);
  const message = await sent.catch((error: unknown) => {
    if (error instanceof Undeliverable && undeliverable) return null;
    throw error;
  });
  if (message) return note(work, message, posted);
  await inTransaction(work.db, (tx) => queue(work, tx, undeliverable ?? []));
}

async function drawHome(work: Work, { kind: _, came, ...home }: Extract<Task, { kind: "home" }>): Promise<void> {
  const drawn = await draw(work, home).catch((error: unknown): HomeDrawn => {
    if (error instanceof Undeliverable) return { kind: "gone" };
    throw error;
  });
  await inTransaction(work.db, async (tx) => queue(work, tx, await came(tx, drawn)));
}

async function draw(work: Work, home: Home): Promise<HomeDrawn> {
  const sender = senderFor(work, home.account.platform);
  return sender.home ? sender.home(home) : { kind: "gone" };
}

async function find(work: Work, { platform, email, found }: Extract<Task, { kind: "find" }>): Promise<void> {
  const account = await senderFor(work, platform).find(email);
  if (!account) return;
  const task = await inTransaction(work.db, async (tx) => expanded(work, tx, await found(tx, account)));
  await carryOutTask(work, task);
}

async function note(work: Work, message: MessageRef, posted: Extract<Task, { kind: "post" }>["posted"]): Promise<void> {
  if (!posted) return;
  await inTransaction(work.db, async (tx) => queue(work, tx, await posted(tx, message)));
}

function senderFor({ senders }: Work, platform: Platform): Sender {
  const sender = senders.get(platform);
  if (!sender) throw new Undeliverable(`${platform} is not connected`);
  return sender;
}
