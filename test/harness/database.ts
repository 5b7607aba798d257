import { randomUUID } from "node:crypto";
import { cpSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import type { Log } from "../../src/core/log.ts";
import { type Database, openDatabase } from "../../src/db/open.ts";
import type { Kind } from "./matrix.ts";
import { databaseAt, onServer, silent } from "./postgresql.ts";

/** Where a database is: what `openDatabase` takes, and what a process of its own can be started with. */
export type Place = { dataDir: string; databaseUrl?: string; drop(): Promise<void> };

const postgresql = inject("postgresql");

/**
 * What to run on, as `matrix.ts` says: `describe.each(stories)("… on $platform with $kind", …)` for what people do,
 * `describe.each(products)("… on $kind", …)` for what is the same on every platform, and `databases` for what depends on
 * the database.
 */
export const { stories, products, databases } = inject("matrix");

/** How often a test tries what more tries only make surer: all of them in the full run, a third of them otherwise. */
export const tries = (all: number): number => (process.env.TEST_MATRIX === "full" ? all : Math.ceil(all / 3));

/** A database of one's own, open, with every migration applied and nothing in it. Closing it drops it. */
export async function freshDatabase(kind: Kind = "embedded", log: Log = silent): Promise<Database & { place: Place }> {
  const place = await freshPlace(kind);
  const database = await openDatabase({ ...place, log });
  const close = async () => {
    await database.close();
    await place.drop();
  };
  return { ...database, place, close };
}

/** The same, not opened: for tests that open it in a process of its own, or more than once. */
export async function freshPlace(kind: Kind, { empty = false } = {}): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), "countersign-test-"));
  const removeFolder = () => rm(dataDir, { recursive: true, force: true });
  if (kind === "embedded") {
    // A thousand files: the other way to copy them takes three times as long.
    if (!empty) cpSync(inject("embeddedTemplate"), join(dataDir, "pglite"), { recursive: true });
    return { dataDir, drop: removeFolder };
  }
  if (!postgresql) throw new Error("no PostgreSQL to test on");
  const { server, prefix, template } = postgresql;
  const name = `${prefix}_${randomUUID().slice(0, 8)}`;
  const like = empty ? "template1" : template;
  await onServer(server, (sql) => sql(`CREATE DATABASE ${name} TEMPLATE ${like}`));
  const drop = async () => {
    await removeFolder();
    await onServer(server, (sql) => sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  };
  return { dataDir, databaseUrl: databaseAt(server, name), drop };
}
