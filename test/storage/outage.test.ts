import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { LogFields } from "../../src/core/log.ts";
import { type Database, openDatabase } from "../../src/db/open.ts";
import { inTransaction, isUnreachable, type Tx } from "../../src/db/transaction.ts";
import { openQueue } from "../../src/delivery/queue.ts";
import { routingOf } from "../../src/jobs.ts";
import { type DatabaseProxy, startProxy } from "../fakes/proxy.ts";
import { databases, freshPlace, type Place } from "../harness/database.ts";
import { silent } from "../harness/postgresql.ts";
import { queueJobs } from "../harness/queue-jobs.ts";

const hasServer = databases.some(({ kind }) => kind === "postgresql");

describe.runIf(hasServer)("when PostgreSQL goes away", () => {
  let place: Place;
  let proxy: DatabaseProxy;
  let database: Database;
  const warnings: LogFields[] = [];
  const log = { ...silent, warn: (fields: LogFields) => void warnings.push(fields) };
  beforeAll(async () => {
    place = await freshPlace("postgresql");
    proxy = await startProxy(place.databaseUrl ?? "");
    database = await openDatabase({ dataDir: place.dataDir, databaseUrl: proxy.url, log });
  });
  afterAll(async () => {
    await database.close();
    await proxy.close();
    await place.drop();
  });

  const insert = (tx: Tx) =>
    tx.organization.create({ data: { id: randomUUID(), name: "Acme", createdAt: new Date() } });
  const count = () => database.prisma.organization.count();
  let isDown = false;
  afterEach(async () => {
    if (isDown) await proxy.up();
    isDown = false;
  });
  const takeAway = async (how: "down" | "freeze") => {
    isDown = true;
    await proxy[how]();
  };

  it("says so within three seconds, and works again by itself when it is back", async () => {
    const before = await count();
    await takeAway("down");
    const begun = Date.now();
    const errors = await Promise.all([
      inTransaction(database, insert).catch((error) => error),
      count().catch((error) => error),
      database.sql("SELECT 1").catch((error) => error),
    ]);
    expect(errors.map(isUnreachable)).toEqual([true, true, true]);
    await expect(database.ping()).rejects.toThrow();
    expect(Date.now() - begun).toBeLessThan(3_000);
    await proxy.up();
    isDown = false;
    await inTransaction(database, insert);
    await database.ping();
    expect(await count()).toBe(before + 1);
  });

  it("in the middle of a transaction: nothing of it is saved, and the caller can tell why", async () => {
    const before = await count();
    const cut = inTransaction(database, async (tx) => {
      await insert(tx);
      await takeAway("down");
      await insert(tx);
    });
    expect(await cut.catch(isUnreachable)).toBe(true);
    await proxy.up();
    isDown = false;
    expect(await count()).toBe(before);
  });

  it("because somebody ended every connection on the server: the next use gets a new one", async () => {
    await Promise.all(Array.from({ length: 5 }, count));
    const cut = inTransaction(database, async (tx) => {
      await insert(tx);
      const others = "pid <> pg_backend_pid() AND datname = current_database()";
      await tx.$queryRawUnsafe(`SELECT count(pg_terminate_backend(pid))::int FROM pg_stat_activity WHERE ${others}`);
    });
    await cut;
    await inTransaction(database, insert);
  });

  it("from the network without a word: the health check does not wait for it", async () => {
    await takeAway("freeze");
    const begun = Date.now();
    await expect(database.ping()).rejects.toThrow("did not answer in time");
    const opening = openDatabase({ dataDir: place.dataDir, databaseUrl: proxy.url, log });
    await expect(opening).rejects.toThrow("can't be reached");
    expect(Date.now() - begun).toBeLessThan(5_000);
  });

  it("the queue lives through it, logs it once and delivers what was queued", async () => {
    const queue = await openQueue(database, log, routingOf);
    const delivered: string[] = [];
    await queue.work(async ({ job }) => void delivered.push(job.name), { concurrency: 2 });
    warnings.length = 0;
    await takeAway("down");
    await wait(2_500);
    expect(warnings.filter(({ error }) => error).length).toBeGreaterThan(0);
    expect(warnings.length).toBeLessThan(12);
    await proxy.up();
    isDown = false;
    await queueJobs({ db: database, queue }, { name: "refresh", requestId: "1" });
    await expect.poll(() => delivered, { timeout: 5_000 }).toEqual(["refresh"]);
    await queue.stop();
  });
});

describe("opening a database that isn't there", () => {
  const open = (databaseUrl: string) => openDatabase({ dataDir: "unused", databaseUrl, log: silent });

  it("says in a sentence what is wrong, and keeps the password to itself", async () => {
    await expect(open("postgresql://someone:hunter2@127.0.0.1:1/x")).rejects.toThrow(
      /^PostgreSQL at 127\.0\.0\.1:1\/x can't be reached \(.*ECONNREFUSED.*\)\. Is it running, and is DATABASE_URL right\?$/,
    );
    await expect(open("mysql://localhost/x")).rejects.toThrow("DATABASE_URL must look like postgresql://");
    const inFile = openDatabase({ dataDir: import.meta.filename, log: silent });
    await expect(inFile).rejects.toThrow("can't be written to");
  });

  it.runIf(hasServer)("tells a missing database from a missing server", async () => {
    const place = await freshPlace("postgresql");
    await place.drop();
    await expect(open(place.databaseUrl ?? "")).rejects.toThrow("There is no such database");
  });
});
