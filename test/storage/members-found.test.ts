import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/open.ts";
import { databases, freshDatabase } from "../harness/database.ts";

const MANY = 1_050;
const EVERYBODY = { words: [] as string[], states: ["active", "invited", "suspended"], needs: [] as object[] };

describe.each(databases)("finding among more members than are looked at, on $kind", ({ kind }) => {
  let db: Database;
  const organizationId = randomUUID();

  beforeAll(async () => {
    db = await freshDatabase(kind);
    await db.sql("INSERT INTO organization (id, name, created_at) VALUES ($1, 'Acme', now())", [organizationId]);
    await bulk(organizationId, MANY);
  });
  afterAll(() => db.close());

  /** Each of them is found by the word "alpha" twice: in the address and in the name. */
  async function bulk(organization: string, to: number): Promise<void> {
    for (let from = 1; from <= to; from += 350)
      await db.sql(
        `INSERT INTO member (id, organization_id, email, name, state, created_at)
         SELECT gen_random_uuid(), $1, 'alpha' || n || '@acme.test', 'Alpha', 'invited', now()
         FROM generate_series($2::int, $2::int + 349) AS n`,
        [organization, from],
      );
  }

  type Place = { at: string; email: string };
  type Page = { found: (Place & { member: { id: string } })[]; looked: Place | null };
  async function find(wanted: object, behind: object = {}, most = 11): Promise<Page> {
    const [row] = await db.sql("SELECT members_found($1, $2::jsonb, $3::jsonb, $4, now()) AS page", [
      ...[organizationId, JSON.stringify({ ...EVERYBODY, ...wanted }), JSON.stringify(behind), most],
    ]);
    return row?.page as Page;
  }

  async function everyPage(wanted: object): Promise<string[]> {
    const emails: string[] = [];
    for (let behind: object = {}; ; ) {
      const { found, looked } = await find(wanted, behind, 200);
      emails.push(...found.map(({ email }) => email));
      const last = found.length === 200 ? found.at(-1) : looked;
      if (!last) return emails;
      behind = { at: last.at, email: last.email };
    }
  }

  it.each([[["alpha"]], [[]]])("for %j, everybody is on one page, once", async (words) => {
    const emails = await everyPage({ words });
    expect(emails).toHaveLength(MANY);
    expect(new Set(emails).size).toBe(MANY);
  });

  it("looks at a thousand, and says how far that was", async () => {
    const role = { roles: [randomUUID()], account: null };
    // Nobody holds the role: that is known without looking at anybody.
    expect(await find({ needs: [role] })).toEqual({ found: [], looked: null });
    const page = await find({ words: ["alpha"], states: ["active"] });
    expect(page).toMatchObject({ found: [], looked: { at: "alpha" } });
    expect(await find({ words: ["alpha"], states: ["suspended"] })).toEqual({ found: [], looked: null });
  });

  it("finds nobody of another organization", async () => {
    const other = randomUUID();
    await db.sql("INSERT INTO organization (id, name, created_at) VALUES ($1, 'Other', now())", [other]);
    await bulk(other, 1);
    await db.sql("UPDATE member SET name = 'Omega' WHERE organization_id = $1", [other]);
    for (const words of [["omega"], ["omega", "alpha"]])
      expect(await find({ words })).toEqual({ found: [], looked: null });
    expect(await everyPage({})).toHaveLength(MANY);
  });
});
