import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/open.ts";
import { countRoundTrips, roundTrips } from "../../src/db/round-trips.ts";
import { inTransaction, type Tx } from "../../src/db/transaction.ts";
import { databases, freshDatabase } from "../harness/database.ts";

describe.each(databases)("counting round trips on $kind", ({ kind }) => {
  let database: Database;
  beforeAll(async () => {
    database = await freshDatabase(kind);
  });
  afterAll(() => database.close());

  const insert = (tx: Tx) =>
    tx.organization.create({ data: { id: randomUUID(), name: "Acme", createdAt: new Date() } });

  it("counts BEGIN, each statement and COMMIT", async () => {
    const { count } = await countRoundTrips(() =>
      inTransaction(database, async (tx) => {
        await insert(tx);
        await tx.organization.count();
        await tx.$queryRaw`SELECT 1`;
        await tx.$executeRaw`UPDATE organization SET name = name`;
      }),
    );
    expect(count).toBe(2 + 4);
  });

  it("counts a ROLLBACK once", async () => {
    const { count } = await countRoundTrips(() =>
      inTransaction(database, async (tx) => {
        await insert(tx);
        throw new Error("no");
      }).catch(() => undefined),
    );
    expect(count).toBe(3);
  });

  it("counts statements outside of a transaction", async () => {
    const { value, count } = await countRoundTrips(() => database.prisma.organization.count());
    expect([typeof value, count]).toEqual(["number", 1]);
  });

  it("keeps what runs at the same time apart", async () => {
    const one = (statements: number) =>
      countRoundTrips(() =>
        inTransaction(database, async (tx) => {
          for (let i = 0; i < statements; i += 1) await tx.organization.count();
        }),
      );
    const results = await Promise.all([1, 2, 3, 4, 5].map(one));
    expect(results.map(({ count }) => count)).toEqual([3, 4, 5, 6, 7]);
  });

  it("tells the count so far, for the log, even when the work fails", async () => {
    let seen = 0;
    await countRoundTrips(async () => {
      try {
        await database.prisma.$queryRaw`SELECT 1/0`;
      } finally {
        seen = roundTrips();
      }
    }).catch(() => undefined);
    expect([seen, roundTrips()]).toEqual([1, 0]);
  });
});
