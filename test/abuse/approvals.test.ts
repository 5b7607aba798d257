import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ANYBODY } from "../../src/core/reader.ts";
import type { Ref } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { predefinedRoles } from "../../src/domain/access/role.ts";
import { digestOf, shortDigest } from "../../src/domain/requests/request.ts";
import { text } from "../../src/text/text.ts";
import { say } from "../../src/text/translate.ts";
import { insertReview } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

describe.each(databases)("approvals, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;
  let edsger: Member;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { accounts: ["Shop", "Stall", "Web"] });
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
  const needs = (approvals: number) => db.sql("UPDATE policy SET approvals = $1", [approvals]);

  /** What somebody with a pen in the database, or a later version of the product, does to a request. */
  async function edit({ id }: Ref, email: string): Promise<void> {
    const [row] = await db.sql("SELECT command, payload FROM change_request WHERE id = $1", [id]);
    const payload = { ...(row?.payload as object), emails: [email] };
    const values = [id, JSON.stringify(payload), digestOf(String(row?.command), payload), email];
    await db.sql(
      "UPDATE change_request SET payload = $2::jsonb, digest = $3, subject = $4, version = version + 1 WHERE id = $1",
      values,
    );
  }

  describe("A1: nobody approves what they asked for", () => {
    const accounts = (["slack", "teams", "local"] as const).map((platform) => ({
      platform,
      tenant: "T2",
      user: "Ada elsewhere",
    }));

    it("A1: not through whichever of their chat accounts it is asked and approved; each try is in the history", async () => {
      for (const account of accounts) await company.link(ada.id, account);
      const chats = accounts.map((account) => company.speaking(account));
      for (const asking of chats) {
        const ref = await company.waiting(asking, somebody());
        for (const approving of chats) {
          const refused = await company.count("command.refused");
          const pressed = await approving.presses("request.approve", ref);
          const sent = await approving.submits("request.approve", { code: "12345678" }, { ref });
          expect([pressed, sent].map(wordsOf)).toEqual(
            Array(2).fill("You asked for this yourself; somebody else has to approve it."),
          );
          expect(await company.count("command.refused")).toBe(refused + 2);
        }
        expect(await stateOf(ref)).toBe("awaiting_approval");
        company.clock.forward({ hours: 2 });
      }
      expect(await company.rows("review")).toEqual([]);
    });

    it("A1: nor what concerns them", async () => {
      const ref = await company.waiting(ada, somebody());
      await db.sql("UPDATE change_request SET targets = ARRAY[$2::uuid] WHERE id = $1", [ref.id, grace.id]);
      expect(wordsOf(await company.reviews(grace, ref))).toContain(
        "This concerns you; somebody else has to approve it.",
      );
      expect(wordsOf(await grace.types("requests"))).not.toContain("Asked for by ada");
      expect(await stateOf(ref)).toBe("awaiting_approval");
    });

    it("A1: the database itself refuses such a row, a second row by one person, and a row that lies about who asked", async () => {
      const ref = await company.waiting(ada, somebody());
      const insert = (requesterId: string, approverId: string) =>
        insertReview(db, { organizationId: company.id, requestId: ref.id, requesterId, approverId });
      await expect(insert(ada.id, ada.id)).rejects.toThrow("review_not_by_requester");
      await expect(insert(grace.id, ada.id)).rejects.toThrow("review_organization_id_request_id_requester_id_fkey");
      await insert(ada.id, grace.id);
      await expect(insert(ada.id, grace.id)).rejects.toThrow("review_organization_id_request_id_approver_id_key");
    });
  });

  describe("A2: what was approved is what was seen", () => {
    it("A2: an approval of the earlier content doesn't count for the later one", async () => {
      await needs(2);
      const [before, after] = [somebody(), somebody()];
      const ref = await company.waiting(ada, before);
      await company.reviews(grace, ref);
      await edit(ref, after);
      expect(wordsOf(await company.reviews(edsger, await company.current(ref.id)))).toContain(after);
      expect(await stateOf(ref)).toBe("awaiting_approval");
      expect([await invited(before), await invited(after)]).toEqual([0, 0]);
      await needs(1);
    });

    it("A2: a button and a form of the earlier version only show how it is now", async () => {
      const after = somebody();
      const ref = await company.waiting(ada, somebody());
      await grace.presses("request.approve", ref);
      const code = await company.code("request.approve", ref.id, `member:${grace.id}`);
      await edit(ref, after);
      for (const reply of [
        await grace.submits("request.approve", { code: code ?? "" }, { ref }),
        await grace.presses("request.approve", ref),
        await grace.submits("request.deny", { code: code ?? "", comment: "no" }, { ref }),
      ]) {
        expect(reply.kind).toBe("card");
        expect(wordsOf(reply)).toContain(after);
      }
      const current = await company.current(ref.id);
      const withNewRef = await grace.submits("request.approve", { code: code ?? "" }, { ref: current });
      expect(wordsOf(withNewRef)).toContain("This code is wrong");
      expect(await stateOf(ref)).toBe("awaiting_approval");
    });
  });

  describe("A5: a person who lost the right no longer counts", () => {
    it.each([
      ["lost the role", (id: string) => db.sql("DELETE FROM role_grant WHERE member_id = $1", [id])],
      ["was suspended", (id: string) => db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [id])],
    ])("A5: an approver who %s after approving is not counted", async (how, demote) => {
      await needs(2);
      const email = somebody();
      const barbara = await company.member(`Barbara, who ${how}`, ["Admin"]);
      const ref = await company.waiting(ada, email);
      await company.reviews(barbara, ref);
      await demote(barbara.id);
      await company.reviews(grace, ref);
      expect([await stateOf(ref), await invited(email)]).toEqual(["awaiting_approval", 0]);
      await company.reviews(edsger, ref);
      expect([await stateOf(ref), await invited(email)]).toEqual(["applied", 1]);
      await needs(1);
    });

    it("A5: an approver demoted between the form and its code is refused, and the history knows", async () => {
      const barbara = await company.member("Barbara, in between", ["Admin"]);
      const ref = await company.waiting(ada, somebody());
      await barbara.presses("request.approve", ref);
      const code = await company.code("request.approve", ref.id);
      await db.sql("DELETE FROM role_grant WHERE member_id = $1", [barbara.id]);
      const refused = await company.count("command.refused");
      const reply = await barbara.submits("request.approve", { code: code ?? "" }, { ref });
      expect(wordsOf(reply)).toContain("You need the permission to approve requests for this.");
      expect(await stateOf(ref)).toBe("awaiting_approval");
      expect(await company.count("command.refused")).toBe(refused + 1);
    });
  });

  describe("A6: what is applied is judged when it is applied", () => {
    const demoted = (who: Member) => db.sql("DELETE FROM role_grant WHERE member_id = $1", [who.id]);
    const suspended = (who: Member) => db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [who.id]);
    const limited = async (who: Member) => {
      await demoted(who);
      await company.grant(who.id, "Admin", ["Shop"]);
    };
    const joined = async (_: Member, email: string) => {
      const name = email.split("@")[0] ?? "";
      await company.member(name.charAt(0).toUpperCase() + name.slice(1));
    };
    const tampered = (_who: Member, _email: string, { id }: Ref) =>
      db.sql(`UPDATE change_request SET payload = payload || '{"emails":["mallory@acme.example"]}' WHERE id = $1`, [
        id,
      ]);
    const gone = (_who: Member, _email: string, { id }: Ref) =>
      db.sql("UPDATE change_request SET command = 'member.promote' WHERE id = $1", [id]);

    it.each([
      ["the requester lost the role", demoted, "The person who asked for this is no longer allowed to"],
      ["the requester was suspended", suspended, "The person who asked for this is no longer allowed to"],
      ["the requester now has some accounts only", limited, "You can't give the role Operations on these accounts"],
      ["the invitee has become a member meanwhile", joined, "is already a member"],
      ["the stored content was changed", tampered, "was changed after it was signed"],
      ["the command is not known any more", gone, "comes from another version of Countersign"],
    ])("A6: %s: nothing is applied and the request stays as it was", async (how, change, said) => {
      const email = somebody();
      const asker = await company.member(`Asker, when ${how}`, ["Admin"]);
      const ref = await company.waiting(asker, email);
      await grace.presses("request.approve", ref);
      const code = await company.code("request.approve", ref.id);
      await change(asker, email, ref);
      const [before, events] = [await company.rows("change_request"), (await company.events()).length];
      const reply = await grace.submits("request.approve", { code: code ?? "" }, { ref });
      expect(wordsOf(reply)).toContain(said);
      expect(await company.rows("change_request")).toEqual(before);
      expect((await company.rows("review")).filter((review) => review.request_id === ref.id)).toEqual([]);
      const later = (await company.events()).slice(events).map((event) => event.kind);
      expect(later.filter((one) => one !== "command.refused")).toEqual([]);
      expect([await invited(email), await invited("mallory@acme.example")]).toEqual([0, 0]);
    });
  });

  it("A8: what is approved is what was read: all of it is shown, and nothing else is applied", async () => {
    const some = <T>(values: T[]) => fc.subarray(values, { minLength: 1 });
    const wanted = fc.record({
      roles: some(predefinedRoles.map(({ name }) => name)),
      accounts: fc.oneof(fc.constant("all" as const), some(["Shop", "Stall", "Web"])),
      reason: fc.string({ unit: "grapheme", maxLength: 40 }).map((words) => `because ${words}`.trim()),
    });
    await fc.assert(
      fc.asyncProperty(wanted, async ({ roles, accounts, reason }) => {
        const email = somebody();
        const ids = accounts === "all" ? [] : accounts.map((name) => company.accountIds.get(name) ?? "");
        const values = { email, roles: roles.map((name) => company.roles.get(name) ?? ""), reason };
        const access = accounts === "all" ? { access: "all" } : { access: "some", accounts: ids };
        const asked = refIn(await ada.submits("invitation.create", { ...values, ...access }));
        await company.confirms(ada, asked);
        const ref = await company.current(asked.id);
        const shown = wordsOf(await grace.presses("request.approve", ref));
        const [row] = await db.sql("SELECT digest FROM change_request WHERE id = $1", [ref.id]);
        const permits = predefinedRoles
          .filter(({ name }) => roles.includes(name))
          .map((role) => text("role.with-permissions", role));
        const names = accounts === "all" ? null : [...accounts].sort();
        const facts = [
          email,
          reason,
          ada.email,
          shortDigest(String(row?.digest)),
          ...permits.map((one) => say(one, ANYBODY)),
        ];
        for (const fact of [...facts, say(text("accounts.named", { names }), ANYBODY)]) expect(shown).toContain(fact);
        for (const role of predefinedRoles.filter(({ name }) => !roles.includes(name)))
          expect(shown).not.toContain(`${role.name}: `);
        expect(shown).toBe(wordsOf(await grace.presses("request.approve", ref)));
        await company.reviews(grace, ref);
        const granted = await db.sql(
          `SELECT r.name, g.all_accounts AS all, ARRAY(SELECT a.name FROM role_grant_account ga JOIN merchant_account a ON a.id = ga.account_id
             WHERE ga.grant_id = g.id ORDER BY a.name) AS accounts
           FROM role_grant g JOIN role r ON r.id = g.role_id JOIN member m ON m.id = g.member_id WHERE m.email = $1 ORDER BY r.position`,
          [email],
        );
        expect(granted).toEqual(roles.map((name) => ({ name, all: names === null, accounts: names ?? [] })));
        company.clock.forward({ hours: 80 });
      }),
      { numRuns: 12 },
    );
  });
});
