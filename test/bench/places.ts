import { randomUUID } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { databaseAt, dropAll, onServer } from "../harness/postgresql.ts";

/** Where a database is, as the product is told; a folder of its own either way. */
export type Place = { dataDir: string; databaseUrl?: string };
export type Kind = "embedded" | "postgresql";

const SERVER = process.env.TEST_DATABASE_URL ?? "postgresql://postgres@127.0.0.1:5432/postgres";

/** Makes places, and takes all of them away again at the end. */
export function createPlaces() {
  const prefix = `countersign_bench_${process.pid}_${randomUUID().slice(0, 8)}`;
  const folders: string[] = [];
  const reachable = onServer(SERVER, (sql) => sql("SELECT 1")).then(
    () => true,
    () => false,
  );

  /** Empty, or a copy of a place that nobody has open. */
  async function place(kind: Kind, like?: Place): Promise<Place> {
    const dataDir = await mkdtemp(join(tmpdir(), "countersign-bench-"));
    folders.push(dataDir);
    if (kind === "embedded") {
      if (like) await cp(like.dataDir, dataDir, { recursive: true });
      return { dataDir };
    }
    const name = `${prefix}_${folders.length}`;
    const template = like?.databaseUrl ? new URL(like.databaseUrl).pathname.slice(1) : "template1";
    await onServer(SERVER, (sql) => sql(`CREATE DATABASE ${name} TEMPLATE ${template}`));
    return { dataDir, databaseUrl: databaseAt(SERVER, name) };
  }

  return {
    place,
    /** PostgreSQL is measured where there is a server. */
    kinds: async (): Promise<Kind[]> => ((await reachable) ? ["postgresql", "embedded"] : ["embedded"]),
    async clear(): Promise<void> {
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
      if (await reachable) await onServer(SERVER, (sql) => dropAll(sql, prefix));
    },
  };
}

export type Places = ReturnType<typeof createPlaces>;
