import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { tryToWrite, whyNotWritten } from "../../src/db/write-probe.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { silent } from "../harness/postgresql.ts";
import { smallDisk } from "../harness/small-disk.ts";

describe.each(databases)("trying to write, on $kind", ({ kind }) => {
  let db: Database;
  beforeAll(async () => {
    db = await freshDatabase(kind);
  });
  afterAll(() => db.close());

  const tryOnce = () => inTransaction(db, tryToWrite);
  const measured = async () => {
    const [row] = await db.sql(`SELECT (SELECT count(*) FROM seen_delivery)::int AS rows,
      (SELECT count(*) FROM audit_entry)::int AS entries,
      (pg_relation_size('seen_delivery') + pg_indexes_size('seen_delivery'))::int / 8192 AS pages`);
    return row;
  };

  it("a thousand times leaves one row, a table and indexes as small as ever, and nothing in the history", async () => {
    for (let i = 0; i < 1_000; i += 1) await tryOnce();
    const { pages, ...rest } = (await measured()) ?? {};
    expect(rest).toEqual({ rows: 1, entries: 0 });
    // Two indexes of two pages each, and the row's page; a few more where another session looked on meanwhile.
    expect(pages).toBeLessThan(10);
  }, 60_000);

  it("tells a database that can only be read", async () => {
    // One connection after the other, so it is the same one each time.
    await db.sql("SET default_transaction_read_only = on");
    expect(await tryOnce().catch(whyNotWritten)).toBe("25006");
    await db.sql("SET default_transaction_read_only = off");
    await tryOnce();
  });
});

describe("trying to write, on a disk that is full", () => {
  it("fails, also where the row itself would still fit, and works again when there is room", async ({ skip }) => {
    const disk = smallDisk(120);
    if (!disk) return skip("this user may not mount a disk");
    const db = await openDatabase({ dataDir: disk.path, log: silent });
    try {
      await inTransaction(db, tryToWrite);
      disk.fill();
      await db.sql("UPDATE seen_delivery SET key = key");
      expect(await inTransaction(db, tryToWrite).catch(whyNotWritten)).toBe("53100");
      disk.makeRoom();
      await inTransaction(db, tryToWrite);
    } finally {
      await db.close();
      disk.remove();
    }
  }, 60_000);
});
