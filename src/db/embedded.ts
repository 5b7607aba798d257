import { mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { fromPglite } from "pg-boss";
import type { Connection } from "./connection.ts";
import { adapterFor } from "./embedded-adapter.ts";
import { takeLock } from "./lock.ts";

// PGlite has no autovacuum: without this, tables only grow and the planner never learns how large they are.
const TIDY_MS = 30 * 60_000;

// PGlite fills this memory with zeros at each start: 128 MB, its default, take 0.4 s and stay in use for ever. What
// doesn't fit is read from the files, which the operating system caches.
const START_PARAMS = [...PGlite.defaultStartParams, "-c", "shared_buffers=16MB"];

type Opening = { say: (line: string) => void; existing?: boolean };

/**
 * Opens the database in `<dataDir>/pglite`, making it first if need be, unless only an `existing` one will do. Rejects
 * with a sentence for the console.
 */
export async function openEmbedded(dataDir: string, { say, existing = false }: Opening): Promise<Connection> {
  if (existing && !(await isThere(join(dataDir, "pglite")))) throw new Error(noDatabase(dataDir));
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error) => notWritable(dataDir, error));
  const lock = await takeLock(join(dataDir, "pglite.lock")).catch((error) => notWritable(dataDir, error));
  try {
    const pglite = await openFolder(dataDir, say);
    const connection = embedded(pglite);
    return {
      ...connection,
      close: async () => {
        await connection.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A PGlite instance as a connection. PGlite has one session: everything waits for a transaction that is open. */
export function embedded(pglite: PGlite): Connection {
  const session = {
    query: async (text: string, values: unknown[] = []) =>
      (await pglite.query<Record<string, unknown>>(text, values)).rows,
    script: async (text: string) => {
      await pglite.exec(text);
    },
  };
  const tidy = setInterval(() => pglite.exec("VACUUM ANALYZE").catch(() => undefined), TIDY_MS).unref();
  return {
    kind: "embedded",
    adapter: adapterFor(pglite),
    sql: session.query,
    session: (use) => use(session),
    pgBossDb: { backend: "pglite", db: fromPglite(pglite) },
    close: async () => {
      clearInterval(tidy);
      await pglite.close();
    },
  };
}

// Made under another name and renamed when complete: Ctrl-C in the middle of the first start would otherwise leave half
// a database, which opens with errors for ever.
async function openFolder(dataDir: string, say: (line: string) => void): Promise<PGlite> {
  const folder = join(dataDir, "pglite");
  if (!(await isThere(folder))) {
    say(`Making the database in ${folder}. The first time takes up to ten seconds.`);
    const unfinished = `${folder}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await (await create(unfinished)).close();
    await rename(unfinished, folder);
  }
  say(`Opening the database in ${folder}.`);
  return create(folder);
}

/** PGlite with the memory that is enough here, in a folder or, without one, in memory. */
export function createPglite(dataDir?: string): Promise<PGlite> {
  return PGlite.create({ ...(dataDir === undefined ? {} : { dataDir }), startParams: START_PARAMS });
}

async function create(folder: string): Promise<PGlite> {
  try {
    return await createPglite(folder);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The database in ${folder} can't be opened: ${reason}. Restore the folder from a backup.`, {
      cause: error,
    });
  }
}

async function isThere(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined)) !== undefined;
}

function noDatabase(dataDir: string): string {
  return `There is no database in ${dataDir}. Run this where the server runs, with the same DATA_DIR or DATABASE_URL.`;
}

function notWritable(dataDir: string, error: unknown): never {
  if (!(error instanceof Error && "code" in error)) throw error;
  throw new Error(
    `DATA_DIR ${dataDir} can't be written to (${error.code}). Give this user the right to write there, or set DATA_DIR to another folder.`,
    { cause: error },
  );
}
