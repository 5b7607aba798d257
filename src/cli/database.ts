import { createLog } from "../boot/log.ts";
import type { Config } from "../config.ts";
import type { Log } from "../core/log.ts";
import { type Database, openDatabase } from "../db/open.ts";

export type Place = Pick<Config, "DATA_DIR" | "DATABASE_URL" | "LOG_LEVEL">;

/** Opens the database that is there, without changing it, and closes it afterwards. */
export async function withDatabase<T>(config: Place, use: (db: Database, log: Log) => Promise<T>): Promise<T> {
  const { DATA_DIR, DATABASE_URL, LOG_LEVEL } = config;
  const log = createLog(LOG_LEVEL);
  const db = await openDatabase({ dataDir: DATA_DIR, databaseUrl: DATABASE_URL, log, existing: true });
  try {
    return await use(db, log);
  } finally {
    await db.close();
  }
}
