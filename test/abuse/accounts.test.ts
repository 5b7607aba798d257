import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Ref, Values } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { insertAccounts } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

const EVERYWHERE = "To add a merchant account you need a role that permits to manage merchant accounts on all of them";
const UNKNOWN = "This choice is no longer offered.";

describe.each(databases)("what a right over merchant accounts reaches, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;
  let otto: Member;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { accounts: ["Shop", "Stall", "Web"] });
    ada = await company.member("Ada", ["Admin"]);
    grace = await company.member("Grace", ["Admin"]);
    otto = await company.member("Otto", ["Admin"], ["Shop"]);
  });
  afterAll(() => db.close());
  afterEach(async () => {
    company.clock.forward({ hours: 80 });
    await tick(company.services);
    expect(company.faults.splice(0)).toEqual([]);
  });

  const id = (name: string) => company.accountIds.get(name) ?? "";
  const names = async () => (await company.rows("merchant_account", "ORDER BY name")).map(({ name }) => name);
  const stateOf = async (ref: Ref) => (await company.rows("change_request", `AND id = '${ref.id}'`))[0]?.state;

  async function waiting(who: Member, command: string, values: Values): Promise<Ref> {
    const ref = refIn(await who.submits(command, values));
    await company.confirms(who, ref);
    return company.current(ref.id);
  }

  async function applied(command: string, values: Values): Promise<void> {
    const ref = await waiting(ada, command, values);
    expect(wordsOf(await company.reviews(grace, ref))).toContain("Approved and done.");
  }

  /** Whom a change to one account would go through, and to whom it may be another's. */
  const changesOf = (name: string): [string, Values][] => [
    ["account.rename", { account: id(name), name: "Mine" }],
    ["account.close", { account: id(name) }],
  ];

  describe("A14: a right on one account reaches no other", () => {
    it("A14: who manages one account adds none, as that would be on all, not even with the form sent at once", async () => {
      const refused = await company.count("command.refused");
      expect(wordsOf(await otto.types("account add Mine"))).toContain(EVERYWHERE);
      expect(wordsOf(await otto.submits("account.add", { name: "Mine" }))).toContain(EVERYWHERE);
      expect(await company.count("command.refused")).toBeGreaterThanOrEqual(refused + 2);
      expect(await names()).toEqual(["Shop", "Stall", "Web"]);
    });

    it("A14: nor does who manages each account that there is", async () => {
      const vera = await company.member("Vera", ["Admin"], ["Shop", "Stall", "Web"]);
      expect(wordsOf(await vera.submits("account.add", { name: "Mine" }))).toContain(EVERYWHERE);
      await db.sql("DELETE FROM role_grant WHERE member_id = $1", [vera.id]);
    });

    it("A14: and neither renames nor closes another, by its name or by its id", async () => {
      expect(wordsOf(await otto.types("account close Web"))).toContain(
        "There is no merchant account “Web” here for you.",
      );
      const offered = await company.suggest({
        ...{ by: otto.account, locale: "en", command: "account.close", field: "account", typed: "", values: {} },
      });
      expect(wordsOf(offered)).toBe("Shop");
      for (const [command, values] of changesOf("Web"))
        expect(wordsOf(await otto.submits(command, values))).toContain(
          "You need a role that permits to manage this merchant account.",
        );
      expect(await names()).toEqual(["Shop", "Stall", "Web"]);
    });

    it("A14: nor opens another again", async () => {
      await applied("account.close", { account: id("Stall") });
      const refused = await company.count("command.refused");
      const said = wordsOf(await otto.submits("account.reopen", { account: id("Stall") }));
      // There is no form to show this in: nothing is offered to him there.
      expect(said).toBe("None of the merchant accounts that you can manage is closed.");
      expect(await company.count("command.refused")).toBe(refused + 1);
      await applied("account.reopen", { account: id("Stall") });
    });

    it("A14: what was asked for with the right is not done once it is gone", async () => {
      const ref = await waiting(otto, "account.rename", { account: id("Shop"), name: "Shop 2" });
      await db.sql("DELETE FROM role_grant WHERE member_id = $1", [otto.id]);
      await company.grant(otto.id, "Admin", ["Stall"]);
      const said = wordsOf(await company.reviews(grace, ref));
      expect([said.includes("Approved and done."), await stateOf(ref)]).toEqual([false, "awaiting_approval"]);
      await db.sql("DELETE FROM role_grant WHERE member_id = $1", [otto.id]);
      await company.grant(otto.id, "Admin", ["Shop"]);
    });

    it("A14: who approves on one account approves what is about it, and nothing about another or a new one", async () => {
      const own = await waiting(ada, "account.rename", { account: id("Shop"), name: "Shop 1" });
      const others: Ref[] = [];
      for (const [command, values] of [...changesOf("Web"), ["account.add", { name: "New" }] as [string, Values]])
        others.push(await waiting(ada, command, values));
      for (const ref of others) {
        expect(wordsOf(await otto.presses("request.approve", ref))).toContain("on which you can't approve requests");
        expect(wordsOf(await company.reviews(otto, ref))).toContain("on which you can't approve requests");
        expect(await stateOf(ref)).toBe("awaiting_approval");
      }
      expect(wordsOf(await company.reviews(otto, own))).toContain("Approved and done.");
      await applied("account.rename", { account: id("Shop"), name: "Shop" });
    });

    it("A14: what one may not see reads as if it were not there, by its name and by its id; the history knows", async () => {
      const refused = await company.count("command.refused");
      expect(wordsOf(await otto.types("account Web"))).toContain("There is no merchant account “Web” here for you.");
      const shown = wordsOf(await otto.presses("account.show", undefined, { account: id("Web") }));
      expect(shown).toMatch(/^There is no merchant account/);
      expect(shown).not.toContain("Web");
      expect(wordsOf(await otto.types("accounts"))).not.toMatch(/Stall|Web/);
      expect(await company.count("command.refused")).toBe(refused + 2);
    });

    it("A14: a made-up id, and one that is none, are no account", async () => {
      for (const account of ["5d4f7c1e-0000-4000-8000-000000000000", "1; DROP TABLE member", company.id, ada.id])
        for (const command of ["account.rename", "account.close"])
          expect(wordsOf(await ada.submits(command, { account, name: "X" }))).toContain(UNKNOWN);
    });
  });

  describe("B12: a right gained by adding, renaming, closing or opening again", () => {
    async function mayInviteTo(who: Member, account: string): Promise<boolean> {
      const suggested = await company.suggest({
        ...{
          by: who.account,
          locale: "en",
          command: "invitation.create",
          field: "accounts",
          typed: account,
          values: {},
        },
      });
      return wordsOf(suggested).split("\n").includes(account);
    }

    it("B12: adding gives it to those who hold all, whom the approver reads, and to nobody else", async () => {
      const viktor = await company.member("Viktor", ["Admin"], ["Shop", "Stall", "Web"]);
      const ref = await waiting(ada, "account.add", { name: "Kiosk" });
      const card = await company.message(ref);
      expect(card).toContain("Who gets it");
      expect(card).toContain("ada@acme.example and grace@acme.example");
      for (const other of [otto, viktor]) expect(card).not.toContain(other.email);
      await company.reviews(grace, ref);
      expect(await Promise.all([ada, grace, otto, viktor].map((who) => mayInviteTo(who, "Kiosk")))).toEqual([
        ...[true, true, false, false],
      ]);
      expect(wordsOf(await viktor.types("accounts"))).not.toContain("Kiosk");
      expect(wordsOf(await grace.types("accounts"))).toContain("Kiosk");
    });

    it("B12: among many, ten are named and the rest counted up to a bound", async () => {
      const many = `INSERT INTO member (id, organization_id, email, state, created_at)
        SELECT gen_random_uuid(), $1, 'person' || lpad(n::text, 4, '0') || '@acme.example', 'invited', now()
        FROM generate_series(1, 700) AS n`;
      await db.sql(many, [company.id]);
      const grant = `INSERT INTO role_grant (id, organization_id, member_id, role_id, all_accounts)
        SELECT gen_random_uuid(), $1, id, $2, true FROM member WHERE organization_id = $1 AND email LIKE 'person%'`;
      await db.sql(grant, [company.id, company.roles.get("Operations")]);
      const card = await company.message(await waiting(ada, "account.add", { name: "Booth" }));
      expect(card).toMatch(/([a-z0-9]+@acme\.example, ){9}[a-z0-9]+@acme\.example and at least 490 others/);
      expect(card.match(/@acme\.example/g)).toHaveLength(11);
      await db.sql("DELETE FROM role_grant WHERE member_id IN (SELECT id FROM member WHERE email LIKE 'person%')");
    });

    it("B12: a name that another account had gives nothing of what was given on that one", async () => {
      await insertAccounts(db, { organizationId: company.id, names: ["Depot"] });
      await applied("account.rename", { account: id("Shop"), name: "Old shop" });
      const [depot] = await company.rows("merchant_account", "AND name = 'Depot'");
      await applied("account.rename", { account: String(depot?.id), name: "Shop" });
      expect([await mayInviteTo(otto, "Shop"), await mayInviteTo(otto, "Old shop")]).toEqual([false, true]);
      expect(wordsOf(await otto.submits("account.close", { account: String(depot?.id) }))).toContain(
        "to manage this merchant account",
      );
      await applied("account.rename", { account: String(depot?.id), name: "Depot" });
      await applied("account.rename", { account: id("Shop"), name: "Shop" });
    });

    it("B12: an approver reads the names of now, also of what was asked for before", async () => {
      const values = { email: "new@acme.example", roles: [company.roles.get("Finance") ?? ""] };
      const some = { access: "some", accounts: [id("Web")] };
      const ref = await waiting(ada, "invitation.create", { ...values, ...some });
      await applied("account.rename", { account: id("Web"), name: "Vault" });
      expect(await company.message(ref)).toContain("Vault");
      const drawn = (await company.jobs()).filter((job) => job.name === "refresh" && job.requestId === ref.id);
      expect(drawn.length).toBeGreaterThan(1);
      await applied("account.rename", { account: id("Web"), name: "Web" });
    });

    it("B12: closing takes nothing and gives nothing; nothing new is given on it, by whichever way it is named", async () => {
      const values = { email: "late@acme.example", roles: [company.roles.get("Finance") ?? ""] };
      const some = { access: "some", accounts: [id("Shop"), id("Stall")] };
      const before = await company.rows("role_grant_account", "ORDER BY grant_id, account_id");
      const ref = await waiting(ada, "invitation.create", { ...values, ...some });
      await applied("account.close", { account: id("Stall") });
      expect(wordsOf(await company.reviews(grace, ref))).toContain("The merchant account Stall is closed");
      expect(await stateOf(ref)).toBe("awaiting_approval");
      expect(
        wordsOf(await ada.submits("invitation.create", { ...values, ...some, email: "x@acme.example" })),
      ).toContain("The merchant account Stall is closed");
      expect(await mayInviteTo(ada, "Stall")).toBe(false);
      expect(await company.rows("role_grant_account", "ORDER BY grant_id, account_id")).toEqual(before);
      await applied("account.reopen", { account: id("Stall") });
      expect(wordsOf(await company.reviews(grace, await company.current(ref.id)))).toContain("Approved and done.");
    });
  });

  describe("B12: roles of members on an account that is closed", () => {
    const CLOSED = "The merchant account Stall is closed";
    const roles = () => [company.roles.get("Finance") ?? ""];
    const some = (...accounts: string[]) => ({ access: "some", accounts: accounts.map(id), ends: "never" });
    let vera: Member;

    beforeAll(async () => {
      vera = await company.member("Vanessa", ["Finance"], ["Stall", "Web"]);
    });

    it("B12: giving one, or asking for one, is refused when it is asked for, and when it would be done", async () => {
      const before = await waiting(ada, "account.close", { account: id("Stall") });
      const values = { roles: roles(), ...some("Shop", "Stall"), reason: "x" };
      const to = { ref: { id: otto.id, version: 1 } };
      const ref = refIn(await ada.submits("grant.give", values, to));
      await company.confirms(ada, ref);
      const asked = await waiting(otto, "grant.ask", values);
      await company.reviews(grace, before);
      for (const one of [ref, asked]) {
        expect(wordsOf(await company.reviews(grace, await company.current(one.id)))).toContain(CLOSED);
        expect(await stateOf(one)).toBe("awaiting_approval");
      }
      company.clock.forward({ hours: 80 });
      await tick(company.services);
      expect(wordsOf(await ada.submits("grant.give", values, to))).toContain(CLOSED);
      expect(wordsOf(await otto.submits("grant.ask", values))).toContain(CLOSED);
    });

    it("B12: a role that names it may be changed and keeps it, and another one doesn't get it that way", async () => {
      const grantOf = async (who: Member) => (await company.rows("role_grant", `AND member_id = '${who.id}'`))[0];
      const to = async (who: Member) => ({ ref: { id: String((await grantOf(who))?.id), version: 1 } });
      expect(wordsOf(await ada.submits("grant.change", some("Shop", "Stall"), await to(otto)))).toContain(CLOSED);
      const form = wordsOf(await ada.presses("grant.change", (await to(vera)).ref));
      expect(form).toContain("Stall (closed)");
      const ref = refIn(await ada.submits("grant.change", some("Shop", "Stall", "Web"), await to(vera)));
      await company.confirms(ada, ref);
      expect(await company.message(ref)).toContain("Finance, on Shop, Stall (closed), and Web");
      const said = wordsOf(await company.reviews(grace, await company.current(ref.id)));
      expect(said).toContain("Approved and done.");
      const reached = await company.rows("role_grant_account", `AND grant_id = '${(await grantOf(vera))?.id}'`);
      expect(reached).toHaveLength(3);
      await applied("account.reopen", { account: id("Stall") });
    });
  });

  describe("the environment", () => {
    it("makes the first accounts only: what was renamed or closed does not come back at the next start", async () => {
      const other = await freshDatabase(kind);
      const fresh = await openOrganization(other, {
        firstAdmin: "ada@acme.example",
        accounts: ["Shop", "shop", "Web"],
      });
      const called = async () => (await fresh.rows("merchant_account", "ORDER BY name")).map(({ name }) => name);
      expect(await called()).toEqual(["Shop", "Web"]);
      expect(await fresh.count("account.created")).toBe(2);
      await other.sql("UPDATE merchant_account SET name = 'Store' WHERE name = 'Shop'");
      await other.sql("UPDATE merchant_account SET closed_at = now() WHERE name = 'Web'");
      await fresh.starts("ada@acme.example");
      expect([await called(), await fresh.count("account.created")]).toEqual([["Store", "Web"], 2]);
      await other.close();
    });
  });
});
