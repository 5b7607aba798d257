import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/open.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { insertRole, insertRule } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { asksFor, doesAll, doesBatch, draftIn, rowsOf, sendsFile, whyOf } from "./importing.ts";
import { type Company, type Member, openOrganization, wordsOf } from "./setup.ts";

describe.each(databases)("an import of members on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;
  let count = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
  });
  beforeEach(async () => {
    count += 1;
    company = await openOrganization(db, { name: `Acme${count}`, tenant: `T${count}`, accounts: ["Berlin", "Lima"] });
    ada = await company.member("Ada", ["Admin"]);
    grace = await company.member("Grace", ["Admin"]);
  });
  afterAll(() => db.close());

  it("is one request for the whole file, and does what its rows say", async () => {
    const linus = await company.member("Linus", ["Operations"], ["Berlin"]);
    const draft = draftIn(
      await sendsFile(ada, [
        "new@x.example,finance,all",
        "two@x.example,Finance;operations,Berlin|Lima",
        `${linus.email},operations,Berlin;Lima`,
        `${grace.email},admin,all`,
        "wrong,finance,all",
        "new@x.example,finance,all",
      ]),
    );
    expect(await rowsOf(company, draft.id)).toMatchObject([
      { line: 2, verdict: "invite" },
      { line: 3, verdict: "invite" },
      { line: 4, verdict: "give" },
      { line: 5, verdict: "nothing", state: "none" },
      { line: 6, verdict: "wrong", why: "field.email" },
      { line: 7, verdict: "wrong", why: "import.doubled" },
    ]);
    const request = await asksFor(company, ada, draft);
    expect(await company.message(request, { as: "requester" })).toContain("import 3 people from people.csv");
    expect(wordsOf(await company.reviews(grace, request))).toContain("being carried out");
    expect(await company.message(request)).toContain("0 of 3 people so far");
    await doesAll(company, draft.id, request.id);
    expect(await company.message(request)).toContain("Done for 3 people.");
    expect(await company.rows("invitation")).toHaveLength(2);
    const [row] = await company.rows("change_request", `AND id = '${request.id}'`);
    expect(row).toMatchObject({ state: "applied" });
    expect(row?.closed_at).toBeTruthy();
    expect(await company.count("request.applied")).toBe(1);
    expect(await company.count("member.changed")).toBe(1);
    expect(company.faults).toEqual([]);
  });

  const people = (count: number, role = "finance", on = "all") =>
    Array.from({ length: count }, (_, at) => `p${at}@x.example,${role},${on}`);

  /** A file of so many people, approved by Grace and not begun. */
  async function approved(rows: readonly string[]) {
    const draft = draftIn(await sendsFile(ada, rows));
    const request = await asksFor(company, ada, draft);
    await company.reviews(grace, request);
    return { draft, request };
  }

  const drafts = () => company.rows("member_import");

  it.each([
    ["an unknown column", "email,roles,accounts,permissions", "There is no column “permissions”"],
    ["a column twice", "email,roles,accounts,roles", "The column roles is there twice"],
    ["a missing column", "email,accounts", "The column roles is missing"],
    ["a column hidden by what nobody sees", "email,roles,accounts,ro\u200bles", "The column roles is there twice"],
    ["no row", "email,roles,accounts", "This file has no rows"],
  ])("B10: %s is refused, and nothing is kept", async (_, head, words) => {
    const reply = await sendsFile(ada, words.includes("no rows") ? [] : ["a@x.example,finance,all,admin"], head);
    expect(wordsOf(reply)).toContain(words);
    expect(await drafts()).toEqual([]);
  });

  it("B10: a row that can't be read as CSV, and a file of too many rows, are refused as a whole", async () => {
    expect(wordsOf(await sendsFile(ada, ["a@x.example,finance,all", '"b@x.example,finance,all']))).toContain("Line 3");
    expect(wordsOf(await sendsFile(ada, people(10_001)))).toContain("more than 10,000 rows");
    expect(wordsOf(await sendsFile(ada, [`a@x.example,${"finance;".repeat(1_000)},all`]))).toContain("can't be read");
    expect(await drafts()).toEqual([]);
  });

  it("B10: each row takes the rights that it would take by itself", async () => {
    const berlin = await company.member("Barbara", ["Admin"], ["Berlin"]);
    const recruits = { name: "Recruiter", purpose: "made up", permissions: ["member:invite"] } as const;
    const roleId = await insertRole(db, { organizationId: company.id, ...recruits });
    company.roles.set("Recruiter", roleId);
    const recruiter = await company.member("Rita", ["Recruiter"]);
    const rows = [
      "one@x.example,finance,Berlin",
      "two@x.example,finance,all",
      "three@x.example,finance,Lima",
      "four@x.example,admin,Berlin",
      "five@x.example,finance,Berlin|Lima",
      `${grace.email},finance,Berlin`,
    ];
    const ofBerlin = draftIn(await sendsFile(berlin, rows));
    expect(await whyOf(company, ofBerlin.id)).toEqual([
      null,
      "refused.not-grantable",
      "import.unknown-account",
      null,
      "import.unknown-account",
      null,
    ]);
    const ofRecruiter = draftIn(await sendsFile(recruiter, rows));
    expect(await whyOf(company, ofRecruiter.id)).toEqual([
      ...[null, null, null, "refused.not-grantable", null, "refused.member-already"],
    ]);
  });

  it("B10: nobody can ask for, read, throw away or get by mail what somebody else has sent", async () => {
    const draft = draftIn(await sendsFile(ada, people(1)));
    for (const command of ["member.import", "import.discard", "import.rows", "import.send", "import.show"])
      expect(wordsOf(await grace.presses(command, draft))).toContain("There is no such file");
    for (const command of ["member.import", "import.discard"])
      expect(wordsOf(await grace.submits(command, {}, { ref: draft }))).toContain("There is no such file");
    expect(await company.count("command.refused")).toBe(7);
    await asksFor(company, ada, draft);
    // Who decides about it may read it, and nothing else.
    expect(wordsOf(await grace.presses("import.rows", draft))).toContain("Will be invited as Finance");
    expect(wordsOf(await grace.presses("import.discard", draft))).toContain("There is no such file");
    const linus = await company.member("Linus", ["Operations"]);
    expect(wordsOf(await linus.presses("import.rows", draft))).toContain("There is no such file");
  });

  it("B10: rows that were changed after they were signed are not applied, and not even in the middle", async () => {
    const { draft, request } = await approved(people(150));
    const change = "UPDATE import_row SET email = 'mallory@x.example' WHERE import_id = $1 AND line = 140";
    await expect(db.sql(change, [draft.id])).rejects.toThrow("is not changed");
    await doesBatch(company, draft.id, request.id);
    await db.sql("ALTER TABLE import_row DISABLE TRIGGER import_row_content_stays");
    await db.sql(change, [draft.id]);
    await db.sql("ALTER TABLE import_row ENABLE TRIGGER import_row_content_stays");
    await doesAll(company, draft.id, request.id);
    expect(await company.rows("invitation")).toHaveLength(100);
    expect((await whyOf(company, draft.id)).filter((why) => why === "refused.content-changed")).toHaveLength(50);

    company.clock.forward({ hours: 2 });
    const other = draftIn(await sendsFile(ada, ["late@x.example,finance,all"]));
    const asked = await asksFor(company, ada, other);
    await db.sql("ALTER TABLE import_row DISABLE TRIGGER import_row_content_stays");
    await db.sql("UPDATE import_row SET email = 'mallory@x.example' WHERE import_id = $1", [other.id]);
    await db.sql("ALTER TABLE import_row ENABLE TRIGGER import_row_content_stays");
    expect(wordsOf(await company.reviews(grace, asked))).toContain("was changed after it was signed");
    expect(await company.rows("invitation", "AND email LIKE 'mallory%'")).toEqual([]);
  });

  it("B10: each row is judged again when its turn comes, and harms no other", async () => {
    const linus = await company.member("Linus", ["Operations"], ["Berlin"]);
    const { draft, request } = await approved([
      "one@x.example,finance,all",
      "two@x.example,finance,Lima",
      "three@x.example,developer,Berlin",
      `${linus.email},finance,Berlin`,
      "five@x.example,operations,all",
    ]);
    await db.sql("UPDATE merchant_account SET closed_at = now() WHERE id = $1", [company.accountIds.get("Lima")]);
    await db.sql(
      "INSERT INTO member (id, organization_id, email, state, created_at) VALUES (gen_random_uuid(), $1, 'one@x.example', 'invited', now())",
      [company.id],
    );
    await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [linus.id]);
    await doesAll(company, draft.id, request.id);
    expect(await whyOf(company, draft.id)).toEqual([
      ...["refused.invited-already", "refused.account-closed", null, "import.not-active", null],
    ]);
    expect(await company.message(request)).toContain("Done for 2 people. Left out: 3 rows");
  });

  it("B13: what must not meet does not meet by a file, nor by one that was approved before there was the rule", async () => {
    const linus = await company.member("Linus", ["Operations"], ["Berlin"]);
    const sides = ["Operations", "Finance"].map((name) => company.roles.get(name) ?? "");
    const [one = "", other = ""] = sides;
    await insertRule(db, { organizationId: company.id, sides: [one, other] });
    const rows = [
      `${linus.email},finance,Berlin`,
      `new@x.example,"finance, operations",all`,
      `${linus.email},finance,Lima`,
    ];
    for (const [at, row] of rows.entries()) {
      const draft = draftIn(await sendsFile(ada, [row]));
      expect(await whyOf(company, draft.id)).toEqual([at === 2 ? null : "refused.sides-meet"]);
    }
    await db.sql("DELETE FROM conflict_rule WHERE organization_id = $1", [company.id]);
    const { draft, request } = await approved([`${linus.email},finance,Berlin`, "other@x.example,finance,all"]);
    await insertRule(db, { organizationId: company.id, sides: [one, other] });
    await doesAll(company, draft.id, request.id);
    expect(await whyOf(company, draft.id)).toEqual(["refused.sides-meet", null]);
  });

  it.each([
    ["the requester", () => ada, "import.requester-may-not"],
    ["who approved it", () => grace, "import.approvers-may-not"],
  ])("B10: once %s may not any more, nothing more is done", async (_, who, why) => {
    const { draft, request } = await approved(people(120));
    await doesBatch(company, draft.id, request.id);
    await db.sql("DELETE FROM role_grant WHERE member_id = $1", [who().id]);
    await doesAll(company, draft.id, request.id);
    expect(await company.rows("invitation")).toHaveLength(100);
    expect((await whyOf(company, draft.id)).filter(Boolean)).toEqual(Array(20).fill(why));
  });

  it("B10: who gets something from a file does not approve it, also if they may approve only since", async () => {
    await company.member("Barbara", ["Admin"]);
    const linus = await company.member("Linus", ["Operations"]);
    const draft = draftIn(
      await sendsFile(ada, [`${grace.email},finance,all`, `${linus.email},finance,all`, ...people(1)]),
    );
    const request = await asksFor(company, ada, draft);
    expect(wordsOf(await company.reviews(grace, request))).toContain("This concerns you");
    await company.grant(linus.id, "Admin");
    expect(wordsOf(await company.reviews(linus, request))).toContain("being carried out");
    await doesAll(company, draft.id, request.id);
    expect(await whyOf(company, draft.id)).toEqual([null, "import.approvers-may-not", null]);
  });

  it("F1: what stops a batch, and however often it is done, no row is done twice and none is left behind", async () => {
    const { draft, request } = await approved(people(250));
    const record = company.services.record;
    company.services.record = async (...parts) => {
      await record(...parts);
      throw new Error("killed");
    };
    for (let at = 0; at < 2; at += 1) await expect(doesBatch(company, draft.id, request.id)).rejects.toThrow("killed");
    company.services.record = record;
    expect(await company.rows("invitation")).toEqual([]);
    await Promise.all([1, 2, 3, 4].map(() => doesBatch(company, draft.id, request.id)));
    await doesBatch(company, draft.id, request.id);
    expect(await company.rows("invitation")).toHaveLength(250);
    expect(await company.count("invitation.created")).toBe(250);
    expect(await company.count("request.applied")).toBe(1);
    expect(await company.rows("import_row", "AND state <> 'done'")).toEqual([]);
  });

  it("what is being carried out is ended by nobody, and no clock", async () => {
    const { draft, request } = await approved(people(101));
    const ref = await company.current(request.id);
    expect(wordsOf(await ada.submits("request.withdraw", {}, { ref }))).toContain("being carried out");
    expect(wordsOf(await company.reviews(grace, ref, "deny"))).toContain("being carried out");
    company.clock.forward({ hours: 24 * 10 });
    await tick(company.services);
    const [row] = await company.rows("change_request", `AND id = '${request.id}'`);
    expect(row).toMatchObject({ state: "applying", closed_at: null });
    await doesAll(company, draft.id, request.id);
    expect(await company.rows("invitation")).toHaveLength(101);
  });

  it("F1: one whose job was given up goes on by the clock, once in half an hour", async () => {
    const { draft, request } = await approved(people(250));
    await doesBatch(company, draft.id, request.id);
    const queued = async () => (await company.jobs()).filter(({ name }) => name === "import-batch").length;
    const before = await queued();
    const later = async (minutes: number) => {
      company.clock.forward({ minutes });
      await tick(company.services);
      return (await queued()) - before;
    };
    expect(await later(29)).toBe(0);
    expect(await later(2)).toBe(1);
    expect(await later(2)).toBe(1);
    await doesBatch(company, draft.id, request.id);
    expect(await later(29)).toBe(2);
    await doesAll(company, draft.id, request.id);
    expect(await later(60)).toBe(2);
    expect(await company.rows("invitation")).toHaveLength(250);
    expect(company.faults).toEqual([]);
  });

  it("is read once, however often the form is sent, and a newer file takes the place of an older draft", async () => {
    const values = { file: `email,roles,accounts\n${people(2).join("\n")}`, "file.name": "people.csv" };
    const replies = await Promise.all([1, 2, 3].map(() => ada.submits("import.read", values, { key: `same${count}` })));
    expect(new Set(replies.map((reply) => draftIn(reply).id)).size).toBe(1);
    expect(await drafts()).toHaveLength(1);
    await sendsFile(ada, people(1));
    expect(await drafts()).toHaveLength(1);
    expect(await company.rows("import_row")).toHaveLength(1);
  });

  it("is forgotten after a day, unless somebody is asked to approve it; its rows thirty days after it is done", async () => {
    await sendsFile(grace, people(1));
    const { draft, request } = await approved(people(1));
    await doesAll(company, draft.id, request.id);
    company.clock.forward({ hours: 2 });
    const asked = draftIn(await sendsFile(ada, ["other@x.example,finance,all"]));
    await asksFor(company, ada, asked);
    company.clock.forward({ hours: 25 });
    await tick(company.services);
    expect((await drafts()).map(({ id }) => id).sort()).toEqual([draft.id, asked.id].sort());
    company.clock.forward({ hours: 24 * 30 });
    await tick(company.services);
    await tick(company.services);
    expect((await drafts()).map(({ id }) => id)).toEqual([draft.id]);
    expect(await company.rows("import_row")).toEqual([]);
    expect(await company.message(request)).toContain("Done for 1 person.");
  });

  it("a row that can't be read is kept as far as there is room, and never half of a sign", async () => {
    const long = `a${"👩".repeat(200)}`;
    const draft = draftIn(await sendsFile(ada, [`${long},${long},finance,all`], "email,name,roles,accounts"));
    const [row] = await company.rows("import_row", `AND import_id = '${draft.id}'`);
    expect([String(row?.email).length, String(row?.name).length]).toEqual([254, 80]);
    expect(company.faults).toEqual([]);
  });

  it("B10: whatever is in a file, each row is judged or the file refused, and nothing breaks", async () => {
    const cell = fc.oneof(
      fc.constantFrom(
        "finance",
        "all",
        "Berlin",
        "a@x.example",
        "admin|finance",
        "2027-01-31",
        "9999-12-31",
        "0026-12-31",
        '"',
        ";",
        "=1+1",
      ),
      fc.string({ unit: "grapheme", maxLength: 20 }).filter((value) => !value.includes("\0")),
    );
    const file = fc.array(fc.array(cell, { maxLength: 6 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(file, async (rows) => {
        const sent = rows.map((cells) => cells.join(","));
        const reply = await sendsFile(ada, sent, "email,name,roles,accounts,until");
        if (reply.kind === "card") {
          const kept = await company.rows("import_row", "ORDER BY line");
          const lines = kept.map(({ line }) => Number(line));
          expect(new Set(lines).size).toBe(lines.length);
          expect(kept.length).toBeGreaterThan(0);
          for (const { gives, verdict } of kept)
            expect(verdict === "wrong" || verdict === "nothing").toBe((gives as unknown[]).length === 0);
        }
        expect(company.faults).toEqual([]);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
