import type { PgBoss } from "pg-boss";
import type { QueuedJob } from "../core/job.ts";
import { sha256 } from "../core/keys.ts";
import type { Database } from "../db/open.ts";
import { raw, type Sql, sql } from "../db/sql.ts";
import { type Payload, QUEUE } from "./retry.ts";

const waiting = (queued: QueuedJob) => ({ data: { ...queued, throttled: 0 } satisfies Payload });

/**
 * Makes an SQL function of the statement with which pg-boss inserts jobs, so that jobs can be queued within a statement
 * that writes other things too. It is named after the statement: a version of pg-boss that inserts differently makes
 * another one, and two versions can run side by side. Returns
 * what makes an expression of it.
 */
export async function createEnqueue(boss: PgBoss, database: Database): Promise<(jobs: readonly QueuedJob[]) => Sql> {
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
  return (jobs) => sql`${raw(name)}(${JSON.stringify(jobs.map(waiting))})`;
}
