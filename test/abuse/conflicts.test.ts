import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Reply } from "../../src/core/conversation.ts";
import type { Ref, Values } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { insertRole, insertRule } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

const BOTH = "would have both the role Finance and the permission to use the developer tools";

describe.each(databases)("two things that must not meet in one person, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let chief: Member;
  let deputy: Member;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { accounts: ["Berlin", "Lima"] });
    chief = await company.member("Chief", ["Admin"]);
    deputy = await company.member("Deputy", ["Admin"]);
    for (const [name, permissions] of [
      ["Own", ["transaction:read"]],
      ["Technician", ["developer:access", "insight:read"]],
    ] as const)
      company.roles.set(name, await insertRole(db, { organizationId: company.id, name, permissions }));
  });
  beforeEach(() => sets());
  afterEach(async () => {
    await db.sql("DELETE FROM conflict_rule WHERE organization_id = $1", [company.id]);
    await db.sql("UPDATE role SET permissions = '{transaction:read}' WHERE name = 'Own'");
    company.clock.forward({ hours: 80 });
    expect(company.faults.splice(0)).toEqual([]);
  });
  afterAll(() => db.close());

  /** The role Finance and the permission to use the developer tools must not meet. */
  async function sets(): Promise<void> {
    await insertRule(db, { organizationId: company.id, sides: [roleId("Finance"), "developer:access"] });
  }

  const roleId = (name: string) => company.roles.get(name) ?? "";
  const places = (...names: string[]): Values =>
    names.length === 0
      ? { access: "all" }
      : { access: "some", accounts: names.map((name) => company.accountIds.get(name) ?? "") };
  const roles = (...names: string[]): Values => ({ roles: names.map(roleId) });
  const about = ({ id }: { id: string }) => ({ ref: { id, version: 1 } });

  const somebody = (held: string[] = [], scope: string[] | "all" = "all") =>
    company.member(`Person${++people}`, held, scope);

  async function heldBy({ id }: Member): Promise<string[]> {
    const rows = await db.sql(
      "SELECT r.name FROM role_grant g JOIN role r ON r.id = g.role_id WHERE g.member_id = $1 ORDER BY 1",
      [id],
    );
    return rows.map(({ name }) => String(name));
  }

  async function grantOf({ id }: Member, role: string): Promise<{ id: string }> {
    const [row] = await db.sql("SELECT id::text FROM role_grant WHERE member_id = $1 AND role_id = $2", [
      ...[id, roleId(role)],
    ]);
    return { id: String(row?.id) };
  }

  /** Nobody asks for anything any more. */
  const forgets = () =>
    db.sql("DELETE FROM change_request WHERE organization_id = $1 AND state LIKE 'awaiting%'", [company.id]);

  /** A request with its code: it waits for approval. */
  async function waits(who: Member, reply: Reply): Promise<Ref> {
    if (reply.kind !== "form" || reply.command !== "request.verify") throw new Error(wordsOf(reply));
    const ref = refIn(reply);
    await company.confirms(who, ref);
    return company.current(ref.id);
  }

  /** It is asked for anew, whatever is open. */
  async function gives(to: Member, role: string, ...on: string[]): Promise<Reply> {
    await forgets();
    return chief.submits("grant.give", { ...roles(role), ...places(...on), ends: "never" }, about(to));
  }

  async function approved(reply: Reply): Promise<string> {
    return wordsOf(await company.reviews(deputy, await waits(chief, reply)));
  }

  /** Opens the form of a role, and sends it with other permissions. */
  async function edits(name: string, ...permissions: string[]): Promise<Reply> {
    await db.sql("DELETE FROM change_request WHERE state LIKE 'awaiting%' AND command = 'role.change'");
    const form = await chief.types(`role change ${name}`);
    if (form.kind !== "form") throw new Error(wordsOf(form));
    return chief.submits(form.command, { ...form.values, permissions }, { ref: form.ref });
  }

  describe("refused when asked for", () => {
    it("B13: to give one to who has the other, on the account where they meet, and nowhere else", async () => {
      const person = await somebody(["Finance"], ["Berlin"]);
      const said = wordsOf(await gives(person, "Developer", "Berlin", "Lima"));
      expect(said).toContain(`${person.email} ${BOTH} on Berlin.`);
      expect(said).toContain("Choose another role or other merchant accounts");
      expect(wordsOf(await gives(person, "Technician"))).toContain(`${BOTH} on Berlin.`);
      expect(await company.rows("change_request", `AND '${person.id}' = ANY (targets)`)).toEqual([]);
      expect(await approved(await gives(person, "Developer", "Lima"))).toContain("Approved and done");
      expect(await heldBy(person)).toEqual(["Developer", "Finance"]);
    });

    it("B13: to give both at once", async () => {
      const person = await somebody();
      const both = { ...roles("Finance", "Developer"), access: "all", ends: "never" };
      expect(wordsOf(await chief.submits("grant.give", both, about(person)))).toContain(
        `${BOTH} on all merchant accounts.`,
      );
    });

    it("B13: to invite somebody as both, and who was removed and comes back", async () => {
      const invites = (email: string, ...names: string[]) =>
        chief.submits("invitation.create", { email, ...roles(...names), ...places("Lima") });
      expect(wordsOf(await invites("new@acme.example", "Finance", "Developer"))).toContain(
        `Whoever is invited ${BOTH} on Lima.`,
      );
      const back = await somebody(["Finance"]);
      const removed = await chief.submits("member.remove", { reason: "Left" }, about(back));
      expect(await approved(removed)).toContain("Approved and done");
      expect(wordsOf(await invites(back.email, "Finance", "Technician"))).toContain(BOTH);
      // What they had before is gone, and does not count.
      expect(await approved(await invites(back.email, "Developer"))).toContain("Approved and done");
    });

    it("B13: to ask for one for oneself", async () => {
      const person = await somebody(["Finance"]);
      const asks = { ...roles("Developer"), ...places("Berlin"), ends: "hours", hours: "5" };
      expect(wordsOf(await person.submits("grant.ask", asks))).toContain(BOTH);
    });

    it("B13: to widen the accounts of one until it meets the other", async () => {
      const person = await somebody(["Finance"], ["Berlin"]);
      await company.grant(person.id, "Developer", ["Lima"]);
      const widens =
        (...on: string[]) =>
        async () =>
          chief.submits("grant.change", { ...places(...on), ends: "never" }, about(await grantOf(person, "Developer")));
      for (const wider of [widens("Berlin", "Lima"), widens()])
        expect(wordsOf(await wider())).toContain(`${BOTH} on Berlin.`);
      expect(wordsOf(await widens("Lima", "Lima")())).not.toContain(BOTH);
    });

    it("B13: to change all roles of a member so that they meet", async () => {
      const person = await somebody(["Finance"]);
      const changed = { ...roles("Finance", "Technician"), access: "all" };
      expect(wordsOf(await chief.submits("member.change", changed, about(person)))).toContain(BOTH);
      const other = { ...roles("Technician"), access: "all" };
      expect(await approved(await chief.submits("member.change", other, about(person)))).toContain("Approved and done");
    });

    it("B13: to edit a role so that both meet in somebody who holds it, whatever state they are in", async () => {
      for (const state of ["active", "suspended"]) {
        const person = await somebody(["Finance"], ["Berlin"]);
        await company.grant(person.id, "Own");
        await db.sql("UPDATE member SET state = $2 WHERE id = $1", [person.id, state]);
        const said = wordsOf(await edits("Own", "transaction:read", "developer:access"));
        expect(said).toContain(`${person.email} ${BOTH} on Berlin.`);
        expect(said).toContain("Leave that permission out of the role");
        expect(wordsOf(await edits("Own", "transaction:read", "insight:read"))).toContain("Confirm it's you");
        await db.sql("DELETE FROM role_grant WHERE member_id = $1", [person.id]);
        company.clock.forward({ hours: 80 });
      }
      const elsewhere = await somebody(["Finance"], ["Berlin"]);
      await company.grant(elsewhere.id, "Own", ["Lima"]);
      expect(wordsOf(await edits("Own", "developer:access"))).toContain("Confirm it's you");
    });

    it("B13: to edit a role, also where a thousand hold it and the last one is the one in whom both meet", async () => {
      const last = await company.member("Zzz", ["Finance", "Own"], ["Lima"]);
      await db.sql(
        `WITH people AS (INSERT INTO member (id, organization_id, email, state, created_at, activated_at, password_hash)
           SELECT gen_random_uuid(), $1, 'crowd' || at || '@acme.example', 'active', now(), now(), 'no hash'
           FROM generate_series(1, 1000) at RETURNING id),
         given AS (INSERT INTO role_grant (id, organization_id, member_id, role_id, all_accounts)
           SELECT gen_random_uuid(), $1, people.id, role, false FROM people, unnest($2::uuid[]) role
           RETURNING id, role_id)
         INSERT INTO role_grant_account (organization_id, grant_id, account_id)
           SELECT $1, id, CASE WHEN role_id = $3 THEN $4::uuid ELSE $5::uuid END FROM given`,
        [
          ...[company.id, [roleId("Finance"), roleId("Own")], roleId("Own")],
          ...[company.accountIds.get("Berlin"), company.accountIds.get("Lima")],
        ],
      );
      expect(wordsOf(await edits("Own", "developer:access"))).toContain(`${last.email} ${BOTH} on Lima.`);
      await db.sql("DELETE FROM role_grant WHERE member_id = $1", [last.id]);
      expect(wordsOf(await edits("Own", "developer:access"))).toContain("Confirm it's you");
      await db.sql("DELETE FROM role_grant WHERE member_id IN (SELECT id FROM member WHERE email LIKE 'crowd%')");
    });

    it("B13: a role that has both by itself, made new, copied or edited", async () => {
      await insertRule(db, { organizationId: company.id, sides: ["settlement:read", "insight:read"] });
      const values = { name: "Twofold", purpose: "both", permissions: ["settlement:read", "insight:read"] };
      const said = "would have both the permission to see settlements and the permission to see performance";
      expect(wordsOf(await chief.submits("role.add", values))).toContain(`The role Twofold ${said}`);
      const copy = await chief.types("role copy finance");
      if (copy.kind !== "form") throw new Error(wordsOf(copy));
      const more = [copy.values?.permissions ?? [], "insight:read"].flat();
      const copied = { ...copy.values, name: "Twofold", permissions: more };
      expect(wordsOf(await chief.submits(copy.command, copied))).toContain(said);
      expect(wordsOf(await edits("Own", "settlement:read", "insight:read"))).toContain(said);
    });

    it("B13: to give back to a suspended member what must not meet by now", async () => {
      const person = await somebody(["Finance", "Technician"]);
      await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [person.id]);
      const said = wordsOf(await chief.submits("member.reinstate", { reason: "" }, about(person)));
      expect(said).toContain(`${BOTH} on all merchant accounts.`);
      expect(said).toContain("First take one of the two away from them.");
      const take = await chief.submits("grant.take", { reason: "" }, about(await grantOf(person, "Technician")));
      expect(await approved(take)).toContain("Approved and done");
      expect(await stateOf(person)).toBe("suspended");
      const back = await chief.submits("member.reinstate", { reason: "" }, about(person));
      expect(await approved(back)).toContain("Approved and done");
      expect([await stateOf(person), await heldBy(person)]).toEqual(["active", ["Finance"]]);
    });

    it("B13: what had an end is not made longer", async () => {
      const person = await somebody(["Finance", "Technician"]);
      const ends = new Date(company.clock.now().getTime() + 5 * 3_600_000);
      await db.sql("UPDATE role_grant SET until = $2 WHERE member_id = $1 AND role_id = $3", [
        ...[person.id, ends, roleId("Technician")],
      ]);
      const changes = async (hours: string) =>
        wordsOf(
          await chief.submits(
            "grant.change",
            { access: "all", ends: "hours", hours },
            about(await grantOf(person, "Technician")),
          ),
        );
      expect(await changes("6")).toContain(BOTH);
      expect(await changes("4")).toContain("Confirm it's you");
      expect(wordsOf(await gives(person, "Developer"))).toContain(BOTH);
    });
  });

  const stateOf = async ({ id }: Member) => (await db.sql("SELECT state FROM member WHERE id = $1", [id]))[0]?.state;

  describe("refused when approved", () => {
    it("B13: what was asked for before the rule came, in each way", async () => {
      await db.sql("DELETE FROM conflict_rule");
      const one = await somebody(["Finance"]);
      const other = await somebody(["Finance"], ["Berlin"]);
      await company.grant(other.id, "Developer", ["Lima"]);
      const back = await somebody(["Finance", "Developer"]);
      await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [back.id]);
      const asker = await somebody(["Finance"]);
      const holder = await somebody(["Finance", "Own"]);
      const twofold = { name: "Twofold", purpose: "both", permissions: ["settlement:read", "insight:read"] };
      const asks: [Member, Reply][] = [
        [chief, await gives(one, "Developer")],
        [asker, await asker.submits("grant.ask", { ...roles("Developer"), access: "all", ends: "never" })],
        [
          chief,
          await chief.submits("invitation.create", {
            ...{ email: "both@acme.example", ...roles("Finance", "Developer"), access: "all" },
          }),
        ],
        [chief, await chief.submits("member.reinstate", { reason: "" }, about(back))],
      ];
      const refs: Ref[] = [];
      for (const [who, reply] of asks) refs.push(await waits(who, reply));
      company.clock.forward({ hours: 2 });
      const grant = await grantOf(other, "Developer");
      const wider = chief.submits("grant.change", { ...places("Berlin"), ends: "never" }, about(grant));
      refs.push(await waits(chief, await wider));
      refs.push(await waits(chief, await edits("Own", "developer:access")));
      refs.push(await waits(chief, await chief.submits("role.add", twofold)));
      await sets();
      await insertRule(db, { organizationId: company.id, sides: ["settlement:read", "insight:read"] });
      for (const ref of refs) {
        company.clock.forward({ hours: 1 });
        expect(wordsOf(await company.reviews(deputy, ref))).toContain("would have both");
        expect((await company.rows("change_request", `AND id = '${ref.id}'`))[0]?.state).toBe("awaiting_approval");
      }
      expect([await heldBy(one), await heldBy(asker), await stateOf(back)]).toEqual([
        ...[["Finance"], ["Finance"], "suspended"],
      ]);
      expect((await company.rows("member", "AND email = 'both@acme.example'")).length).toBe(0);
      expect((await company.rows("role", "AND name IN ('Own', 'Twofold')")).map((role) => role.permissions)).toEqual([
        ["transaction:read"],
      ]);
      await db.sql("DELETE FROM role_grant WHERE member_id = $1", [holder.id]);
    });

    it("B13: the second of two that were asked for at the same time and only together bring both", async () => {
      const person = await somebody();
      const finance = await waits(chief, await gives(person, "Finance", "Lima"));
      const asked = { ...roles("Technician"), access: "all", ends: "never" };
      const own = await waits(person, await person.submits("grant.ask", asked));
      expect(wordsOf(await company.reviews(deputy, finance))).toContain("Approved and done");
      expect(wordsOf(await company.reviews(chief, own))).toContain(`${BOTH} on Lima.`);
      expect(await heldBy(person)).toEqual(["Finance"]);
    });
  });

  describe("not refused", () => {
    it("who had both keeps them, may get what adds nothing, and may lose", async () => {
      const person = await somebody(["Finance", "Developer"], ["Berlin"]);
      expect(wordsOf(await chief.types(`member ${person.email}`))).toContain(
        "Has both the role Finance and the permission to use the developer tools on Berlin.",
      );
      expect(wordsOf(await person.types(`member ${person.email}`))).not.toContain("Has both");
      expect(await approved(await gives(person, "Operations"))).toContain("Approved and done");
      expect(wordsOf(await gives(person, "Technician", "Lima", "Berlin"))).toContain("Confirm it's you");
      expect(wordsOf(await gives(person, "Finance"))).toContain("Confirm it's you");
      expect(wordsOf(await gives(await somebody(["Finance", "Developer"], ["Berlin"]), "Admin"))).toContain("Confirm");
    });
  });

  describe("setting and deleting a rule", () => {
    const adds = (first: string, second: string) => chief.submits("conflict.add", { first, second });
    const sides = async () => (await company.rows("conflict_rule")).length;
    /** Somebody with these permissions, by a role of their own. */
    async function holder(permissions: string[], scope: string[] | "all" = "all"): Promise<Member> {
      const name = `Made ${++people}`;
      company.roles.set(name, await insertRole(db, { organizationId: company.id, name, permissions }));
      return somebody([name], scope);
    }

    it("B13: takes the right to manage the policy on all accounts, from who asks and from who lets it through", async () => {
      await forgets();
      const weak = await holder(["request:approve"]);
      const partly = await holder(["request:approve", "policy:manage"], ["Berlin"]);
      const [rule] = await company.rows("conflict_rule");
      for (const asks of [
        () => adds("insight:read", "developer:access"),
        () => chief.submits("conflict.delete", {}, about({ id: String(rule?.id) })),
      ]) {
        const ref = await waits(chief, await asks());
        for (const approver of [weak, partly]) await company.reviews(approver, ref);
        expect(await company.current(ref.id)).toEqual(ref);
        expect(await company.message(ref)).toContain("Waiting for");
        expect(wordsOf(await company.reviews(deputy, ref))).toContain("Approved and done");
        company.clock.forward({ hours: 2 });
      }
      expect(await sides()).toBe(1);
      const refused = await partly.submits("conflict.add", { first: roleId("Finance"), second: "insight:read" });
      expect(wordsOf(refused)).toContain("manage the policy on all merchant accounts");
    });

    it("B13: sides that are made up, of another organization, deleted or the same come to nothing", async () => {
      await forgets();
      const other = await openOrganization(db, { name: "Other", tenant: "T7" });
      for (const made of ["*", "planet:move", "Finance", other.roles.get("Finance") ?? ""])
        expect(wordsOf(await adds(made, "insight:read"))).toContain("This choice is no longer offered.");
      expect(wordsOf(await adds("insight:read", "insight:read"))).toContain("Please choose two that are different.");
      const gone = await insertRole(db, { organizationId: company.id, name: "Gone", permissions: ["insight:read"] });
      await db.sql("UPDATE role SET deleted_at = now() WHERE id = $1", [gone]);
      expect(wordsOf(await adds(gone, "developer:access"))).toContain("The role Gone was deleted since.");
      const theirs = await insertRule(db, { organizationId: other.id, sides: ["insight:read", "developer:access"] });
      for (const id of [theirs, company.id])
        expect(wordsOf(await chief.submits("conflict.delete", {}, about({ id })))).toContain("There is no such rule.");
      expect(await other.rows("conflict_rule")).toHaveLength(1);
      const twice = `INSERT INTO conflict_rule (id, organization_id, first_permission, second_role_id, reason, created_at)
        VALUES (gen_random_uuid(), $1, 'developer:access', $2, '', now())`;
      await expect(db.sql(twice, [company.id, roleId("Finance")])).rejects.toThrow(/conflict_rule_pair/);
    });

    it("B13: what is there by the time it is approved, or no longer there, is out of date", async () => {
      await forgets();
      const [first, again] = [
        await waits(chief, await adds("insight:read", "developer:access")),
        await waits(chief, await adds("insight:read", "transaction:download")),
      ];
      await insertRule(db, { organizationId: company.id, sides: ["developer:access", "insight:read"] });
      expect(wordsOf(await company.reviews(deputy, first))).toContain("is different now");
      const [rule] = await company.rows("conflict_rule", "AND first_role_id IS NOT NULL");
      const gone = await waits(chief, await chief.submits("conflict.delete", {}, about({ id: String(rule?.id) })));
      await db.sql("DELETE FROM conflict_rule WHERE id = $1", [rule?.id]);
      expect(wordsOf(await company.reviews(deputy, gone))).toContain("is different now");
      expect(wordsOf(await company.reviews(deputy, again))).toContain("Approved and done");
    });

    it("to deny one takes a code, as a stolen chat account could keep people's rights", async () => {
      await forgets();
      const ref = await waits(chief, await adds("insight:read", "developer:access"));
      expect(wordsOf(await deputy.submits("request.deny", { comment: "No" }, { ref }))).toContain("code");
      expect(await company.current(ref.id)).toEqual(ref);
    });

    it("tells which roles nobody can be given any more, and lets who has both be listed page by page", async () => {
      await forgets();
      await insertRule(db, { organizationId: company.id, sides: ["settlement:read", "settlement:download"] });
      const crowd: Member[] = [];
      for (let at = 0; at < 12; at += 1) crowd.push(await somebody(["Finance"], ["Berlin"]));
      const list = wordsOf(await chief.types("conflicts"));
      expect(list).toMatch(/Has both: .* and \d+ others/);
      const told = "see settlements, download settlements";
      let reply = await chief.types(`conflict ${told}`);
      expect(wordsOf(reply)).toContain("Finance. Nobody can be given such a role while the rule is there.");
      const shown: string[] = [];
      for (;;) {
        if (reply.kind !== "card") throw new Error("no card");
        shown.push(...(reply.card.items ?? []).map(({ title }) => wordsOf(title)));
        const next = reply.card.buttons?.find(({ values }) => values?.after);
        if (!next) break;
        reply = await chief.presses("conflict.show", undefined, next.values ?? {});
      }
      expect(new Set(shown).size).toBe(shown.length);
      for (const { email } of crowd) expect(shown).toContain(email);
      expect(wordsOf(await gives(await somebody(), "Finance"))).toContain("would have both the permission to see");
      await db.sql("DELETE FROM role_grant WHERE member_id = ANY ($1::uuid[])", [crowd.map(({ id }) => id)]);
    });

    it("a role that a rule names may be deleted: the rule stays, and harms nobody", async () => {
      await forgets();
      const name = "Shortlived";
      const id = await insertRole(db, { organizationId: company.id, name, permissions: ["insight:read"] });
      company.roles.set(name, id);
      await insertRule(db, { organizationId: company.id, sides: [id, "transaction:download"] });
      const form = await chief.types(`role delete ${name}`);
      if (form.kind !== "form") throw new Error(wordsOf(form));
      expect(await approved(await chief.submits(form.command, {}, { ref: form.ref }))).toContain("Approved and done");
      expect(wordsOf(await chief.types("conflicts"))).toContain("The role Shortlived (deleted) and the permission to");
      expect(wordsOf(await gives(await somebody(["Finance"]), "Operations"))).toContain("Confirm it's you");
      const [rule] = await company.rows("conflict_rule", `AND first_role_id = '${id}'`);
      const deletes = await chief.submits("conflict.delete", {}, about({ id: String(rule?.id) }));
      expect(await approved(deletes)).toContain("Approved and done");
    });
  });
});
