import { randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { isConflict } from "./errors.ts";
import type { Prisma } from "./generated/client.ts";
import type { Database } from "./open.ts";
import type { Sql } from "./sql.ts";

export { isUniqueViolation, isUnreachable } from "./errors.ts";

/** A transaction that is open. Inside one await nothing but this: the embedded database has a single connection. */
export type Tx = Prisma.TransactionClient;

const RETRIES = 3;
const LIMITS = { maxWait: 5_000, timeout: 10_000 };

/**
 * Runs `work` in one transaction: everything is saved when it resolves, nothing when it rejects. `work` runs again (at
 * most three times) when the database breaks a deadlock or a conflict at its cost, so it may change nothing outside.
 * Waits up to 5 s for its turn and lives at most 10 s; `isUnreachable` tells when the database was the trouble.
 */
export async function inTransaction<T>(db: Pick<Database, "prisma">, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.prisma.$transaction(work, LIMITS);
    } catch (error) {
      if (attempt > RETRIES || !isConflict(error)) throw error;
      await wait(attempt * randomInt(10, 30));
    }
  }
}

/** What time it is, to the database. */
export async function readTime(tx: Pick<Tx, "$queryRaw">, time: Sql): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT ${time} AS now`;
  if (!row) throw new Error("the database told no time");
  return row.now;
}
