import type { Log } from "../core/log.ts";
import type { Database } from "../db/open.ts";
import { inTransaction } from "../db/transaction.ts";
import { tryToWrite, whyNotWritten } from "../db/write-probe.ts";
import type { Mailer } from "../delivery/email.ts";
import type { Queue } from "../delivery/queue.ts";
import type { Readiness } from "../web/server.ts";

/**
 * A load balancer asks each second. What was found out by writing is good for so long, so it does not write as often: it
 * takes 1 to 5 ms each time, for which the embedded database does nothing else.
 */
const WRITE_EVERY_MS = 5_000;

type Parts = { db: Database; queue: Pick<Queue, "health">; mailer: Pick<Mailer, "requireUsable">; log: Log };

/** Can the product do its work? Rejects where the database or the queue doesn't answer. */
export function createReadiness(parts: Parts): () => Promise<Readiness> {
  const { db, queue } = parts;
  const writes = remembered(() => tryWrites(parts), WRITE_EVERY_MS);
  return async () => {
    const started = performance.now();
    await db.ping();
    const { waiting, dead } = await queue.health();
    const milliseconds = Math.round(performance.now() - started);
    const found = await writes();
    const details = { databaseMilliseconds: milliseconds, jobsWaiting: waiting, jobsDead: dead };
    return { ok: found.ok, details: { database: db.kind, ...details, ...found.details } };
  };
}

async function tryWrites({ db, mailer, log }: Parts): Promise<Readiness> {
  const failed = (details: Readiness["details"], error: unknown): Readiness => {
    log.warn({ route: "/readyz", error }, "what has to be written can't be");
    return { ok: false, details };
  };
  try {
    await inTransaction(db, tryToWrite);
  } catch (error) {
    return failed({ databaseWrites: `fail (${whyNotWritten(error)})` }, error);
  }
  try {
    await mailer.requireUsable?.();
  } catch (error) {
    return failed({ databaseWrites: "work", mailFolder: "can't be written and read" }, error);
  }
  return { ok: true, details: { databaseWrites: "work" } };
}

/** Asks one at a time, and again only when the last answer is older than that. */
function remembered<T>(ask: () => Promise<T>, milliseconds: number): () => Promise<T> {
  let last: Promise<T> | undefined;
  let goodUntil = 0;
  return () => {
    if (last && performance.now() < goodUntil) return last;
    goodUntil = Number.POSITIVE_INFINITY;
    last = ask().finally(() => {
      goodUntil = performance.now() + milliseconds;
    });
    return last;
  };
}
