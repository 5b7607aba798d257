import type { PgBoss } from "pg-boss";
import { type Job, type Outlet, outlets, type QueuedJob, type Routing, type Urgency } from "../core/job.ts";
import { sha256 } from "../core/keys.ts";
import type { Database } from "../db/open.ts";
import { join, raw, type Sql, sql } from "../db/sql.ts";
import { queueOf } from "./queues.ts";
import { type Payload, RETRIES } from "./retry.ts";

const PRIORITIES: { [Name in Urgency]: number } = { now: 2, soon: 1, later: 0 };

/**
 * Makes SQL functions of the statements with which pg-boss inserts jobs, one for each outlet's queue, so that jobs can
 * be queued within a statement that writes other things too. Each is named after what it does: a version that does
 * something else makes another one, and two versions can run side by side. Returns what makes an expression of them.
 */
export async function createEnqueue(
  boss: PgBoss,
  database: Database,
  routingOf: (job: Job) => Routing,
): Promise<(jobs: readonly QueuedJob[]) => Sql> {
  const functions = new Map<Outlet, { name: string; body: string }>();
  for (const outlet of outlets) functions.set(outlet, await functionFor(boss, queueOf(outlet)));
  await database.session(async (session) => {
    // Two servers may start at once.
    await session.script("BEGIN");
    await session.query("SELECT pg_advisory_xact_lock(hashtext('countersign queue'))::text");
    for (const { name, body } of functions.values()) {
      await session.script(`CREATE OR REPLACE FUNCTION ${name}(the_jobs text) RETURNS int LANGUAGE plpgsql AS ${body}`);
    }
    await session.script("COMMIT");
  });
  return (jobs) => {
    const routed = withoutDoubles(jobs.map((queued) => ({ queued, routing: routingOf(queued.job) })));
    const calls = [...functions].flatMap(([outlet, { name }]) => {
      const here = routed.filter(({ routing }) => routing.outlet === outlet).map(waiting);
      return here.length > 0 ? [sql`${raw(name)}(${JSON.stringify(here)})`] : [];
    });
    return join(calls, " + ");
  };
}

type Routed = { queued: QueuedJob; routing: Routing };

/** Two events of one change may call for the same. */
function withoutDoubles(routed: readonly Routed[]): Routed[] {
  const keys = routed.map(({ routing }) => routing.once);
  return routed.filter(({ routing: { once } }, at) => !once || keys.indexOf(once) === at);
}

function waiting({ queued, routing: { urgency, once } }: Routed) {
  const data: Payload = { ...queued, throttled: 0 };
  return { data, priority: PRIORITIES[urgency], ...(once && { singletonKey: once }) };
}

async function functionFor(boss: PgBoss, queue: string): Promise<{ name: string; body: string }> {
  const body = bodyFor(queue, await statementOf(boss, queue));
  return { name: `pgboss.countersign_enqueue_${sha256(body).slice(0, 12)}`, body };
}

async function statementOf(boss: PgBoss, queue: string): Promise<string> {
  const seen: string[] = [];
  const listening = { executeSql: async (text: string) => ({ rows: [], text: seen.push(text) }) };
  await boss.insert(queue, [{ data: {} }], { db: listening });
  const [statement] = seen;
  if (!statement || seen.length > 1) throw new Error("pg-boss inserts jobs in another way than is known here");
  return statement;
}

/**
 * What waits already under a key is enough; two transactions that queue under keys come one after the other, so that
 * each sees what the other one queued. What waits is locked, so that no worker takes it before what calls for it now is
 * there to be seen. It must have all its attempts: one that waits to be tried again is replaced by the new one, else
 * an outlet that is down would collect them.
 */
function bodyFor(queue: string, statement: string): string {
  return `$body$
    DECLARE
      the_keys text[] := ARRAY(SELECT value ->> 'singletonKey' FROM json_array_elements(the_jobs::json)
        WHERE value ->> 'singletonKey' IS NOT NULL);
      the_id uuid;
    BEGIN
      IF cardinality(the_keys) > 0 THEN
        PERFORM pg_advisory_xact_lock(hashtext('countersign ${queue}'));
        DELETE FROM pgboss.job WHERE name = '${queue}' AND singleton_key = ANY (the_keys) AND state = 'retry';
        the_keys := ARRAY(SELECT singleton_key FROM pgboss.job WHERE name = '${queue}'
          AND singleton_key = ANY (the_keys) AND state = 'created' AND retry_limit = ${RETRIES} ORDER BY id FOR UPDATE);
        SELECT coalesce(json_agg(value), '[]') INTO the_jobs FROM json_array_elements(the_jobs::json)
          WHERE (value ->> 'singletonKey' = ANY (the_keys)) IS NOT TRUE;
      END IF;
      ${statement.replaceAll("$1", "the_jobs")} INTO the_id;
      RETURN json_array_length(the_jobs::json);
    END $body$`;
}
