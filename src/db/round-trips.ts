import { AsyncLocalStorage } from "node:async_hooks";
import type { SqlDriverAdapter, SqlDriverAdapterFactory, Transaction } from "@prisma/driver-adapter-utils";
import { queries } from "./driver-adapter.ts";

type Counter = { count: number; outer: Counter | undefined };
const counters = new AsyncLocalStorage<Counter>();

/**
 * Runs `work` and counts the statements that it sent to the database through Prisma, BEGIN, COMMIT and ROLLBACK
 * among them. Rejects as `work` does; the count can then still be read inside `work` with `roundTrips()`.
 */
export async function countRoundTrips<T>(work: () => Promise<T>): Promise<{ value: T; count: number }> {
  const counter: Counter = { count: 0, outer: counters.getStore() };
  // Awaited inside: Prisma sends a query only when somebody waits for it, and it is counted where that happens.
  const value = await counters.run(counter, async () => await work());
  return { value, count: counter.count };
}

/** How many round trips the surrounding `countRoundTrips` has seen so far; 0 outside of one. */
export function roundTrips(): number {
  return counters.getStore()?.count ?? 0;
}

/** The same driver adapter, counting. */
export function counted(factory: SqlDriverAdapterFactory): SqlDriverAdapterFactory {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => countedAdapter(await factory.connect()),
  };
}

function countedAdapter(inner: SqlDriverAdapter): SqlDriverAdapter {
  return {
    ...queries(inner, counting),
    executeScript: (script) => counting(() => inner.executeScript(script)),
    startTransaction: (level) => counting(async () => countedTransaction(await inner.startTransaction(level))),
    getConnectionInfo: () => inner.getConnectionInfo?.() ?? { supportsRelationJoins: true },
    // The code that opened the connection closes it: Prisma only uses it.
    dispose: async () => undefined,
  };
}

// An adapter that doesn't use phantom queries (adapter-pg) is sent COMMIT and ROLLBACK as statements before `commit`
// and `rollback`, which then only give the connection back: counting both would count twice.
function countedTransaction(inner: Transaction): Transaction {
  const ends = inner.options.usePhantomQuery ? counting : <T>(step: () => T) => step();
  return {
    ...queries(inner, counting),
    options: inner.options,
    commit: () => ends(() => inner.commit()),
    rollback: () => ends(() => inner.rollback()),
  };
}

function counting<T>(step: () => T): T {
  for (let counter = counters.getStore(); counter; counter = counter.outer) counter.count += 1;
  return step();
}
