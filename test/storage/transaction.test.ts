import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/open.ts";
import { inTransaction, isUniqueViolation, isUnreachable, type Tx } from "../../src/db/transaction.ts";
import { databases, freshDatabase } from "../harness/database.ts";

describe.each(databases)("a transaction on $kind", ({ kind }) => {
  let database: Database;
  beforeAll(async () => {
    database = await freshDatabase(kind);
    await database.sql("CREATE TABLE parent (id int PRIMARY KEY)");
    await database.sql("CREATE TABLE child (id int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)");
  });
  afterAll(() => database.close());

  const insert = (tx: Tx, id: string = randomUUID()) =>
    tx.organization.create({ data: { id, name: "Acme", createdAt: new Date() } });
  const count = () => database.prisma.organization.count();

  it("saves all of it, or nothing", async () => {
    const before = await count();
    await inTransaction(database, async (tx) => {
      await insert(tx);
      await insert(tx);
    });
    const failing = inTransaction(database, async (tx) => {
      await insert(tx);
      throw new Error("second thoughts");
    });
    await expect(failing).rejects.toThrow("second thoughts");
    expect(await count()).toBe(before + 2);
  });

  it("tells a key that exists from every other error, in model queries and raw ones", async () => {
    const id = randomUUID();
    await inTransaction(database, (tx) => insert(tx, id));
    const again = await inTransaction(database, (tx) => insert(tx, id)).catch((error) => error);
    const raw = await inTransaction(
      database,
      (tx) => tx.$executeRaw`INSERT INTO organization (id, name, created_at) VALUES (${id}::uuid, 'Acme', now())`,
    ).catch((error) => error);
    const other = await database.prisma.$queryRaw`SELECT 1/0`.catch((error) => error);
    expect([again, raw, other, new Error("no"), undefined].map(isUniqueViolation)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect([again, raw, other].map(isUnreachable)).toEqual([false, false, false]);
  });

  it("F6: rejects when the error of a statement was caught and forgotten: nothing was saved", async () => {
    const before = await count();
    const forgetful = inTransaction(database, async (tx) => {
      await insert(tx);
      await tx.$queryRaw`SELECT 1/0`.catch(() => undefined);
    });
    await expect(forgetful).rejects.toThrow();
    expect(await count()).toBe(before);
    await inTransaction(database, insert);
    expect(await count()).toBe(before + 1);
  });

  it("rejects when it is COMMIT that fails", async () => {
    const orphan = inTransaction(database, (tx) => tx.$executeRaw`INSERT INTO child VALUES (1)`);
    await expect(orphan).rejects.toThrow();
    expect(await database.sql("SELECT * FROM child")).toEqual([]);
  });

  it("is tried again when the database chose it as the loser of a conflict, three times and no more", async () => {
    let tries = 0;
    const conflict = Object.assign(new Error("conflict"), { code: "P2034" });
    const work = async () => {
      tries += 1;
      throw conflict;
    };
    await expect(inTransaction(database, work)).rejects.toBe(conflict);
    expect(tries).toBe(4);
  });

  it("that takes too long is rolled back, and others are served before and after", async () => {
    const before = await count();
    const stuck = database.prisma
      .$transaction(
        async (tx) => {
          await insert(tx);
          await wait(600);
          await insert(tx);
        },
        { timeout: 300 },
      )
      .catch((error) => error.code);
    await wait(50);
    const impatient = database.prisma.$transaction((tx) => tx.organization.count(), { maxWait: 100 });
    const outcome = await impatient.catch((error) => error);
    // The embedded database has one connection, so only there does the second have to wait.
    if (kind === "embedded") expect([outcome.code, isUnreachable(outcome)]).toEqual(["P2028", true]);
    else expect(outcome).toBe(before);
    expect(await stuck).toBe("P2028");
    await inTransaction(database, insert);
    expect(await count()).toBe(before + 1);
  });

  it("two hundred at once are all served", async () => {
    const before = await count();
    await Promise.all(Array.from({ length: 200 }, () => inTransaction(database, (tx) => insert(tx))));
    expect(await count()).toBe(before + 200);
  });

  // The embedded database has one connection: nothing there can wait for a turn on another, or for a lock.
  if (kind === "embedded") return;

  it("survives a deadlock: both changes are made", async () => {
    await database.sql("INSERT INTO parent VALUES (10), (20)");
    await database.sql("CREATE TABLE counter (id int PRIMARY KEY, value int)");
    await database.sql("INSERT INTO counter VALUES (1, 0), (2, 0)");
    let tries = 0;
    const add = (first: number, second: number) =>
      inTransaction(database, async (tx) => {
        tries += 1;
        await tx.$executeRaw`UPDATE counter SET value = value + 1 WHERE id = ${first}`;
        await wait(100);
        await tx.$executeRaw`UPDATE counter SET value = value + 1 WHERE id = ${second}`;
      });
    await Promise.all([add(1, 2), add(2, 1)]);
    expect(await database.sql("SELECT value FROM counter")).toEqual([{ value: 2 }, { value: 2 }]);
    expect(tries).toBeGreaterThan(2);
  });

  it("waits for its turn when every connection is in use, for longer than for a server", async () => {
    const slow = () => inTransaction(database, (tx) => tx.$queryRaw`SELECT pg_sleep(0.9)::text`);
    await Promise.all(Array.from({ length: 31 }, slow));
  });
});
