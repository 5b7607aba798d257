import { setTimeout as wait } from "node:timers/promises";
import { type JobResult, PgBoss } from "pg-boss";
import type { Job, QueuedJob, Routing } from "../core/job.ts";
import type { Log } from "../core/log.ts";
import type { Database } from "../db/open.ts";
import type { Sql } from "../db/sql.ts";
import { createEnqueue } from "./enqueue.ts";
import { countJobs, createQueues, EXPIRES_SECONDS, queues } from "./queues.ts";
import { afterFailure, attemptOf, type Delivery, type Payload } from "./retry.ts";

/** Runs one job. `attempt` counts from 1. May reject with `Throttled` or `Undeliverable`; anything else is retried. */
type Handler = (queued: QueuedJob, about: { id: string; attempt: number }) => Promise<void>;

export type Queue = {
  /** An expression that queues jobs: part of the statement that saves what calls for them, so they exist with it. */
  enqueue(jobs: readonly QueuedJob[]): Sql;
  /** Starts taking jobs, for each outlet at most `concurrency` at a time. */
  work(handler: Handler, options: { concurrency: number }): Promise<void>;
  /** How many jobs wait (or are in work), and how many were given up. */
  health(): Promise<{ waiting: number; dead: number }>;
  /** Takes no more jobs and waits up to 8 s for those in work; what isn't done by then runs again later. */
  stop(): Promise<void>;
};

const GIVE_UP_MS = (EXPIRES_SECONDS - 5) * 1000;
// Docker kills after 10 s; a lock that is left behind would hold up the next start.
const STOP_MS = 8_000;
const SELDOM_SECONDS = 5;
const QUIET_MS = 30_000;

/**
 * Opens the queues in the database's schema "pgboss"; `routingOf` says in which one a job waits. An outage later is
 * logged and survived.
 */
export async function openQueue(database: Database, log: Log, routingOf: (job: Job) => Routing): Promise<Queue> {
  const boss = new PgBoss({
    ...database.pgBossDb,
    useListenNotify: true,
    schedule: false,
    registerInstance: false,
    // A job whose process was killed is found after 60 to 75 s; what is finished is swept out each minute.
    superviseIntervalSeconds: 15,
    monitorIntervalSeconds: 15,
    maintenanceIntervalSeconds: 60,
  });
  boss.on(
    "error",
    quietly((error) => log.warn({ error }, "the queue has trouble with its database")),
  );
  boss.on("warning", ({ message }) => log.warn({ reason: message }, "the queue warns"));
  await boss.start();
  await createQueues(boss);
  const enqueue = await createEnqueue(boss, database, routingOf);
  return {
    enqueue,
    async work(handler, { concurrency }) {
      for (const name of queues) await work({ boss, database, log, handler, name }, concurrency);
    },
    health: () => countJobs(database),
    stop: () => boss.stop({ graceful: true, timeout: STOP_MS }),
  };
}

type Work = { boss: PgBoss; database: Database; log: Log; handler: Handler; name: string };

// A worker of pg-boss sleeps after each job until the next notification or poll, so a hundred jobs queued at once would
// take a hundred polls. Each worker here wakes itself after a job, which needs an id of its own. What is to be done
// later is found by a poll: one worker looks each second, the others seldom, because there are many of them.
async function work(parts: Work, concurrency: number): Promise<void> {
  const options = { perJobResults: true, includeMetadata: true, pollingIntervalSeconds: 1 } as const;
  for (let i = 0; i < concurrency; i += 1) {
    const worker: { id?: string } = {};
    const often = { ...options, notifyPollingIntervalSeconds: i === 0 ? 1 : SELDOM_SECONDS };
    worker.id = await parts.boss.work<Payload, unknown, typeof often>(parts.name, often, async (jobs) => {
      const results = await Promise.all(jobs.map((job) => run(parts, job)));
      if (worker.id) parts.boss.notifyWorker(worker.id);
      return results;
    });
  }
}

async function run(parts: Work, job: Delivery): Promise<JobResult> {
  const about = { id: job.id, attempt: attemptOf(job) };
  try {
    const { throttled: _, ...queued } = job.data;
    await inTime(parts.handler(queued, about));
    return { id: job.id, status: "completed" };
  } catch (error) {
    return afterFailure(parts, job, error);
  }
}

async function inTime(job: Promise<void>): Promise<void> {
  const stop = new AbortController();
  const late = wait(GIVE_UP_MS, undefined, { signal: stop.signal }).then(() => {
    throw new Error("the job took too long");
  });
  late.catch(() => undefined);
  await Promise.race([job, late]).finally(() => stop.abort());
}

// Every poll of every worker fails while the database is down: one line in half a minute says as much as a thousand.
function quietly(report: (error: unknown) => void): (error: unknown) => void {
  let last = 0;
  return (error) => {
    if (Date.now() - last < QUIET_MS) return;
    last = Date.now();
    report(error);
  };
}
