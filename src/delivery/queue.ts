import { setTimeout as wait } from "node:timers/promises";
import { type JobResult, PgBoss } from "pg-boss";
import type { QueuedJob } from "../core/job.ts";
import type { Log } from "../core/log.ts";
import type { Database } from "../db/open.ts";
import type { Sql } from "../db/sql.ts";
import { createEnqueue } from "./enqueue.ts";
import { afterFailure, attemptOf, type Delivery, type Payload, QUEUE, RETRY_POLICY } from "./retry.ts";

/** Runs one job. `attempt` counts from 1. May reject with `Throttled` or `Undeliverable`; anything else is retried. */
type Handler = (queued: QueuedJob, about: { id: string; attempt: number }) => Promise<void>;

export type Queue = {
  /** An expression that queues jobs: part of the statement that saves what calls for them, so they exist with it. */
  enqueue(jobs: readonly QueuedJob[]): Sql;
  /** Starts taking jobs, at most `concurrency` at a time. */
  work(handler: Handler, options: { concurrency: number }): Promise<void>;
  /** How many jobs wait (or are in work), and how many were given up. */
  health(): Promise<{ waiting: number; dead: number }>;
  /** Takes no more jobs and waits up to 8 s for those in work; what isn't done by then runs again later. */
  stop(): Promise<void>;
};

const DEAD = "delivery-dead";
const DAY = 86_400;
const EXPIRES_SECONDS = 60;
const GIVE_UP_MS = (EXPIRES_SECONDS - 5) * 1000;
// Docker kills after 10 s; a lock that is left behind would hold up the next start.
const STOP_MS = 8_000;
const QUIET_MS = 30_000;

const POLICY = {
  ...RETRY_POLICY,
  expireInSeconds: EXPIRES_SECONDS,
  retentionSeconds: 14 * DAY,
  // A finished job is of no use to anybody.
  deleteAfterSeconds: 1,
  deadLetter: DEAD,
  notify: true,
};

/** Opens the queue in the database's schema "pgboss". An outage later is logged and survived. */
export async function openQueue(database: Database, log: Log): Promise<Queue> {
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
  await boss.createQueue(DEAD, { retentionSeconds: 90 * DAY });
  await boss.createQueue(QUEUE, POLICY);
  await boss.updateQueue(QUEUE, POLICY);
  const enqueue = await createEnqueue(boss, database);
  return {
    enqueue,
    work: (handler, { concurrency }) => work({ boss, database, log, handler }, concurrency),
    health: () => health(database),
    stop: () => boss.stop({ graceful: true, timeout: STOP_MS }),
  };
}

type Work = { boss: PgBoss; database: Database; log: Log; handler: Handler };

// A worker of pg-boss sleeps after each job until the next notification or poll, so a hundred jobs queued at once would
// take a hundred polls. Each worker here wakes itself after a job, which needs an id of its own.
async function work(parts: Work, concurrency: number): Promise<void> {
  const polling = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 };
  const options = { perJobResults: true, includeMetadata: true, ...polling } as const;
  for (let i = 0; i < concurrency; i += 1) {
    const worker: { id?: string } = {};
    worker.id = await parts.boss.work<Payload, unknown, typeof options>(QUEUE, options, async (jobs) => {
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

async function health(database: Database): Promise<{ waiting: number; dead: number }> {
  const [row] = await database.sql(
    `SELECT count(*) FILTER (WHERE name = $1)::int AS waiting, count(*) FILTER (WHERE name = $2)::int AS dead
     FROM pgboss.job WHERE name IN ($1, $2) AND state IN ('created', 'retry', 'active')`,
    [QUEUE, DEAD],
  );
  return { waiting: Number(row?.waiting), dead: Number(row?.dead) };
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
