import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { type ChainRow, canonical, chainHash, GENESIS } from "../../src/domain/history/chain.ts";
import { verifyChain } from "../../src/domain/history/verify.ts";
import { insertOrganization } from "../../src/domain/organizations/store.ts";
import { insertEntry } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";

// Whatever can be stored at all: PostgreSQL takes neither NUL nor half a surrogate pair, and JSON escapes both.
const anyBody = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }).map((value) => canonical({ value })),
  fc.json(),
);

describe.each(databases)("the chain of the history, on $kind", ({ kind }) => {
  let db: Database;
  let id: string;

  beforeAll(async () => {
    db = await freshDatabase(kind);
  });
  afterAll(() => db.close());

  const fresh = async () => {
    id = (await inTransaction(db, (tx) => insertOrganization(tx, "Acme", new Date()))).organization.id;
  };
  const append = (bodies: string[]) => db.sql("SELECT audit_append($1, $2)", [id, bodies]);
  const verdict = (anchor: Parameters<typeof verifyChain>[2] = null) =>
    verifyChain((read) => inTransaction(db, read), id, anchor);
  const chain = async (): Promise<ChainRow[]> =>
    (await db.sql("SELECT * FROM audit_entry WHERE organization_id = $1 ORDER BY sequence", [id])).map((row) => ({
      organizationId: String(row.organization_id),
      sequence: Number(row.sequence),
      body: String(row.body),
      previousHash: String(row.previous_hash),
      hash: String(row.hash),
    }));

  it("has the same sum in the database and here, whatever is written down", async () => {
    await fresh();
    const written: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(anyBody, { minLength: 1, maxLength: 5 }), async (some) => {
        const bodies = some.filter((body) => !body.includes("\0") && body.isWellFormed());
        await append(bodies);
        written.push(...bodies);
      }),
      { numRuns: 30 },
    );
    const rows = await chain();
    expect(rows.map(({ body }) => body)).toEqual(written);
    for (const [at, row] of rows.entries()) {
      expect([row.sequence, row.previousHash]).toEqual([at + 1, rows[at - 1]?.hash ?? GENESIS]);
      expect(row.hash).toBe(chainHash(row));
    }
    expect(await verdict()).toEqual({ ok: true, entries: written.length, head: rows.at(-1)?.hash ?? GENESIS });
  });

  it("is one chain without a gap, however many write at once", async () => {
    await fresh();
    await Promise.all(Array.from({ length: 40 }, (_, at) => append([`{"first":${at}}`, `{"second":${at}}`])));
    const rows = await chain();
    expect(await verdict()).toMatchObject({ ok: true, entries: 80 });
    // What was written together is together.
    const pairs = rows.filter(({ body }) => body.includes("first"));
    expect(pairs.map(({ sequence, body }) => rows[sequence]?.body === body.replace("first", "second"))).toEqual(
      Array(40).fill(true),
    );
  });

  it("is whole when it is empty, and longer than one batch", async () => {
    await fresh();
    expect(await verdict()).toEqual({ ok: true, entries: 0, head: GENESIS });
    await append(Array.from({ length: 1_001 }, (_, at) => `{"at":${at}}`));
    expect(await verdict()).toMatchObject({ ok: true, entries: 1_001 });
  });

  describe("F7: somebody who owns the database changes it behind the product's back", () => {
    const byHand = async (...statements: string[]) => {
      await db.sql("ALTER TABLE audit_entry DISABLE TRIGGER USER");
      for (const statement of statements) await db.sql(statement.replaceAll("$id", `'${id}'`));
      await db.sql("ALTER TABLE audit_entry ENABLE TRIGGER USER");
    };
    /** Makes every hash from there on right again, as somebody would who knows how. */
    const resealed = async (from: number) => {
      const rows = await chain();
      let before = rows.find(({ sequence }) => sequence === from - 1)?.hash ?? GENESIS;
      const statements: string[] = [];
      for (const row of rows.filter(({ sequence }) => sequence >= from)) {
        const hash = chainHash({ ...row, previousHash: before });
        statements.push(
          `UPDATE audit_entry SET previous_hash = '${before}', hash = '${hash}' WHERE organization_id = $id AND sequence = ${row.sequence}`,
        );
        before = hash;
      }
      await byHand(
        ...statements,
        `UPDATE audit_head SET hash = '${before}', sequence = ${rows.length} WHERE organization_id = $id`,
      );
    };
    const where = (sequence: number) => `WHERE organization_id = $id AND sequence = ${sequence}`;
    let noted: { sequence: number; hash: string };

    beforeAll(async () => {
      await fresh();
    });
    const tenEntries = async () => {
      await fresh();
      await append(Array.from({ length: 10 }, (_, at) => `{"entry":${at + 1}}`));
      const last = (await chain()).at(-1);
      noted = { sequence: last?.sequence ?? 0, hash: last?.hash ?? "" };
      expect(await verdict(noted)).toMatchObject({ ok: true, entries: 10 });
    };

    it.each([
      ["body", `'{"entry":0}'`],
      ["hash", `'${"a".repeat(64)}'`],
      ["previous_hash", `'${"a".repeat(64)}'`],
    ])("F7: an entry's %s is changed", async (column, value) => {
      await tenEntries();
      await byHand(`UPDATE audit_entry SET ${column} = ${value} ${where(4)}`);
      expect(await verdict()).toMatchObject({ ok: false, sequence: 4 });
    });

    it("F7: an entry is rewritten and its own sum made right", async () => {
      await tenEntries();
      const row = (await chain())[3];
      const hash = row && chainHash({ ...row, body: "{}" });
      await byHand(`UPDATE audit_entry SET body = '{}', hash = '${hash}' ${where(4)}`);
      expect(await verdict()).toMatchObject({ ok: false, sequence: 5 });
    });

    it("F7: an entry is deleted, and the gap closed or not", async () => {
      await tenEntries();
      await byHand(`DELETE FROM audit_entry ${where(4)}`);
      expect(await verdict()).toEqual({ ok: false, sequence: 5, reason: "entry 4 is missing" });
      const moved = [5, 6, 7, 8, 9, 10].map((at) => `UPDATE audit_entry SET sequence = ${at - 1} ${where(at)}`);
      await byHand(...moved);
      expect(await verdict()).toMatchObject({ ok: false, sequence: 4 });
    });

    it("F7: an entry is put in between", async () => {
      await tenEntries();
      const moved = [10, 9, 8, 7, 6, 5].map((at) => `UPDATE audit_entry SET sequence = ${at + 1} ${where(at)}`);
      const [third] = (await chain()).slice(3, 4);
      const row = { organizationId: id, sequence: 5, body: "{}", previousHash: third?.hash ?? "" };
      await byHand(...moved);
      await insertEntry(db, { ...row, hash: chainHash(row) });
      expect(await verdict()).toMatchObject({ ok: false, sequence: 6 });
    });

    it("F7: an entry is put behind the last one, which needs no right to change anything", async () => {
      await tenEntries();
      const row = { organizationId: id, sequence: 11, body: "{}", previousHash: noted.hash };
      await insertEntry(db, { ...row, hash: chainHash(row) });
      expect(await verdict()).toMatchObject({ ok: false, sequence: 11 });
    });

    it("F7: two entries change places", async () => {
      await tenEntries();
      await byHand(
        `UPDATE audit_entry SET sequence = 0 ${where(4)}`,
        `UPDATE audit_entry SET sequence = 4 ${where(5)}`,
        `UPDATE audit_entry SET sequence = 5 ${where(0)}`,
      );
      expect(await verdict()).toMatchObject({ ok: false, sequence: 4 });
    });

    it("F7: the newest entries are cut off, and the head with them", async () => {
      await tenEntries();
      await byHand(`DELETE FROM audit_entry ${where(10)}`, `DELETE FROM audit_entry ${where(9)}`);
      expect(await verdict()).toEqual({ ok: false, sequence: 9, reason: "entries are missing at the end" });
      await resealed(9);
      // Without a head noted elsewhere nobody can know.
      expect(await verdict()).toMatchObject({ ok: true, entries: 8 });
      expect(await verdict(noted)).toMatchObject({ ok: false, sequence: 9 });
    });

    it("F7: everything from one entry on is written again, with all hashes right", async () => {
      await tenEntries();
      await byHand(`UPDATE audit_entry SET body = '{}' ${where(4)}`);
      await resealed(4);
      expect(await verdict()).toMatchObject({ ok: true, entries: 10 });
      expect(await verdict(noted)).toMatchObject({ ok: false, sequence: 10 });
    });

    it("F7: the head is changed", async () => {
      await tenEntries();
      await byHand(`UPDATE audit_head SET hash = '${GENESIS}' WHERE organization_id = $id`);
      expect(await verdict()).toMatchObject({ ok: false, sequence: 10 });
    });

    it("F7: an entry is moved into another organization's history", async () => {
      await tenEntries();
      const [first] = await chain();
      await fresh();
      if (!first) throw new Error("there is no entry to move");
      const { body, hash } = first;
      await insertEntry(db, { organizationId: id, sequence: 1, body, previousHash: GENESIS, hash });
      expect(await verdict()).toMatchObject({ ok: false, sequence: 1 });
    });
  });
});

describe("JSON with one way to write it", () => {
  it("is JSON, and the same text for the same value in whichever order its keys were set", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const again = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(canonical(value))).toEqual(again);
        expect(canonical(reversed(again))).toBe(canonical(value));
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}
