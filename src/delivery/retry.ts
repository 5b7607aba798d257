import { fromPrisma, type JobResult, type JobWithMetadata, type PgBoss } from "pg-boss";
import { Throttled, Undeliverable } from "../core/conversation.ts";
import type { QueuedJob } from "../core/job.ts";
import type { Log } from "../core/log.ts";
import type { Database } from "../db/open.ts";
import { inTransaction } from "../db/transaction.ts";

/** A job in the queue, and how often the platform has asked to wait. */
export type Payload = QueuedJob & { throttled: number };
export type Delivery = JobWithMetadata<Payload>;

export const RETRIES = 8;
const MOST_THROTTLED = 100;
const LONGEST_THROTTLE_SECONDS = 3_600;

/** The first retry after about a second, the eighth after minutes. */
export const RETRY_POLICY = { retryLimit: RETRIES, retryDelay: 1, retryBackoff: true, retryDelayMax: 600 };

export function attemptOf({ retryLimit, retryCount }: Delivery): number {
  return RETRIES - retryLimit + retryCount + 1;
}

type Parts = { boss: PgBoss; database: Database; log: Log };

/** What becomes of a job that was not done: later, if the platform asks to wait; given up; or tried again. */
export async function afterFailure(parts: Parts, job: Delivery, error: unknown): Promise<JobResult> {
  if (error instanceof Throttled && job.data.throttled < MOST_THROTTLED) return later(parts, job, error);
  return failed(parts.log, job, error);
}

// Being asked to wait is no failure: the same job again, later, with the attempts it has left.
async function later({ boss, database }: Parts, job: Delivery, { retryAfterSeconds }: Throttled): Promise<JobResult> {
  const startAfter = Math.min(Math.max(Math.ceil(retryAfterSeconds) || 1, 1), LONGEST_THROTTLE_SECONDS);
  const data: Payload = { ...job.data, throttled: job.data.throttled + 1 };
  const { name, priority, singletonKey } = job;
  const same = { data, priority, ...(singletonKey && { singletonKey }) };
  await inTransaction(database, async (tx) => {
    const db = fromPrisma(tx);
    const done = await boss.complete(name, { id: job.id, retryCount: job.retryCount }, null, { db });
    // Nothing was completed: the job ran out of time meanwhile and is queued again already.
    if ("affected" in done && done.affected === 0) return;
    await boss.insert(name, [{ ...same, startAfter, retryLimit: job.retryLimit - job.retryCount }], { db });
  });
  return { id: job.id, status: "completed" };
}

// The error goes to the log, which knows what may be told; the database keeps only its kind.
function failed(log: Log, job: Delivery, error: unknown): JobResult {
  const hopeless = error instanceof Undeliverable;
  const fields = { job: job.data.job.name, jobId: job.id, attempt: attemptOf(job) };
  if (hopeless) log.error({ ...fields, reason: error.reason }, "job given up: it can't be delivered");
  else if (job.retryCount >= job.retryLimit) log.error(fields, "job given up: every attempt failed");
  else log.warn({ ...fields, error }, "job failed and will be tried again");
  const output = { error: error instanceof Error ? error.constructor.name : typeof error };
  return { id: job.id, status: hopeless ? "deadletter" : "failed", output };
}
