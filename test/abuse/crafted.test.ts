import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { commands, nameOf } from "../../src/commands.ts";
import type { Ref } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { atOnce, type Company, type Member, openOrganization, wordsOf } from "./setup.ts";

describe.each(databases)("the same again, made up, or far too often, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;
  let edsger: Member;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    ada = await company.member("Ada", ["Admin"]);
    grace = await company.member("Grace", ["Admin"]);
    edsger = await company.member("Edsger", ["Admin"]);
  });
  afterAll(() => db.close());
  // Limits are by the day. No test may end in something nobody expected.
  afterEach(() => {
    company.clock.forward({ hours: 80 });
    expect(company.faults.splice(0)).toEqual([]);
  });

  const somebody = () => `person${++people}@acme.example`;
  const stateOf = async ({ id }: Ref) => {
    const [row] = await db.sql("SELECT state FROM change_request WHERE id = $1", [id]);
    return row?.state;
  };
  const invited = async (email: string) =>
    (await company.rows("invitation")).filter((one) => one.email === email).length;
  describe("A4: once is once", () => {
    it("A4: fifty times the same approval at once is one approval, one effect, one set of messages", async () => {
      const email = somebody();
      const ref = await company.waiting(ada, email);
      await grace.presses("request.approve", ref);
      const code = (await company.code("request.approve", ref.id)) ?? "";
      const [jobs, events] = [await company.jobs(), await company.events()];
      const replies = await atOnce(50, () => grace.submits("request.approve", { code }, { ref }));
      expect(replies.some((reply) => wordsOf(reply).includes("Approved and done."))).toBe(true);
      expect(await invited(email)).toBe(1);
      const happened = (await company.events()).slice(events.length).map((event) => event.kind);
      expect(happened).toEqual(["request.approved", "invitation.created", "request.applied"]);
      // Who came too late has the message drawn again, which may be asked for any number of times.
      const queued = (await company.jobs()).slice(jobs.length).map((job) => job.name);
      expect(queued.filter((name) => name !== "refresh").sort()).toEqual(["activation", "homes", "homes", "outcome"]);
    });

    it("A4: several approvers at once, where one is enough, apply it once", async () => {
      const email = somebody();
      const ref = await company.waiting(ada, email);
      const codes = await Promise.all(
        [grace, edsger].map(async (who) => {
          await who.presses("request.approve", ref);
          return (await company.code("request.approve", ref.id, `member:${who.id}`)) ?? "";
        }),
      );
      const applied = await company.count("request.applied");
      await Promise.all(
        [grace, edsger].map((who, at) => who.submits("request.approve", { code: codes[at] ?? "" }, { ref })),
      );
      expect(await invited(email)).toBe(1);
      expect(await company.count("request.applied")).toBe(applied + 1);
      expect((await company.rows("review")).filter((review) => review.request_id === ref.id)).toHaveLength(1);
    });

    it("A4: of two people who ask for the same person at once, among others, one is refused", async () => {
      for (let round = 0; round < 10; round += 1) {
        const both = somebody();
        const roles = [company.roles.get("Operations") ?? ""];
        const asks = (who: Member, other: string) =>
          who.submits("invitation.create", { email: `${other}, ${both}`, roles, access: "all" });
        await Promise.all([asks(ada, somebody()), asks(edsger, somebody())]);
        const about = (await company.rows("change_request")).filter(({ subject }) => String(subject).includes(both));
        expect(about).toHaveLength(1);
        company.clock.forward({ hours: 80 });
      }
    });

    it("A4: fifty times the same form at once is one request and one code", async () => {
      const email = somebody();
      const before = (await company.jobs()).length;
      const key = randomUUID();
      const refs = await atOnce(50, () => company.asks(ada, email, { key }));
      expect(new Set(refs.map(({ id }) => id)).size).toBe(1);
      expect((await company.jobs()).slice(before).map((job) => job.name)).toEqual(["homes", "show", "code"]);
    });

    it("A4: approving and denying at once, only one of them happens", async () => {
      const email = somebody();
      const ref = await company.waiting(ada, email);
      await grace.presses("request.approve", ref);
      await edsger.presses("request.deny", ref);
      const [yes, no] = [await company.code("request.approve", ref.id), await company.code("request.deny", ref.id)];
      await Promise.all([
        grace.submits("request.approve", { code: yes ?? "" }, { ref }),
        edsger.submits("request.deny", { code: no ?? "", comment: "No" }, { ref }),
        ada.submits("request.withdraw", {}, { ref }),
      ]);
      const state = String(await stateOf(ref));
      expect(["applied", "denied", "withdrawn"]).toContain(state);
      expect(await invited(email)).toBe(state === "applied" ? 1 : 0);
      const ends = (await company.events()).filter(
        (event) => event.requestId === ref.id && /applied|denied|withdrawn/.test(String(event.kind)),
      );
      expect(ends).toHaveLength(1);
    });
  });

  describe("A9: what a client sends back is only a name", () => {
    it("A9: no change to a form's command, ref, key or values does more than the form itself, or breaks anything", async () => {
      const [email, other] = [somebody(), somebody()];
      const ref = await company.waiting(ada, email);
      const otherRef = await company.waiting(edsger, other);
      await grace.presses("request.approve", ref);
      const code = async () => (await company.code("request.approve", ref.id)) ?? "";
      const values = { code: await code(), comment: "fine" };
      const before = await company.rows("change_request", "ORDER BY number");
      // To deny takes a reason and no code, and Grace may: that is not more than she can do.
      const may = ["request.approve", "request.deny"];
      const names = commands.map(nameOf).filter((name) => !may.includes(name));
      const refs: unknown[] = [
        ...[undefined, otherRef, { ...ref, version: ref.version + 1 }, { ...ref, version: ref.version - 1 }],
        ...[Number.NaN, -1, 1.5, 2 ** 31, 2 ** 53, Number.POSITIVE_INFINITY].map((version) => ({ ...ref, version })),
        ...["", "1", ref.id.toUpperCase(), `${ref.id}'--`, randomUUID(), company.id, "\0", "\ud800"].map((id) => ({
          ...ref,
          id,
        })),
      ];
      const replies = [
        ...(await Promise.all(["", "__proto__", "request.apply"].map((name) => grace.submits(name, values, { ref })))),
        ...(await Promise.all(names.map((name) => grace.submits(name, values, { ref })))),
        ...(await Promise.all(refs.map((one) => grace.submits("request.approve", values, { ref: one as Ref })))),
      ];
      for (const reply of replies) expect(wordsOf(reply)).not.toMatch(/Approved and done|Something went wrong|^$/);
      expect(await company.rows("change_request", "ORDER BY number")).toEqual(before);
      const extra = {
        requesterId: edsger.id,
        version: "9",
        roles: [company.roles.get("Admin") ?? ""],
        email: "m@evil.example",
      };
      // The tries above were counted: by now the code is dead and waits half an hour.
      company.clock.forward({ hours: 1 });
      await grace.presses("request.approve", ref);
      const done = await grace.submits("request.approve", { ...values, ...extra, code: await code() }, { ref });
      expect(wordsOf(done)).toContain("Approved and done.");
      expect([await invited(email), await invited(other), await invited("m@evil.example")]).toEqual([1, 0, 0]);
    });

    it("A9: what no database can hold is refused, wherever it is", async () => {
      const email = somebody();
      const values = { email, roles: [company.roles.get("Finance") ?? ""], access: "all" };
      const ref = await company.waiting(edsger, somebody());
      await grace.presses("request.deny", ref);
      const code = (await company.code("request.deny", ref.id)) ?? "";
      for (const odd of ["a\0b", "\ud800", "x\udc00y"]) {
        const replies = [
          await ada.submits("invitation.create", { ...values, reason: odd }),
          await ada.submits("invitation.create", { ...values, accounts: [odd] }),
          await ada.submits("invitation.create", values, { key: odd }),
          await ada.presses("invitation.create", undefined, { reason: odd }),
          await grace.submits("request.deny", { code, comment: odd }, { ref }),
          await ada.presses("member.list", undefined, { after: odd }),
          await ada.presses("member.show", undefined, { member: `<@${odd}>` }),
          await ada.presses("request.show", { id: odd, version: 1 }),
          await ada.types(`invite ${odd}`),
          await ada.types(`role ${odd}`),
          await ada.writes(odd),
        ];
        for (const reply of replies) expect(wordsOf(reply)).toMatch(/can't be read|an older version/);
      }
      expect(wordsOf(await ada.submits("invitation.create", { ...values, reason: "emoji 😀 and \\u0000" }))).toContain(
        "Confirm",
      );
    });

    it("A9: a page that begins nowhere, or behind what is no address and no time, is a page", async () => {
      const values = [
        { words: ["a", "b"], at: "zzz", after: ["x"] },
        { after: "'; DROP TABLE member; --", at: "\u{10ffff}" },
        { since: "yesterday", behind: "somebody", asked: "request:approve", after: "%" },
        { since: "2026-01-01T00:00:00.000Z", behind: "' OR true", asked: ["request:approve"], page: "-1" },
        { since: "9".repeat(400), member: ada.email, page: "9999" },
      ];
      for (const command of ["member.list", "member.dormant", "member.whocan", "member.show"])
        for (const one of values)
          expect(wordsOf(await ada.presses(command, undefined, one))).not.toContain("Something went wrong");
      const linus = await company.member("Linus of finance", ["Finance"]);
      for (const command of ["member.list", "member.dormant", "member.whocan"])
        expect(wordsOf(await linus.presses(command, undefined, { asked: "request:approve" }))).toContain(
          "You need the permission to manage members",
        );
    });

    it("A9: a form's key that is somebody else's, or one's own of yesterday, is refused and shows nothing of theirs", async () => {
      const key = randomUUID();
      const email = somebody();
      const own = await company.asks(edsger, email, { key });
      const values = { email: somebody(), roles: [company.roles.get("Finance") ?? ""], access: "all" };
      const theirs = wordsOf(await ada.submits("invitation.create", values, { key }));
      const same = wordsOf(await ada.submits("invitation.create", { ...values, email }, { key }));
      expect(same).toContain("asks for the same and is still open");
      await edsger.submits("request.withdraw", {}, { ref: own });
      company.clock.forward({ hours: 25 });
      const old = wordsOf(await edsger.submits("invitation.create", values, { key }));
      for (const said of [theirs, old]) {
        expect(said).toContain("This has changed since you saw it.");
        expect(said).not.toContain("Something went wrong");
        expect(said).not.toContain(email);
      }
    });
  });

  describe("A11: approvers are not worn out", () => {
    it("A11: the fifty-first open request is refused, and so is one about the same thing", async () => {
      const asker = await company.member("Asker of many", ["Admin"]);
      const first = somebody();
      await company.waiting(asker, first);
      const again = { email: first, roles: [company.roles.get("Finance") ?? ""], access: "all" };
      expect(wordsOf(await asker.submits("invitation.create", again))).toContain("asks for the same and is still open");
      expect(wordsOf(await grace.submits("invitation.create", again))).toContain("asks for the same and is still open");
      // Each was proved, so no limit on codes stops them.
      for (let at = 1; at < 50; at += 1) await company.waiting(asker, somebody());
      const sent = await asker.submits("invitation.create", { ...again, email: somebody() });
      expect(wordsOf(sent)).toContain("You already have 50 open requests.");
    });

    it("A11: what is not proved reaches nobody, and is five an hour and twenty a day, however quickly taken back", async () => {
      const asker = await company.member("Asker of all day", ["Admin"]);
      const values = { roles: [company.roles.get("Finance") ?? ""], access: "all" };
      const asks = () => asker.submits("invitation.create", { ...values, email: somebody() });
      for (let hour = 0; hour < 4; hour += 1) {
        for (let at = 0; at < 5; at += 1)
          await asker.submits("request.withdraw", {}, { ref: await company.asks(asker, somebody()) });
        expect(wordsOf(await asks())).toContain("5 codes were sent to you within an hour and not used");
        company.clock.forward({ minutes: 61 });
      }
      expect(wordsOf(await asks())).toContain("20 codes were sent to you within a day and not used");
    });

    it("A11: thirty different requests at once are five at most", async () => {
      const asker = await company.member("Asker in a hurry", ["Admin"]);
      const values = { roles: [company.roles.get("Finance") ?? ""], access: "all" };
      await atOnce(30, () => asker.submits("invitation.create", { ...values, email: somebody() }));
      const open = (await company.rows("change_request")).filter((one) => one.requester_id === asker.id);
      expect(open.length).toBeLessThanOrEqual(5);
      expect(open.length).toBeGreaterThan(0);
    });
  });
});
