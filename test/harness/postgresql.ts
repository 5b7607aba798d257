import type { Log } from "../../src/core/log.ts";
import { openPostgresql } from "../../src/db/postgresql.ts";

export const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

type Sql = (text: string) => Promise<Record<string, unknown>[]>;

/** Statements for the server as a whole: databases are made and dropped from the outside. */
export async function onServer<T>(server: string, use: (sql: Sql) => Promise<T>): Promise<T> {
  const connection = await openPostgresql(server, silent);
  try {
    return await use(connection.sql);
  } finally {
    await connection.close();
  }
}

/** The address of another database on the same server. */
export function databaseAt(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

export async function dropAll(sql: Sql, prefix: string): Promise<void> {
  const rows = await sql(`SELECT datname FROM pg_database WHERE starts_with(datname, '${prefix}')`);
  for (const { datname } of rows) await sql(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
}
