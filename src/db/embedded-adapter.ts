import type { PGlite, Transaction as PGliteTransaction } from "@electric-sql/pglite";
import type {
  IsolationLevel,
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
  Transaction,
} from "@prisma/driver-adapter-utils";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { queries } from "./driver-adapter.ts";

// Three faults of pglite-prisma-adapter 0.7 are corrected here: it swallows an error of COMMIT (a change that was lost
// looks saved), it sets the isolation level before BEGIN, where it has no effect, and it doesn't wait for scripts.
export function adapterFor(pglite: PGlite): SqlDriverAdapterFactory {
  const inner = new PrismaPGlite(pglite);
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    connect: async (): Promise<SqlDriverAdapter> => ({
      ...queries(await inner.connect()),
      executeScript: async (script) => void (await pglite.exec(script)),
      startTransaction: (level) => begin(pglite, level),
      getConnectionInfo: () => ({ supportsRelationJoins: true }),
      dispose: async () => undefined,
    }),
  };
}

async function begin(pglite: PGlite, level?: IsolationLevel): Promise<Transaction> {
  const begun = Promise.withResolvers<PGliteTransaction>();
  const end = Promise.withResolvers<"commit" | "rollback">();
  const outcome = pglite.transaction(async (tx) => {
    begun.resolve(tx);
    if ((await end.promise) === "rollback") await tx.rollback();
  });
  outcome.catch(begun.reject);
  const tx = await begun.promise;
  if (level) await tx.exec(`SET TRANSACTION ISOLATION LEVEL ${level}`);
  // The adapter only ever calls query() of what it is given, and a transaction has that.
  const adapter = await new PrismaPGlite(tx as unknown as PGlite).connect();
  const settle = (how: "commit" | "rollback") => {
    end.resolve(how);
    return outcome;
  };
  return {
    ...queries(adapter),
    options: { usePhantomQuery: true },
    commit: () => settle("commit"),
    rollback: () => settle("rollback"),
  };
}
