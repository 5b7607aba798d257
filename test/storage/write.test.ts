import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/open.ts";
import { countRoundTrips } from "../../src/db/round-trips.ts";
import { type Sql, sql } from "../../src/db/sql.ts";
import { inTransaction, isUniqueViolation } from "../../src/db/transaction.ts";
import { carryOut, type Write, write } from "../../src/db/write.ts";
import { databases, freshDatabase } from "../harness/database.ts";

describe.each(databases)("writing everything in one statement, on $kind", ({ kind }) => {
  let db: Database;
  beforeAll(async () => {
    db = await freshDatabase(kind);
    await db.sql("CREATE TABLE seat (name text PRIMARY KEY, holder text UNIQUE, number int)");
    await db.sql("CREATE TABLE step (at serial, did text)");
    // Notes each row when it is written, so that the order can be read afterwards.
    await db.sql(`CREATE FUNCTION note_step() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN INSERT INTO step (did) VALUES (TG_OP || ' ' || NEW.name); RETURN NEW; END $$`);
    await db.sql("CREATE TRIGGER note_step BEFORE INSERT OR UPDATE ON seat FOR EACH ROW EXECUTE FUNCTION note_step()");
    await db.sql(
      "CREATE FUNCTION say(did text) RETURNS int LANGUAGE sql AS $$ INSERT INTO step (did) VALUES ($1) RETURNING at $$",
    );
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.sql("TRUNCATE seat");
    await db.sql("TRUNCATE step");
  });

  const carriesOut = (writes: readonly Write[], last: readonly Sql[] = []) =>
    inTransaction(db, (tx) => carryOut(tx, writes, last));
  const seats = () => db.sql("SELECT name, holder, number FROM seat ORDER BY name");
  const steps = async () => (await db.sql("SELECT did FROM step ORDER BY at")).map(({ did }) => did);
  const insert = (name: string, holder: string | null = null, number = 0) =>
    sql`INSERT INTO seat (name, holder, number) VALUES (${name}, ${holder}, ${number})`;
  const leave = (name: string) => sql`UPDATE seat SET holder = NULL WHERE name = ${name}`;

  it("writes in the order in which it is told, and evaluates the last expressions after all of it", async () => {
    const names = ["d", "a", "c", "b", "e"];
    await carriesOut(
      names.map((name) => write(insert(name))),
      [sql`say('last')`, sql`say('very last')`],
    );
    expect(await steps()).toEqual([...names.map((name) => `INSERT ${name}`), "last", "very last"]);
  });

  it("costs one statement, however much it is, and none for nothing", async () => {
    const many = Array.from({ length: 30 }, (_, at) => write(insert(`seat ${at}`)));
    const [much, nothing] = [
      await countRoundTrips(() => carriesOut(many, [sql`say('x')`])),
      await countRoundTrips(() => carriesOut([])),
    ];
    const [begin, commit] = [1, 1];
    expect([much.count, nothing.count]).toEqual([begin + 1 + commit, begin + commit]);
  });

  it("evaluates expressions alone", async () => {
    await carriesOut([], [sql`say('alone')`]);
    expect(await steps()).toEqual(["alone"]);
  });

  it("lets a later write read what an earlier one returns", async () => {
    await db.sql("INSERT INTO seat VALUES ('counter', NULL, 41)");
    const counted = sql`UPDATE seat SET number = number + 1 WHERE name = 'counter'`;
    await carriesOut([
      write(counted, { rows: 1, as: "counted", returns: "number" }),
      write(sql`INSERT INTO seat (name, number) SELECT 'numbered', number FROM counted`, { rows: 1 }),
    ]);
    expect(await seats()).toEqual([
      { name: "counter", holder: null, number: 42 },
      { name: "numbered", holder: null, number: 42 },
    ]);
  });

  it("shows a later write nothing else of an earlier one: they share a snapshot", async () => {
    await carriesOut([
      write(insert("first")),
      write(sql`INSERT INTO seat (name) SELECT 'second' WHERE EXISTS (SELECT FROM seat WHERE name = 'first')`),
    ]);
    expect((await seats()).map(({ name }) => name)).toEqual(["first"]);
  });

  it("throws what `otherwise` makes where the rows are not so many, and saves nothing of the transaction", async () => {
    const otherwise = () => new Error("somebody else was first");
    const attempt = inTransaction(db, async (tx) => {
      await carryOut(tx, [write(insert("before"))]);
      await carryOut(
        tx,
        [write(insert("a")), write(leave("nobody's"), { rows: 1, otherwise }), write(insert("b"))],
        [sql`say('last')`],
      );
    });
    await expect(attempt).rejects.toThrow("somebody else was first");
    expect([await seats(), await steps()]).toEqual([[], []]);
  });

  it("throws of the first that touched another number, too many as well as too few, and says how many without `otherwise`", async () => {
    await db.sql("INSERT INTO seat VALUES ('a', NULL, 0), ('b', NULL, 0)");
    const everywhere = sql`UPDATE seat SET number = 1`;
    await expect(carriesOut([write(everywhere, { rows: 1 })])).rejects.toThrow("a write touched 2 rows and not 1");
    const first = { rows: 0, otherwise: () => new Error("the first") };
    const second = { rows: 1, otherwise: () => new Error("the second") };
    const both = [write(everywhere, first), write(leave("nobody's"), second)];
    await expect(carriesOut(both)).rejects.toThrow("the first");
    await carriesOut([write(everywhere, { rows: 2 }), write(leave("nobody's"), { rows: 0 }), write(leave("nobody's"))]);
    expect((await seats()).map(({ number }) => number)).toEqual([1, 1]);
  });

  it("frees a place in a unique index and fills it in the same statement, in that order only", async () => {
    await db.sql("INSERT INTO seat VALUES ('old', 'Ada', 0)");
    const take = write(insert("new", "Ada"), { rows: 1 });
    const tooEarly = await carriesOut([take, write(leave("old"), { rows: 1 })]).catch(isUniqueViolation);
    expect(tooEarly).toBe(true);
    await carriesOut([write(leave("old"), { rows: 1 }), take]);
    expect(await seats()).toEqual([
      { name: "new", holder: "Ada", number: 0 },
      { name: "old", holder: null, number: 0 },
    ]);
  });

  it("the second of two writes on one row does nothing: said with `rows`, it is an error and nothing is saved", async () => {
    await db.sql("INSERT INTO seat VALUES ('a', 'Ada', 0)");
    const count = write(sql`UPDATE seat SET number = number + 1 WHERE name = 'a'`);
    await carriesOut([write(leave("a"), { rows: 1 }), count]);
    expect(await seats()).toEqual([{ name: "a", holder: null, number: 0 }]);
    const again = [write(leave("a"), { rows: 1 }), { ...count, rows: 1 }];
    await expect(carriesOut(again)).rejects.toThrow("a write touched 0 rows and not 1");
    expect(await seats()).toEqual([{ name: "a", holder: null, number: 0 }]);
    // Nor does one that should change or delete what another one adds.
    await carriesOut([write(insert("b", "Grace")), write(leave("b")), write(sql`DELETE FROM seat WHERE name = 'b'`)]);
    expect((await seats()).at(-1)).toEqual({ name: "b", holder: "Grace", number: 0 });
  });
});
