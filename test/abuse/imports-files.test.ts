import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/open.ts";
import { countRoundTrips } from "../../src/db/round-trips.ts";
import { insertRule } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { draftIn, sendsFile, whyOf } from "./importing.ts";
import { type Company, type Member, openOrganization, wordsOf } from "./setup.ts";

describe.each(databases)("what is in the file of an import, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let count = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
  });
  beforeEach(async () => {
    count += 1;
    company = await openOrganization(db, { name: `Acme${count}`, tenant: `T${count}`, accounts: ["Berlin", "Lima"] });
    ada = await company.member("Ada", ["Admin"]);
  });
  afterAll(() => db.close());

  const HEAD = "email,name,roles,accounts,until";

  it("B10: a day that no database knows spoils its own row alone", async () => {
    const days = ["9999-12-31", "0026-12-31", "0000-06-01", "2020-01-01", "2099-01-01"];
    const rows = days.map((day, at) => `p${at}@x.example,,finance,all,${day}`);
    const draft = draftIn(await sendsFile(ada, [...rows, "fine@x.example,,finance,all,"], HEAD));
    const [far, over] = ["refused.end-is-far", "refused.end-is-over"];
    expect(await whyOf(company, draft.id)).toEqual([far, over, over, over, far, null]);
    const kept = await company.rows("import_row", "AND verdict = 'wrong' AND until IS NOT NULL");
    expect(kept).toEqual([]);
    expect(company.faults).toEqual([]);
  });

  it.each([
    ["9999-12-31", "ends within a year"],
    ["0026-12-31", "already over"],
    ["0000-06-01", "already over"],
  ])("B10: such a day in a form in the chat is answered with a sentence: %s", async (day, words) => {
    const linus = await company.member("Linus", ["Operations"]);
    const roles = [company.roles.get("Finance") ?? ""];
    const values = { roles, access: "all", ends: "day", day, reason: "Needed" };
    const given = await ada.submits("grant.give", values, { ref: { id: linus.id, version: 1 } });
    const asked = await linus.submits("grant.ask", values);
    for (const reply of [given, asked]) expect(wordsOf(reply)).toContain(words);
    expect(company.faults).toEqual([]);
  });

  it.each([
    ["on accounts that the file names", "Berlin"],
    ["on accounts that only members hold", "all"],
  ])("B13: a rule refuses many members %s without a question for each", async (_, on) => {
    const sides = [company.roles.get("Operations") ?? "", company.roles.get("Finance") ?? ""] as const;
    await insertRule(db, { organizationId: company.id, sides });
    const people: Member[] = [];
    for (let at = 0; at < 30; at += 1) people.push(await company.member(`P${at}`, ["Operations"], ["Berlin"]));
    const asked = async (some: readonly Member[]) => {
      const rows = some.map(({ email }) => `${email},finance,${on}`);
      const { value, count: trips } = await countRoundTrips(() => sendsFile(ada, rows));
      expect(await whyOf(company, draftIn(value).id)).toEqual(some.map(() => "refused.sides-meet"));
      expect(wordsOf(value)).toContain("Berlin");
      return trips;
    };
    // The first time, it is also noted that she was here.
    await asked(people.slice(0, 1));
    expect(await asked(people)).toBe(await asked(people.slice(0, 2)));
  });
});
