import type { ChatAccount } from "../../core/conversation.ts";
import type { DomainEvent } from "../../core/event.ts";
import type { Job } from "../../core/job.ts";
import type { Tx } from "../../db/transaction.ts";
import { canonical } from "./chain.ts";
import { isAudited, jobsFor } from "./notices.ts";

/** Who did it, and through what. `by` is null where no member acts: the clock, a stranger, the first start. */
export type Doer = { by: string | null; via: ChatAccount | "web" | "clock" | "start" };

/** Puts jobs into the queue, in the same transaction. */
export type Enqueue = (tx: Tx, jobs: Job[]) => Promise<void>;

export type Book = { organizationId: string; enqueue: Enqueue };

/**
 * The one writer: the events' rows in the history and the messages they cause, in the change's own transaction, last,
 * because the chain's head stays locked until the commit. If either fails, nothing has happened.
 */
export async function record(tx: Tx, book: Book, doer: Doer, events: readonly DomainEvent[], now: Date): Promise<void> {
  const jobs = events.flatMap(jobsFor);
  if (jobs.length > 0) await book.enqueue(tx, jobs);
  const bodies = events.filter(isAudited).map((event) => canonical({ ...event, ...doer, at: now.toISOString() }));
  if (bodies.length > 0) await tx.$queryRaw`SELECT audit_append(${book.organizationId}::uuid, ${bodies}::text[])`;
}
