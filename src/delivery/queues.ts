import type { PgBoss } from "pg-boss";
import { type Outlet, outlets } from "../core/job.ts";
import type { Database } from "../db/open.ts";
import { RETRY_POLICY } from "./retry.ts";

const DEAD = "delivery-dead";
/** The only queue of the versions before there were several: what waits there is still done. */
const OLDER = "delivery";
const DAY = 86_400;

/** A job that takes longer is tried again. */
export const EXPIRES_SECONDS = 60;

/** Each outlet has a queue of its own. */
export function queueOf(outlet: Outlet): string {
  return `delivery-${outlet}`;
}

/** What is worked off. */
export const queues: readonly string[] = [...outlets.map(queueOf), OLDER];

const POLICY = {
  ...RETRY_POLICY,
  expireInSeconds: EXPIRES_SECONDS,
  retentionSeconds: 14 * DAY,
  // A finished job is of no use to anybody.
  deleteAfterSeconds: 1,
  deadLetter: DEAD,
  notify: true,
};

/** Makes the queues that are not there yet, and gives all of them today's policy. */
export async function createQueues(boss: PgBoss): Promise<void> {
  await boss.createQueue(DEAD, { retentionSeconds: 90 * DAY });
  for (const name of queues) {
    await boss.createQueue(name, POLICY);
    await boss.updateQueue(name, POLICY);
  }
}

/** How many jobs wait or are in work, and how many were given up. */
export async function countJobs({ sql }: Database): Promise<{ waiting: number; dead: number }> {
  const [row] = await sql(
    `SELECT count(*) FILTER (WHERE name = ANY($1))::int AS waiting, count(*) FILTER (WHERE name = $2)::int AS dead
     FROM pgboss.job WHERE state IN ('created', 'retry', 'active')`,
    [queues, DEAD],
  );
  return { waiting: Number(row?.waiting), dead: Number(row?.dead) };
}
