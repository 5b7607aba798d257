import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Reply } from "../../src/core/conversation.ts";
import type { Ref } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { sql } from "../../src/db/sql.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { createRecord } from "../../src/domain/history/record.ts";
import { events as eventRules } from "../../src/events.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { type Company, type Member, openOrganization, wordsOf } from "./setup.ts";

describe.each(databases)("the history, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    ada = await company.member("Ada", ["Admin"]);
    grace = await company.member("Grace", ["Admin"]);
    await db.sql(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'no space left on device'; END $$`);
  });
  afterAll(() => db.close());

  const somebody = () => `person${++people}@acme.example`;
  const TABLES = ["change_request", "review", "member", "identity", "invitation", "role_grant", "audit_head", "queued"];
  const all = async () =>
    JSON.stringify(await Promise.all(TABLES.map((table) => company.rows(table, "ORDER BY 1, 2, 3"))));

  /** As it is when the history can't be written. */
  async function withoutHistory<T>(act: () => Promise<T>): Promise<T> {
    await db.sql("CREATE TRIGGER full_disk BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION full_disk()");
    return act().finally(() => db.sql("DROP TRIGGER full_disk ON audit_entry"));
  }

  type Prepared = { act: () => Promise<Reply>; worked: string };
  const invitation = () => ({ email: somebody(), roles: [company.roles.get("Finance") ?? ""], access: "all" });
  const deeds: [string, () => Promise<Prepared>][] = [
    [
      "asking",
      async () => {
        const values = invitation();
        return { act: () => ada.submits("invitation.create", values), worked: "Confirm it's you" };
      },
    ],
    [
      "confirming with a code",
      async () => {
        const ref = await company.asks(ada, somebody());
        const code = (await company.code("request.verify", ref.id)) ?? "";
        return { act: () => ada.submits("request.verify", { code }, { ref }), worked: "sent for approval to" };
      },
    ],
    ["approving", async () => reviewing("approve", "Approved and done")],
    ["denying", async () => reviewing("deny", "Denied. Nothing was changed")],
    [
      "withdrawing",
      async () => {
        const ref = await company.waiting(ada, somebody());
        return { act: () => ada.submits("request.withdraw", {}, { ref }), worked: "Withdrawn by the requester" };
      },
    ],
    [
      "connecting a chat account",
      async () => {
        const member = await company.member(`Late${++people}`);
        await db.sql("DELETE FROM identity WHERE member_id = $1", [member.id]);
        await member.submits("identity.link", { email: member.email });
        const code = (await company.code("identity.confirm", company.id)) ?? "";
        const ref: Ref = { id: company.id, version: 1 };
        return { act: () => member.submits("identity.confirm", { code }, { ref }), worked: "You are connected" };
      },
    ],
  ];

  async function reviewing(decision: "approve" | "deny", worked: string): Promise<Prepared> {
    const ref = await company.waiting(ada, somebody());
    await grace.presses(`request.${decision}`, ref);
    const code = (await company.code(`request.${decision}`, ref.id)) ?? "";
    return { act: () => grace.submits(`request.${decision}`, { code, comment: "seen" }, { ref }), worked };
  }

  it.each(deeds)(
    "F6: %s has no effect and sends nothing when it can't be written down, and works once it can",
    async (_, prepare) => {
      const { act, worked } = await prepare();
      const before = await all();
      expect(wordsOf(await withoutHistory(act))).toContain("Something went wrong");
      expect(await all()).toBe(before);
      expect(company.faults.splice(0)).toHaveLength(1);
      expect(wordsOf(await act())).toContain(worked);
      company.clock.forward({ hours: 80 });
    },
  );

  it("F6: neither does the clock's work", async () => {
    await company.waiting(ada, somebody());
    company.clock.forward({ days: 8 });
    const before = await all();
    const work = () => tick(company.services);
    await expect(withoutHistory(work)).rejects.toThrow("no space left on device");
    expect(await all()).toBe(before);
    const expired = await company.count("request.expired");
    await work();
    expect(await company.count("request.expired")).toBeGreaterThan(expired);
  });

  it("F6: nor is anything sent that a failing queue was to take", async () => {
    const before = await all();
    const gone = createRecord(eventRules, () => sql`the_queue_is_gone()`);
    const happened = { kind: "request.denied", requestId: randomUUID(), digest: "" } as const;
    const doer = { by: null, via: "clock" } as const;
    const done = { organizationId: company.id, doer, events: [happened], writes: [], now: company.clock.now() };
    const writing = inTransaction(db, (tx) => gone(tx, done));
    await expect(writing).rejects.toThrow("the_queue_is_gone");
    expect(await all()).toBe(before);
  });

  it("F7: the database refuses to change, delete or empty it, and to forget where it ends", async () => {
    for (const statement of [
      "UPDATE audit_entry SET body = '{}' WHERE sequence = 1",
      "DELETE FROM audit_entry WHERE sequence = 1",
      "TRUNCATE audit_entry",
      "DELETE FROM audit_head",
      "TRUNCATE audit_head",
    ])
      await expect(db.sql(statement)).rejects.toThrow("the history is append-only");
  });

  it("a command that somebody was refused is a row: who, what and why, and nothing they typed", async () => {
    const clerk = await company.member("Clerk", ["Finance"]);
    const ref = await company.waiting(ada, somebody());
    const before = (await company.events()).length;
    await clerk.types("history");
    await clerk.types("invite mallory@acme.example Admin");
    await clerk.submits("invitation.create", { ...invitation(), reason: "let me in" });
    await clerk.types("members");
    await clerk.types(`member ${ada.email}`);
    await clerk.types("role Admin");
    await clerk.presses("request.approve", ref);
    await clerk.submits("request.deny", { code: "12345678", comment: "let me in" }, { ref });
    await clerk.presses("request.show", ref);
    await clerk.submits("request.withdraw", {}, { ref });
    await clerk.submits("request.verify", { code: "12345678" }, { ref });
    await ada.presses("request.approve", ref);
    const rows = (await company.events()).slice(before);
    expect(rows.map(({ kind, command, by }) => [kind, command, by === clerk.id])).toEqual([
      ["command.refused", "history.show", true],
      ["command.refused", "invitation.create", true],
      ["command.refused", "invitation.create", true],
      ["command.refused", "member.list", true],
      ["command.refused", "member.show", true],
      ["command.refused", "role.show", true],
      ["command.refused", "request.approve", true],
      ["command.refused", "request.deny", true],
      ["command.refused", "request.show", true],
      ["command.refused", "request.withdraw", true],
      ["command.refused", "request.verify", true],
      ["command.refused", "request.approve", false],
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/mallory|let me in|12345678/);
    expect(wordsOf(await ada.types("history"))).toContain(`${clerk.email} was refused: confirm a request`);
  });

  it("somebody whose membership has ended is refused everything, and that is a row as well", async () => {
    const gone = await company.member("Gone", ["Admin"]);
    await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [gone.id]);
    const refused = await company.count("command.refused");
    for (const words of ["", "help", "members", "requests", "invite"])
      expect(wordsOf(await gone.types(words))).toContain("Your membership is not active");
    expect(wordsOf(await gone.submits("identity.link", { email: gone.email }))).toContain("not active");
    expect(await company.count("command.refused")).toBe(refused + 6);
  });
});
