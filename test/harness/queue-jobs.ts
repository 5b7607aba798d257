import type { Job } from "../../src/core/job.ts";
import type { Database } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { carryOut } from "../../src/db/write.ts";
import type { Queue } from "../../src/delivery/queue.ts";

/** Whose jobs are, where it doesn't matter. */
export const NOBODYS = "00000000-0000-4000-8000-000000000000";

/** Queues jobs in a transaction of their own. */
export function queueJobs(
  { db, queue }: { db: Pick<Database, "prisma">; queue: Pick<Queue, "enqueue"> },
  ...jobs: Job[]
): Promise<void> {
  const queued = jobs.map((job) => ({ organizationId: NOBODYS, job }));
  return inTransaction(db, (tx) => carryOut(tx, [], jobs.length > 0 ? [queue.enqueue(queued)] : []));
}

const SETTLES_MS = 1_000;

/** Messages on their way have arrived, so that what is seen next is the answer. Not for ever: some can't arrive. */
export async function settled(queue: Pick<Queue, "health">): Promise<void> {
  for (const until = Date.now() + SETTLES_MS; Date.now() < until; ) {
    if ((await queue.health()).waiting === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
