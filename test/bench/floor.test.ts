import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databases, freshPlace, type Place } from "../harness/database.ts";
import { prepareSubmit } from "./floor-submit.ts";
import { openInProcess } from "./in-process.ts";
import { ADMINISTRATORS, fill, TEAM, userOf } from "./seed.ts";
import { openPlain, type Sql } from "./sql.ts";

const [FIRST, SECOND] = [userOf(ADMINISTRATORS + 1), userOf(ADMINISTRATORS + 2)];
const TABLES = ["change_request", "challenge", "audit_entry", "pgboss.job", "member", "identity", "invitation"];

type Written = { rows: Record<string, number>; columns: Record<string, string[]> };

describe.each(databases)("the same rows by hand on $kind", ({ kind }) => {
  let place: Place;
  beforeAll(async () => {
    place = await freshPlace(kind);
    await (await openInProcess(place)).close();
    await fill(place, 10);
  });
  afterAll(() => place.drop());

  it("are those that the product writes when the invite form is submitted", async () => {
    const product = await byProduct(place);
    expect(product.rows).toMatchObject({ change_request: 1, challenge: 1, audit_entry: 1, "pgboss.job": 3 });
    expect(await byHand(place)).toEqual(product);
  });

  it("are refused to a member who may not invite, and nothing is written", async () => {
    const db = await openPlain(place);
    await db.sql("UPDATE role SET permissions = '{}' WHERE name = 'Recruiter'");
    const before = await count(db.sql);
    const submit = await prepareSubmit(db);
    await expect(submit({ team: TEAM, user: SECOND, email: "c@example.org", key: randomUUID() })).rejects.toThrow(
      `${SECOND} may not invite`,
    );
    expect(await count(db.sql)).toEqual(before);
    await db.close();
  });
});

async function byProduct(place: Place): Promise<Written> {
  const product = await openInProcess(place);
  const by = { platform: "slack", tenant: TEAM, user: FIRST } as const;
  const said = { by, locale: "en" } as const;
  const text = "invite a@example.org finance";
  const form = await product.handle({ ...said, kind: "typed", where: "command", text, key: randomUUID() });
  if (form.kind !== "form") throw new Error(`the form was expected, not ${JSON.stringify(form)}`);
  const values = { ...form.values, access: "all", accounts: [], reason: "" };
  const written = await writtenBy(product.db.sql, async () => {
    await product.handle({ ...said, kind: "submitted", command: form.command, values, key: form.key });
  });
  await product.close();
  return written;
}

async function byHand(place: Place): Promise<Written> {
  const db = await openPlain(place);
  const submit = await prepareSubmit(db);
  const written = await writtenBy(db.sql, async () => {
    await submit({ team: TEAM, user: SECOND, email: "b@example.org", key: randomUUID() });
  });
  await db.close();
  return written;
}

async function writtenBy(sql: Sql, work: () => Promise<void>): Promise<Written> {
  const before = await count(sql);
  await work();
  const after = await count(sql);
  const rows = Object.fromEntries(TABLES.map((table) => [table, Number(after[table]) - Number(before[table])]));
  const columns = {
    change_request: await filled(sql, "change_request"),
    challenge: await filled(sql, "challenge"),
  };
  return { rows, columns };
}

async function count(sql: Sql): Promise<Record<string, number>> {
  const counts = TABLES.map((table) => `(SELECT count(*)::int FROM ${table}) AS "${table}"`);
  const [row] = await sql(`SELECT ${counts.join(", ")}`);
  return Object.fromEntries(TABLES.map((table) => [table, Number(row?.[table])]));
}

/** The columns that the newest row has something in. */
async function filled(sql: Sql, table: string): Promise<string[]> {
  const [row] = await sql(`SELECT * FROM ${table} ORDER BY created_at DESC LIMIT 1`);
  return Object.keys(row ?? {}).filter((column) => row?.[column] !== null && column !== "code_hmac");
}
