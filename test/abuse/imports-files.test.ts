import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/open.ts";
import { countRoundTrips } from "../../src/db/round-trips.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { prepareImportBatch } from "../../src/domain/imports/batch.ts";
import { prepareList } from "../../src/domain/imports/notifications.ts";
import { insertMember, insertRole, insertRule } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { asksFor, doesAll, doesBatch, draftIn, sendsFile, whyOf } from "./importing.ts";
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

  it("A12: who may only invite reads of nobody that they are suspended", async () => {
    company.roles.set(
      "Recruiter",
      await insertRole(db, { organizationId: company.id, name: "Recruiter", permissions: ["member:invite"] }),
    );
    const rita = await company.member("Rita", ["Recruiter"]);
    const [linus, hedy] = [await company.member("Linus", ["Operations"]), await company.member("Hedy")];
    await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [linus.id]);
    const rows = [`${linus.email},finance,all`, `${hedy.email},finance,all`];
    const reply = await sendsFile(rita, rows);
    expect(await whyOf(company, draftIn(reply).id)).toEqual(Array(2).fill("refused.member-already"));
    expect(wordsOf(reply)).not.toContain("suspended");
    expect(await whyOf(company, draftIn(await sendsFile(ada, rows)).id)).toEqual(["import.not-active", null]);
  });

  it("A12: nor of somebody who has joined and was suspended since the file was approved", async () => {
    const grace = await company.member("Grace", ["Admin"]);
    const draft = draftIn(await sendsFile(ada, ["linus@x.example,finance,all"]));
    const request = await asksFor(company, ada, draft);
    await company.reviews(grace, request);
    await insertMember(db, { organizationId: company.id, email: "linus@x.example", state: "suspended" });
    await doesAll(company, draft.id, request.id);
    expect(await whyOf(company, draft.id)).toEqual(["import.changed-since"]);
  });

  it("B13: a batch locks former members before it locks the rules, as an invitation does", async () => {
    const grace = await company.member("Grace", ["Admin"]);
    const draft = draftIn(await sendsFile(ada, ["linus@x.example,finance,all"]));
    const request = await asksFor(company, ada, draft);
    await company.reviews(grace, request);
    const said: string[] = [];
    await inTransaction(db, (tx) => {
      const listened = new Proxy(tx, {
        get(target, name) {
          const value = Reflect.get(target, name);
          if (name !== "$queryRaw") return value;
          return (sql: { sql?: string } & readonly string[], ...values: unknown[]) => {
            said.push(sql.sql ?? sql.join("?"));
            return Reflect.apply(value, target, [sql, ...values]);
          };
        },
      });
      return prepareImportBatch(company.jobContext(listened), { importId: draft.id, requestId: request.id });
    });
    const at = (words: string) => said.findIndex((statement) => statement.includes(words));
    expect(at("activated_at IS NOT NULL")).toBeGreaterThan(at("FOR NO KEY UPDATE"));
    expect(at("conflict_ground")).toBeGreaterThan(at("activated_at IS NOT NULL"));
    expect(await company.rows("invitation")).toHaveLength(1);
  });

  it("what a spreadsheet leaves below its rows is no row; a column without a name is refused", async () => {
    const draft = draftIn(await sendsFile(ada, ["a@x.example,,finance,all,", ",,,,", " , ,,,"], HEAD));
    expect(await whyOf(company, draft.id)).toEqual([null]);
    const reply = await sendsFile(ada, ["a@x.example,finance,all,"], "email,roles,accounts,");
    expect(wordsOf(reply)).toContain("Column 4 has no name, so nothing was read.");
  });

  it("where nothing is to be done, nobody is asked for approval", async () => {
    const linus = await company.member("Linus", ["Finance"]);
    for (const [row, words] of [
      ["five@x.example,fynance,all", "because every row is left out"],
      [`${linus.email},finance,all`, "so there is nothing to ask for"],
    ] as const) {
      const reply = await sendsFile(ada, [row]);
      expect(wordsOf(reply)).toContain(words);
      expect(wordsOf(await ada.types("import ask"))).toContain(words);
    }
  });

  it("what was asked for waits, and what is approved tells how far it is, wherever it is opened", async () => {
    const grace = await company.member("Grace", ["Admin"]);
    const rows = Array.from({ length: 101 }, (_, at) => `p${at}@x.example,finance,all`);
    const draft = draftIn(await sendsFile(ada, rows));
    const shown = async () => wordsOf(await ada.presses("import.show", draft));
    expect(await shown()).toContain("Nothing is changed until it is approved");
    const request = await asksFor(company, ada, draft);
    expect(await shown()).toContain("This file waits for approval");
    await company.reviews(grace, request);
    await doesBatch(company, draft.id, request.id);
    expect(await shown()).toContain("100 of 101 people so far");
    await doesAll(company, draft.id, request.id);
    expect(await shown()).toContain("Done for 101 people.");
    expect(await shown()).not.toContain("only checked");
  });

  it("a list of a file whose name is cut within a sign is sent all the same", async () => {
    const name = `${"a".repeat(59)}${"\u{20000}".repeat(9)}.csv`;
    const file = "email,roles,accounts\na@x.example,finance,all";
    const draft = draftIn(await ada.submits("import.read", { file, "file.name": name }));
    const task = await inTransaction(db, (tx) =>
      prepareList(company.jobContext(tx), { importId: draft.id, memberId: ada.id }),
    );
    const [attachment] = (task.kind === "mail" && task.mail.attachments) || [];
    expect(attachment?.name.isWellFormed()).toBe(true);
    expect(attachment?.name).toMatch(/^a{59}.*-checked\.csv$/);
  });

  it("B10: a list is sent once a minute to each member, however often it is asked for at once", async () => {
    const draft = draftIn(await sendsFile(ada, ["a@x.example,finance,all"]));
    const replies = await Promise.all([1, 2, 3].map(() => ada.presses("import.send", draft)));
    const said = replies.map(wordsOf);
    expect(said.filter((words) => words.includes("on its way"))).toHaveLength(1);
    expect(said.filter((words) => words.includes("wait a minute"))).toHaveLength(2);
    const lists = async () => (await company.jobs()).filter(({ name }) => name === "import-list").length;
    expect(await lists()).toBe(1);
    company.clock.forward({ seconds: 61 });
    expect(wordsOf(await ada.presses("import.send", draft))).toContain("on its way");
    expect(await lists()).toBe(2);
    expect(company.faults).toEqual([]);
  });
});
