import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { Pool } from "pg";
import type { Place } from "./places.ts";

export type Sql = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

/** A database with nothing of the product's in front of it. */
export type PlainDatabase = {
  sql: Sql;
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** As many connections as the product has for what people ask. */
const CONNECTIONS = 10;

/** Opens a place whose tables exist. An embedded database may be open in one process only, and nothing checks that here. */
export async function openPlain({ dataDir, databaseUrl }: Place): Promise<PlainDatabase> {
  return databaseUrl ? postgresql(databaseUrl) : embedded(join(dataDir, "pglite"));
}

function postgresql(connectionString: string): PlainDatabase {
  const pool = new Pool({ connectionString, max: CONNECTIONS });
  // A server that goes away while a connection is idle: the next statement tells.
  pool.on("error", () => undefined);
  return {
    sql: async (text, values = []) => (await pool.query(text, values)).rows,
    async transaction(work) {
      const client = await pool.connect();
      // With a name, a statement is planned once for each connection.
      const sql: Sql = async (text, values = []) => (await client.query({ name: nameOf(text), text, values })).rows;
      try {
        await client.query("BEGIN");
        const value = await work(sql);
        await client.query("COMMIT");
        client.release();
        return value;
      } catch (error) {
        // The connection is closed, which rolls back.
        client.release(true);
        throw error;
      }
    },
    close: () => pool.end(),
  };
}

const names = new Map<string, string>();

function nameOf(text: string): string {
  const name = names.get(text) ?? `statement_${names.size}`;
  names.set(text, name);
  return name;
}

async function embedded(folder: string): Promise<PlainDatabase> {
  const pglite = await PGlite.create({ dataDir: folder });
  const rowsOf = (on: Pick<PGlite, "query">): Sql => {
    return async (text, values = []) => (await on.query<Record<string, unknown>>(text, values)).rows;
  };
  return {
    sql: rowsOf(pglite),
    transaction: (work) => pglite.transaction((tx) => work(rowsOf(tx))),
    close: () => pglite.close(),
  };
}
