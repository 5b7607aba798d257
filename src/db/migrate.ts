import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Session } from "./connection.ts";

/** The folder of migrations that belongs to this version of the program. */
export const MIGRATIONS = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

// Prisma's own lock (schema-engine's `ADVISORY_LOCK_ID`): it and `prisma migrate deploy` keep out of each other's way.
const LOCK = "72707369";

// Exactly what Prisma creates, so that `prisma migrate status` and `deploy` agree with it later.
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

type Migration = { name: string; sql: string };

/**
 * Brings the database up to this version and says how many migrations that took; one query when there is nothing to
 * do. Rejects with a sentence for the console when the database is from a newer version, or its history was changed.
 */
export async function migrate(session: Session, folder = MIGRATIONS): Promise<number> {
  const migrations = await readMigrations(folder);
  if ((await pending(session, migrations)).length === 0) return 0;
  // The connection's usual limits are made for requests, and a migration of a large table may take longer.
  await session.script("SET statement_timeout = 0; SET lock_timeout = '60s'");
  await session.query(`SELECT pg_advisory_lock(${LOCK})::text`);
  try {
    await session.script(TABLE);
    const due = await pending(session, migrations);
    for (const migration of due) await apply(session, migration);
    return due.length;
  } finally {
    await session.query(`SELECT pg_advisory_unlock(${LOCK})::text`);
    await session.script("RESET statement_timeout; RESET lock_timeout");
  }
}

/** For a program that only reads: rejects with a sentence for the console unless the database is of this very version. */
export async function requireMigrated(session: Session, folder = MIGRATIONS): Promise<void> {
  if ((await pending(session, await readMigrations(folder))).length > 0) throw new Error(NOT_MIGRATED);
}

/** The migrations of a folder, oldest first. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => ({ name, sql: await readFile(join(folder, name, "migration.sql"), "utf8") })),
  );
}

/** What Prisma keeps of a migration to notice when it is edited later: SHA-256 as lower-case hex. */
export function checksum(sql: string): string {
  return createHash("sha256").update(sql).digest("hex");
}

async function pending(session: Session, migrations: Migration[]): Promise<Migration[]> {
  const rows = await session.query(`SELECT * FROM "_prisma_migrations" ORDER BY started_at`).catch(nothingYet);
  const applied = new Map(rows.filter((row) => !row.rolled_back_at).map((row) => [String(row.migration_name), row]));
  for (const [name, row] of applied) {
    const migration = migrations.find((one) => one.name === name);
    if (!row.finished_at) throw new Error(failedBefore(name));
    if (!migration) throw new Error(newer(name));
    if (!isSame(migration.sql, String(row.checksum))) throw new Error(edited(name));
  }
  return migrations.filter((migration) => !applied.has(migration.name));
}

function nothingYet(error: unknown): Record<string, unknown>[] {
  const isTableMissing = error instanceof Error && "code" in error && error.code === "42P01";
  if (isTableMissing) return [];
  throw error;
}

// Git may have turned line ends into CRLF on checkout, or back. Prisma compares in the same forgiving way.
function isSame(sql: string, known: string): boolean {
  const unix = sql.replaceAll("\r\n", "\n");
  return [sql, unix, unix.replaceAll("\n", "\r\n")].some((text) => checksum(text) === known);
}

// The row is written in the migration's own transaction: a migration is in the database with its row, or not at all.
async function apply(session: Session, { name, sql }: Migration): Promise<void> {
  try {
    await session.script("BEGIN");
    await session.script(sql);
    await session.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, logs, started_at, applied_steps_count)
       VALUES ($1, $2, clock_timestamp(), $3, NULL, now(), 1)`,
      [randomUUID(), checksum(sql), name],
    );
    await session.script("COMMIT");
  } catch (error) {
    await session.script("ROLLBACK").catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Migration ${name} failed and was rolled back: ${reason}`, { cause: error });
  }
}

const NOT_MIGRATED =
  "The database is empty, or from an older version. Start the server of this version on it once: that brings it up to date.";
const newer = (name: string) =>
  `The database holds migration ${name}, which this version doesn't know: it was used by a newer version. Start that version, or restore a backup made with this one.`;
const failedBefore = (name: string) =>
  `Migration ${name} was begun in this database and did not finish. Restore a backup, or repair it and mark it with "prisma migrate resolve".`;
const edited = (name: string) =>
  `Migration ${name} was changed after it was applied to this database. Put back its original file; a change needs a migration of its own.`;
