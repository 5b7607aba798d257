import type { SqlQueryable, Transaction } from "@prisma/driver-adapter-utils";

/** What a driver adapter and a transaction have in common, with something done around each statement. */
export function queries(inner: SqlQueryable, around: <T>(step: () => Promise<T>) => Promise<T> = run): SqlQueryable {
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    queryRaw: (query) => around(() => inner.queryRaw(query)),
    executeRaw: (query) => around(() => inner.executeRaw(query)),
  };
}

/**
 * A transaction that doesn't claim to be saved when it isn't. After a statement fails, PostgreSQL answers COMMIT with
 * a rollback and no error: code that caught the statement's error and went on would believe in a change that is lost.
 */
export function honest(inner: Transaction): Transaction {
  let failed = false;
  const noted = queries(inner, (step) =>
    step().catch((error) => {
      failed = true;
      throw error;
    }),
  );
  return {
    ...noted,
    executeRaw: async (query) => {
      const count = await noted.executeRaw(query);
      if (failed && query.sql === "COMMIT")
        throw new Error("a statement of this transaction failed: nothing was saved");
      return count;
    },
    options: inner.options,
    commit: () => inner.commit(),
    rollback: () => inner.rollback(),
  };
}

const run = <T>(step: () => Promise<T>) => step();
