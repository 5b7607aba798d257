import { setTimeout as wait } from "node:timers/promises";
import { fromPrisma, type JobResult, type JobWithMetadata, PgBoss } from "pg-boss";
import { Throttled, Undeliverable } from "../core/conversation.ts";
import type { QueuedJob } from "../core/job.ts";
import { sha256 } from "../core/keys.ts";
import type { Log } from "../core/log.ts";
import type { Database } from "../db/open.ts";
import { raw, type Sql, sql } from "../db/sql.ts";
import { inTransaction } from "../db/transaction.ts";

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

type Payload = QueuedJob & { throttled: number };
type Delivery = JobWithMetadata<Payload>;

const QUEUE = "delivery";
const DEAD = "delivery-dead";
const RETRIES = 8;
const DAY = 86_400;
const EXPIRES_SECONDS = 60;
const GIVE_UP_MS = (EXPIRES_SECONDS - 5) * 1000;
// Docker kills after 10 s; a lock that is left behind would hold up the next start.
const STOP_MS = 8_000;
const MOST_THROTTLED = 100;
const LONGEST_THROTTLE_SECONDS = 3_600;
const QUIET_MS = 30_000;

// The first retry after about a second, the eighth after minutes. Finished jobs are deleted.
const POLICY = {
  retryLimit: RETRIES,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 600,
  expireInSeconds: EXPIRES_SECONDS,
  retentionSeconds: 14 * DAY,
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
  const insert = await createInsert(boss, database);
  return {
    enqueue: (jobs) => sql`${raw(insert)}(${JSON.stringify(jobs.map(waiting))})`,
    work: (handler, { concurrency }) => work({ boss, database, log, handler }, concurrency),
    health: () => health(database),
    stop: () => boss.stop({ graceful: true, timeout: STOP_MS }),
  };
}

const waiting = (queued: QueuedJob) => ({ data: { ...queued, throttled: 0 } satisfies Payload });

/**
 * Makes an SQL function of the statement with which pg-boss inserts jobs, so that jobs can be queued within a statement
 * that writes other things too. It is named after the statement: a version of pg-boss that inserts differently makes
 * another one, and two versions can run side by side. Returns its name.
 */
async function createInsert(boss: PgBoss, database: Database): Promise<string> {
  const seen: string[] = [];
  const listening = { executeSql: async (text: string) => ({ rows: [], text: seen.push(text) }) };
  await boss.insert(QUEUE, [{ data: {} }], { db: listening });
  const [statement] = seen;
  if (!statement || seen.length > 1) throw new Error("pg-boss inserts jobs in another way than is known here");
  const name = `pgboss.countersign_enqueue_${sha256(statement).slice(0, 12)}`;
  await database.session(async (session) => {
    // Two servers may start at once.
    await session.script("BEGIN");
    await session.query("SELECT pg_advisory_xact_lock(hashtext('countersign queue'))::text");
    await session.script(`CREATE OR REPLACE FUNCTION ${name}(the_jobs text) RETURNS int LANGUAGE plpgsql AS $body$
      DECLARE the_id uuid;
      BEGIN
        ${statement.replaceAll("$1", "the_jobs")} INTO the_id;
        RETURN json_array_length(the_jobs::json);
      END $body$; COMMIT`);
  });
  return name;
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
  const about = { id: job.id, attempt: RETRIES - job.retryLimit + job.retryCount + 1 };
  try {
    const { throttled: _, ...queued } = job.data;
    await inTime(parts.handler(queued, about));
    return { id: job.id, status: "completed" };
  } catch (error) {
    if (error instanceof Throttled && job.data.throttled < MOST_THROTTLED) return later(parts, job, error);
    return failed(parts.log, job, about.attempt, error);
  }
}

// Being asked to wait is no failure: the same job again, later, with the attempts it has left.
async function later({ boss, database }: Work, job: Delivery, { retryAfterSeconds }: Throttled): Promise<JobResult> {
  const startAfter = Math.min(Math.max(Math.ceil(retryAfterSeconds) || 1, 1), LONGEST_THROTTLE_SECONDS);
  const data: Payload = { ...job.data, throttled: job.data.throttled + 1 };
  await inTransaction(database, async (tx) => {
    const db = fromPrisma(tx);
    const done = await boss.complete(QUEUE, { id: job.id, retryCount: job.retryCount }, null, { db });
    // Nothing was completed: the job ran out of time meanwhile and is queued again already.
    if ("affected" in done && done.affected === 0) return;
    await boss.insert(QUEUE, [{ data, startAfter, retryLimit: job.retryLimit - job.retryCount }], { db });
  });
  return { id: job.id, status: "completed" };
}

// The error goes to the log, which knows what may be told; the database keeps only its kind.
function failed(log: Log, job: Delivery, attempt: number, error: unknown): JobResult {
  const hopeless = error instanceof Undeliverable;
  const fields = { job: job.data.job.name, jobId: job.id, attempt };
  if (hopeless) log.error({ ...fields, reason: error.reason }, "job given up: it can't be delivered");
  else if (job.retryCount >= job.retryLimit) log.error(fields, "job given up: every attempt failed");
  else log.warn({ ...fields, error }, "job failed and will be tried again");
  const output = { error: error instanceof Error ? error.constructor.name : typeof error };
  return { id: job.id, status: hopeless ? "deadletter" : "failed", output };
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
