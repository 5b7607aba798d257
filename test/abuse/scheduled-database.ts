import type { SqlDriverAdapter, SqlDriverAdapterFactory, Transaction } from "@prisma/driver-adapter-utils";
import type { Connection } from "../../src/db/connection.ts";
import { queries } from "../../src/db/driver-adapter.ts";
import { openEmbedded } from "../../src/db/embedded.ts";
import { type Database, database } from "../../src/db/open.ts";
import { openPostgresql } from "../../src/db/postgresql.ts";
import { freshPlace } from "../harness/database.ts";
import type { Kind } from "../harness/matrix.ts";
import { silent } from "../harness/postgresql.ts";

/** Lets one statement go on. */
export type Turn = () => Promise<void>;
const atOnce: Turn = async () => undefined;

/**
 * A database of one's own on which, between `schedule(turn)` and `schedule()`, every statement that goes through Prisma
 * waits for its turn: the one that gives the turns decides how transactions interleave, down to the single statement.
 */
export async function scheduledDatabase(kind: Kind): Promise<{ db: Database; schedule(turn?: Turn): void }> {
  const place = await freshPlace(kind);
  const connection: Connection = place.databaseUrl
    ? await openPostgresql(place.databaseUrl, silent)
    : await openEmbedded(place.dataDir, { say: () => undefined, existing: true });
  let turn = atOnce;
  const waits = async <T>(step: () => Promise<T>): Promise<T> => {
    await turn();
    return step();
  };
  const opened = database({ ...connection, adapter: scheduledAdapter(connection.adapter, waits) });
  const close = async () => {
    await opened.close();
    await place.drop();
  };
  return {
    db: { ...opened, close },
    schedule: (next = atOnce) => {
      turn = next;
    },
  };
}

type Waits = <T>(step: () => Promise<T>) => Promise<T>;

function scheduledAdapter(factory: SqlDriverAdapterFactory, waits: Waits): SqlDriverAdapterFactory {
  const { provider, adapterName } = factory;
  return { provider, adapterName, connect: async () => scheduled(await factory.connect(), waits) };
}

function scheduled(inner: SqlDriverAdapter, waits: Waits): SqlDriverAdapter {
  return {
    ...queries(inner, waits),
    executeScript: (script) => waits(() => inner.executeScript(script)),
    startTransaction: async (level) => scheduledTransaction(await waits(() => inner.startTransaction(level)), waits),
    getConnectionInfo: () => inner.getConnectionInfo?.() ?? { supportsRelationJoins: true },
    dispose: () => inner.dispose(),
  };
}

function scheduledTransaction(inner: Transaction, waits: Waits): Transaction {
  return {
    ...queries(inner, waits),
    options: inner.options,
    commit: () => inner.commit(),
    rollback: () => inner.rollback(),
  };
}
