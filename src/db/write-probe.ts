import { codesOf } from "./errors.ts";
import type { Tx } from "./transaction.ts";

/**
 * Tries what every change needs: room for more on the disk, a row that may be written, and a commit. A row that fits
 * into a page there is can still be written on a full disk; so more rows than `work_mem` holds are counted first, which
 * the database keeps in a file of its own for that long. The row is always the same one. No column with an index
 * changes, so the page is cleaned by the next write to it and neither table nor indexes grow (PostgreSQL, 66.7, HOT); the
 * clock removes the row as it does those of deliveries.
 */
export async function tryToWrite(tx: Tx): Promise<void> {
  await tx.$executeRaw`SET LOCAL work_mem = '64kB'`;
  await tx.$queryRaw`SELECT count(*)::int FROM generate_series(1, 5000)`;
  await tx.$executeRaw`
    INSERT INTO seen_delivery (key, seen_at) VALUES ('is the database writable', clock_timestamp())
    ON CONFLICT (key) DO UPDATE SET key = excluded.key`;
}

/** Why it could not be written, as a code that tells nobody anything else: PostgreSQL's own, or "unknown". */
export function whyNotWritten(error: unknown): string {
  return [...codesOf(error)].find((code) => /^\d[0-9A-Z]{4}$/.test(code)) ?? "unknown";
}
