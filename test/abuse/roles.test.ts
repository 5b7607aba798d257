import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands, nameOf } from "../../src/commands.ts";
import type { Values } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { administrative, permissions } from "../../src/domain/access/permission.ts";
import { verifyChain } from "../../src/domain/history/verify.ts";
import { insertGrant, insertIdentity, insertRole } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { type Company, type Member, openOrganization, wordsOf } from "./setup.ts";

const ACCOUNTS = ["Berlin", "Lima", "Osaka"];

/** What can't be given, or isn't there. */
const REFUSED = /This choice is no longer offered|You can't give the role/;

describe.each(databases)("roles, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { accounts: ACCOUNTS });
    await company.member("Chief", ["Admin"]);
    await company.member("Deputy", ["Admin"]);
  });
  afterAll(() => db.close());

  const somebody = () => `Person${++people}`;
  const emailed = () => `${somebody().toLowerCase()}@acme.example`;

  async function role(held: readonly string[]): Promise<string> {
    const name = somebody();
    company.roles.set(name, await insertRole(db, { organizationId: company.id, name, permissions: held }));
    return name;
  }

  const scopes = fc.oneof(fc.constant("all" as const), fc.subarray(ACCOUNTS, { minLength: 1 }));
  const powers = fc.subarray([...permissions]);

  /** What it is to hold something there, said differently than the product says it: account by account. */
  const everywhere = [...ACCOUNTS, "the next one"];
  const at = (scope: string[] | "all") => (scope === "all" ? everywhere : scope);

  it("B2: whatever somebody holds and wherever, nobody is let in with more than that", async () => {
    const held = fc.array(fc.record({ powers, scope: scopes }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(held, powers, scopes, async (grants, wanted, scope) => {
        const inviter = await company.member(somebody());
        for (const one of [...grants, { powers: ["member:invite"], scope: "all" as const }])
          await company.grant(inviter.id, await role(one.powers), one.scope);
        const may = (permission: string, account: string) =>
          permission === "member:invite" ||
          grants.some((one) => one.powers.some((power) => power === permission) && at(one.scope).includes(account));
        const within = wanted
          .filter((permission) => administrative.includes(permission))
          .every((permission) => at(scope).every((account) => may(permission, account)));
        const values: Values = {
          ...{ email: emailed(), roles: [company.roles.get(await role(wanted)) ?? ""] },
          ...(scope === "all"
            ? { access: "all" }
            : { access: "some", accounts: scope.map((name) => company.accountIds.get(name) ?? "") }),
        };
        const reply = await inviter.submits("invitation.create", values);
        const opened = (await company.rows("change_request")).filter((one) => one.subject === values.email);
        expect([wordsOf(reply).includes("Confirm it's you"), opened.length]).toEqual(within ? [true, 1] : [false, 0]);
      }),
      { numRuns: 25 },
    );
  });

  it("B2: what may not be given isn't offered, and is refused when it is sent anyway", async () => {
    const helper = await company.member("Helper");
    await company.grant(helper.id, await role(["member:invite"]), ["Lima"]);
    expect(wordsOf(await helper.types("invite"))).not.toMatch(/Admin|All merchant accounts|Berlin|Osaka/);
    const asking = { by: helper.account, locale: "en", command: "invitation.create", values: {} };
    const found = async (field: string, typed: string) => wordsOf(await company.suggest({ ...asking, field, typed }));
    expect(await found("roles", "operat")).toContain("Operations");
    expect(await found("roles", "admin")).toBe("");
    expect(await found("accounts", "")).toBe("Lima");
    const values = { email: emailed(), roles: [company.roles.get("Operations") ?? ""] };
    const [lima, osaka] = ["Lima", "Osaka"].map((name) => company.accountIds.get(name) ?? "");
    for (const sent of [
      { ...values, access: "all" },
      { ...values, access: "some", accounts: [lima ?? "", osaka ?? ""] },
      { ...values, access: "some", accounts: [lima ?? ""], roles: [company.roles.get("Admin") ?? ""] },
      { ...values, access: "some", accounts: [randomUUID()] },
      { ...values, access: "some", accounts: [lima ?? ""], roles: [randomUUID()] },
    ]) {
      const refused = wordsOf(await helper.submits("invitation.create", sent));
      expect(refused).toMatch(REFUSED);
      expect(refused).not.toMatch(/Berlin|Osaka/);
    }
    expect(await company.rows("change_request", `AND requester_id = '${helper.id}'`)).toEqual([]);
  });

  it("B2: what may be given in one place only is refused elsewhere, and that is in the history", async () => {
    const [inviting, reading] = [await role(["member:invite"]), await role(["history:read"])];
    const helper = await company.member(somebody(), [inviting]);
    await company.grant(helper.id, reading, ["Lima"]);
    const [lima, osaka] = ["Lima", "Osaka"].map((name) => company.accountIds.get(name) ?? "");
    const values = { email: emailed(), roles: [company.roles.get(reading) ?? ""], access: "some" };
    const refused = await company.count("command.refused");
    for (const accounts of [[osaka ?? ""], [lima ?? "", osaka ?? ""]])
      expect(wordsOf(await helper.submits("invitation.create", { ...values, accounts }))).toContain("You can't give");
    expect(await company.count("command.refused")).toBe(refused + 2);
    const own = await helper.submits("invitation.create", { ...values, accounts: [lima ?? ""] });
    expect(wordsOf(own)).toContain("Confirm it's you");
  });

  it("B4: nobody makes an administrator of their own: it takes an administrator everywhere, and a second one's approval", async () => {
    const chief = await company.member("First chief", ["Admin"]);
    const regional = await company.member("Regional chief", ["Admin"], ["Berlin"]);
    const clerk = await company.member("Clerk", ["Finance"]);
    const admin = [company.roles.get("Admin") ?? ""];
    const berlin = [company.accountIds.get("Berlin") ?? ""];
    const refusals = [
      await clerk.submits("invitation.create", { email: emailed(), roles: admin, access: "all" }),
      await regional.submits("invitation.create", { email: emailed(), roles: admin, access: "all" }),
    ].map(wordsOf);
    expect(refusals[0]).toContain("You need the permission to invite members for this.");
    expect(refusals[1]).toMatch(REFUSED);
    const local = await regional.submits("invitation.create", {
      ...{ email: emailed(), roles: admin, access: "some", accounts: berlin },
    });
    expect(wordsOf(local)).toContain("Confirm it's you");
    const puppet = emailed();
    const ref = await company.asks(chief, puppet, { role: "Admin" });
    expect(wordsOf(await company.confirms(chief, ref))).toContain("sent for approval to");
    expect((await company.rows("member")).map(({ email }) => email)).not.toContain(puppet);
    expect(company.faults).toEqual([]);
  });

  describe("B8: two organizations in one database", () => {
    let other: Company;
    let ada: Member;
    let mallory: Member;

    beforeAll(async () => {
      other = await openOrganization(db, { name: "Evil", tenant: "T2", accounts: ["Berlin", "Vault"] });
      ada = await company.member("Ada", ["Admin"]);
      await company.member("Grace", ["Admin"]);
      // The same person in the same workspace, in both.
      mallory = await other.member("Ada", ["Admin"]);
      await other.member("Mallory", ["Admin"]);
    });

    it("B8: no command, with whatever ref, number, name or code of the other, shows or changes anything of it", async () => {
      const ref = await company.waiting(ada, "secret@acme.example");
      const [row] = await db.sql("SELECT number FROM change_request WHERE id = $1", [ref.id]);
      const code = await company.code("request.verify", ref.id);
      const stolen: Values = {
        ...{ code: code ?? "", comment: "mine", number: String(row?.number), role: "Admin", after: "", before: "9999" },
        ...{ member: "secret@acme.example", email: "secret@acme.example", anew: "yes" },
      };
      const before = await everythingOf(company);
      const said: string[] = [];
      for (const name of commands.map(nameOf)) {
        said.push(
          wordsOf(await mallory.presses(name, ref, stolen)),
          wordsOf(await mallory.presses(name, undefined, stolen)),
        );
        said.push(wordsOf(await mallory.submits(name, stolen, { ref })));
      }
      for (const words of [`member ${ada.email}`, "members", "requests", "history", `withdraw ${row?.number}`, "roles"])
        said.push(wordsOf(await mallory.types(words)));
      // What somebody typed is said back to them; nothing else may hold it.
      const lines = said
        .join("\n")
        .split("\n")
        .filter((line) => !/^(No member|No invitation of|There is no|“)/.test(line));
      expect(lines.filter((line) => /@acme\.example|Lima|Osaka|Request \d/.test(line))).toEqual([]);
      expect(await everythingOf(company)).toEqual(before);
      expect(other.faults).toEqual([]);
    });

    it("B8: a role or an account of the other can't be given, not even by a row written by hand", async () => {
      const [role, account] = [company.roles.get("Operations") ?? "", company.accountIds.get("Lima") ?? ""];
      const own = { email: "x@evil.example", roles: [other.roles.get("Operations") ?? ""], access: "all" };
      for (const values of [
        { ...own, roles: [role] },
        { ...own, access: "some", accounts: [account] },
      ])
        expect(wordsOf(await mallory.submits("invitation.create", values))).toContain("no longer offered");
      const organizationId = other.id;
      const given = (memberId: string, roleId: string) => insertGrant(db, { organizationId, memberId, roleId });
      await expect(given(mallory.id, role)).rejects.toThrow("foreign key");
      await expect(given(ada.id, other.roles.get("Admin") ?? "")).rejects.toThrow("foreign key");
      const theirs = { platform: "slack", tenant: "T9", user: "U9" };
      const linked = insertIdentity(db, { organizationId, memberId: ada.id, ...theirs });
      await expect(linked).rejects.toThrow("foreign key");
    });

    it("B8: an address that is a member's there is a stranger's here, and each has a history of its own", async () => {
      const stranger = other.speaking({ platform: "slack", tenant: "T1", user: "Somebody new" });
      expect(wordsOf(await stranger.submits("identity.link", { email: ada.email }))).toContain("Enter the code");
      expect(other.faults).toEqual([]);
      expect(await other.code("identity.confirm", other.id)).toBeNull();
      const read: Parameters<typeof verifyChain>[0] = (fn) => inTransaction(db, fn);
      expect([await verifyChain(read, company.id, null), await verifyChain(read, other.id, null)]).toMatchObject([
        { ok: true, entries: (await company.events()).length },
        { ok: true, entries: (await other.events()).length },
      ]);
    });
  });
});

const TABLES = ["change_request", "review", "member", "identity", "invitation", "challenge", "factor", "role_grant"];

async function everythingOf({ rows, jobs, events }: Company): Promise<unknown> {
  const tables = await Promise.all(TABLES.map((table) => rows(table)));
  return [tables.map((found) => found.map((row) => JSON.stringify(row)).sort()), await jobs(), await events()];
}
