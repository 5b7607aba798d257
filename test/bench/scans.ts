import { setTimeout as sleep } from "node:timers/promises";
import { onServer } from "../harness/postgresql.ts";

/**
 * How many rows of members, their chat accounts and their grants were read by scanning whole tables, as PostgreSQL
 * counts it. A connection tells its counts when it ends: call this once all others are closed.
 */
export async function rowsScanned(databaseUrl: string): Promise<number> {
  return onServer(databaseUrl, async (sql) => {
    const others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for (let i = 0; i < 100 && (await sql(`${others} AND backend_type = 'client backend'`)).length > 0; i += 1)
      await sleep(20);
    const tables = "relname IN ('member', 'identity', 'role_grant')";
    const [row] = await sql(`SELECT sum(seq_tup_read)::int AS rows FROM pg_stat_user_tables WHERE ${tables}`);
    return Number(row?.rows);
  });
}
