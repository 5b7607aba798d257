import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { TestProject } from "vitest/node";
import type { DatabaseConfig } from "../src/db/open.ts";
import { openDatabase } from "../src/db/open.ts";
import { openQueue } from "../src/delivery/queue.ts";
import { routingOf } from "../src/jobs.ts";
import { inWords, type Matrix, matrixFor } from "./harness/matrix.ts";
import { databaseAt, dropAll, onServer, silent } from "./harness/postgresql.ts";
import { QUICK } from "./harness/process.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder with a complete embedded database, to copy. */
    embeddedTemplate: string;
    /** A server, and the name of a complete database on it; null: only the embedded database is tested. */
    postgresql: { server: string; prefix: string; template: string } | null;
    matrix: Matrix;
  }
}

/** Once per run: makes the databases that every test file then gets its own copy of. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  for (const flag of QUICK) setFlagsFromString(flag);
  const server = await findServer();
  const matrix = matrixFor({ hasPostgresql: server !== undefined, wanted: process.env.TEST_MATRIX });
  project.provide("matrix", matrix);
  const folder = await mkdtemp(join(tmpdir(), "countersign-test-"));
  // One after the other: while the embedded one is made, this process answers nobody for seconds on a busy machine, and
  // a connection to the server would be given up.
  const postgresql = server === undefined ? null : await prepareOn(server);
  await prepare({ dataDir: folder, log: silent });
  project.provide("postgresql", postgresql);
  project.provide("embeddedTemplate", join(folder, "pglite"));
  for (const line of inWords(matrix)) console.log(line);
  return async () => {
    await rm(folder, { recursive: true });
    if (postgresql) await onServer(postgresql.server, (sql) => dropAll(sql, postgresql.prefix));
  };
}

async function prepareOn(server: string) {
  const prefix = `countersign_test_${process.pid}_${randomUUID().slice(0, 8)}`;
  const template = `${prefix}_template`;
  await onServer(server, (sql) => sql(`CREATE DATABASE ${template}`));
  await prepare({ dataDir: "", databaseUrl: databaseAt(server, template), log: silent });
  return { server, prefix, template };
}

async function prepare(config: DatabaseConfig): Promise<void> {
  const database = await openDatabase(config);
  const queue = await openQueue(database, silent, routingOf);
  await queue.stop();
  await database.close();
}

async function findServer(): Promise<string | undefined> {
  if (process.env.TEST_DATABASE_URL) return process.env.TEST_DATABASE_URL;
  const local = "postgresql://postgres@127.0.0.1:5432/postgres";
  const answer = onServer(local, (sql) => sql("SELECT 1")).then(
    () => local,
    () => undefined,
  );
  const tooLate = new Promise<undefined>((resolve) => setTimeout(resolve, 500, undefined).unref());
  return Promise.race([answer, tooLate]);
}
