import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ref, Reply } from "../../src/core/conversation.ts";
import type { Database } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { record } from "../../src/domain/history/record.ts";
import { tick } from "../../src/pipeline/scheduled-jobs.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { type House, type Member, openHouse, wordsOf } from "./setup.ts";

describe.each(databases)("the history, on $kind", ({ kind }) => {
  let db: Database;
  let house: House;
  let ada: Member;
  let grace: Member;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    house = await openHouse(db);
    ada = await house.member("Ada", ["Admin"]);
    grace = await house.member("Grace", ["Admin"]);
    await db.sql(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'no space left on device'; END $$`);
  });
  afterAll(() => db.close());

  const somebody = () => `person${++people}@acme.example`;
  const TABLES = ["change_request", "review", "member", "identity", "invitation", "role_grant", "audit_head", "queued"];
  const all = async () =>
    JSON.stringify(await Promise.all(TABLES.map((table) => house.rows(table, "ORDER BY 1, 2, 3"))));

  /** As it is when the history can't be written. */
  async function withoutHistory<T>(act: () => Promise<T>): Promise<T> {
    await db.sql("CREATE TRIGGER full_disk BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION full_disk()");
    return act().finally(() => db.sql("DROP TRIGGER full_disk ON audit_entry"));
  }

  type Prepared = { act: () => Promise<Reply>; worked: string };
  const invitation = () => ({ email: somebody(), roles: [house.roles.get("Finance") ?? ""], access: "all" });
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
        const ref = await house.asks(ada, somebody());
        const code = (await house.code("request.verify", ref.id)) ?? "";
        return { act: () => ada.submits("request.verify", { code }, { ref }), worked: "Waiting for 1 approval" };
      },
    ],
    ["approving", async () => reviewing("approve", "Approved and done")],
    ["denying", async () => reviewing("deny", "Denied. Nothing was changed")],
    [
      "withdrawing",
      async () => {
        const ref = await house.waiting(ada, somebody());
        return { act: () => ada.submits("request.withdraw", {}, { ref }), worked: "Withdrawn by the requester" };
      },
    ],
    [
      "connecting a chat account",
      async () => {
        const member = await house.member(`Late${++people}`);
        await db.sql("DELETE FROM identity WHERE member_id = $1", [member.id]);
        await member.submits("identity.link", { email: member.email });
        const code = (await house.code("identity.confirm", house.id)) ?? "";
        const ref: Ref = { id: house.id, version: 1 };
        return { act: () => member.submits("identity.confirm", { code }, { ref }), worked: "You are connected" };
      },
    ],
  ];

  async function reviewing(decision: "approve" | "deny", worked: string): Promise<Prepared> {
    const ref = await house.waiting(ada, somebody());
    await grace.presses(`request.${decision}`, ref);
    const code = (await house.code(`request.${decision}`, ref.id)) ?? "";
    return { act: () => grace.submits(`request.${decision}`, { code, comment: "seen" }, { ref }), worked };
  }

  it.each(deeds)(
    "F6: %s has no effect and sends nothing when it can't be written down, and works once it can",
    async (_, prepare) => {
      const { act, worked } = await prepare();
      const before = await all();
      expect(wordsOf(await withoutHistory(act))).toContain("Something went wrong");
      expect(await all()).toBe(before);
      expect(house.faults.splice(0)).toHaveLength(1);
      expect(wordsOf(await act())).toContain(worked);
      house.clock.forward({ hours: 80 });
    },
  );

  it("F6: neither does the clock's work", async () => {
    await house.waiting(ada, somebody());
    house.clock.forward({ days: 8 });
    const before = await all();
    const work = () => tick({ db, book: house.book, now: house.clock.now });
    await expect(withoutHistory(work)).rejects.toThrow("no space left on device");
    expect(await all()).toBe(before);
    const expired = await house.count("request.expired");
    await work();
    expect(await house.count("request.expired")).toBeGreaterThan(expired);
  });

  it("F6: nor is anything sent that a failing queue was to take", async () => {
    const before = await all();
    const enqueue = () => Promise.reject(new Error("the queue is gone"));
    const happened = { kind: "request.denied", requestId: randomUUID(), digest: "" } as const;
    const writing = inTransaction(db, (tx) =>
      record(tx, { ...house.book, enqueue }, { by: null, via: "clock" }, [happened], house.clock.now()),
    );
    await expect(writing).rejects.toThrow("the queue is gone");
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
    const clerk = await house.member("Clerk", ["Finance"]);
    const ref = await house.waiting(ada, somebody());
    const before = (await house.events()).length;
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
    const rows = (await house.events()).slice(before);
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
    expect(wordsOf(await ada.types("history"))).toContain(`${clerk.email} was refused request.verify`);
  });

  it("somebody whose membership has ended is refused everything, and that is a row as well", async () => {
    const gone = await house.member("Gone", ["Admin"]);
    await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [gone.id]);
    const refused = await house.count("command.refused");
    for (const words of ["", "help", "members", "requests", "invite"])
      expect(wordsOf(await gone.types(words))).toContain("Your membership is not active");
    expect(wordsOf(await gone.submits("identity.link", { email: gone.email }))).toContain("not active");
    expect(await house.count("command.refused")).toBe(refused + 6);
  });
});
