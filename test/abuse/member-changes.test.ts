import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Ref, Values } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { insertRole } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

const HELD = `SELECT r.name || CASE WHEN g.all_accounts THEN '' ELSE ' on ' || (SELECT string_agg(a.name, ', ' ORDER BY a.name)
    FROM role_grant_account ga JOIN merchant_account a ON a.id = ga.account_id WHERE ga.grant_id = g.id) END AS held
  FROM role_grant g JOIN role r ON r.id = g.role_id WHERE g.member_id = $1 ORDER BY 1`;

describe.each(databases)("changes of members, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;
  let berlin: Member;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { accounts: ["Berlin", "Lima"] });
    ada = await company.member("Ada", ["Admin"]);
    grace = await company.member("Grace", ["Admin"]);
    berlin = await company.member("Bertha", ["Admin"], ["Berlin"]);
  });
  afterAll(() => db.close());
  afterEach(async () => {
    await needs(1);
    company.clock.forward({ hours: 80 });
    await tick(company.services);
    expect(company.faults.splice(0)).toEqual([]);
  });

  const needs = (approvals: number) => db.sql("UPDATE policy SET approvals = $1", [approvals]);
  const somebody = (held: string[] = [], scope: string[] | "all" = "all") =>
    company.member(`Person${++people}`, held, scope);
  const heldBy = async ({ id }: Member) => (await db.sql(HELD, [id])).map(({ held }) => held);
  const stateOf = async ({ id }: Ref) =>
    (await db.sql("SELECT state FROM change_request WHERE id = $1", [id]))[0]?.state;
  const memberState = async ({ id }: Member) =>
    (await db.sql("SELECT state FROM member WHERE id = $1", [id]))[0]?.state;
  const suspended = ({ id }: Member) => db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [id]);
  const reinstated = ({ id }: Member) => db.sql("UPDATE member SET state = 'active' WHERE id = $1", [id]);
  const demoted = ({ id }: Member) => db.sql("DELETE FROM role_grant WHERE member_id = $1", [id]);
  const mayNow = (role: string, permissions: string[]) =>
    db.sql("UPDATE role SET permissions = $2 WHERE id = $1", [company.roles.get(role), permissions]);

  async function role(name: string, permissions: string[]): Promise<string> {
    company.roles.set(name, await insertRole(db, { organizationId: company.id, name, permissions }));
    return name;
  }

  function gives(name: string, accounts: string[] | "all" = "all"): Values {
    const ids = accounts === "all" ? [] : accounts.map((account) => company.accountIds.get(account) ?? "");
    const access = accounts === "all" ? { access: "all" } : { access: "some", accounts: ids };
    return { roles: [company.roles.get(name) ?? ""], ...access, ends: "never", reason: "Needed" };
  }

  const about = ({ id }: { id: string }) => ({ ref: { id, version: 1 } });

  /** A request that waits for approval. */
  async function waits(who: Member, command: string, whom: { id: string }, values: Values = { reason: "Needed" }) {
    const ref = refIn(await who.submits(command, values, about(whom)));
    await company.confirms(who, ref);
    expect(await stateOf(ref)).toBe("awaiting_approval");
    return company.current(ref.id);
  }

  const grantOf = async ({ id }: Member) => {
    const [row] = await db.sql("SELECT id::text FROM role_grant WHERE member_id = $1", [id]);
    return { id: String(row?.id) };
  };

  describe("A5: a person who lost the right no longer counts", () => {
    it.each([
      ["lost the role", demoted],
      ["was suspended", suspended],
      [
        "has it on some accounts only",
        async (who: Member) => {
          await demoted(who);
          await company.grant(who.id, "Admin", ["Berlin"]);
        },
      ],
    ])("A5: of two approvers of an Admin, the one who %s meanwhile is not counted", async (how, demote) => {
      await needs(2);
      const [target, first, third] = [await somebody(), await somebody(["Admin"]), await somebody(["Admin"])];
      const ref = await waits(ada, "grant.give", target, gives("Admin"));
      await company.reviews(first, ref);
      await demote(first);
      expect(wordsOf(await company.reviews(grace, ref))).toContain("Your approval counts.");
      expect([how, await stateOf(ref), await heldBy(target)]).toEqual([how, "awaiting_approval", []]);
      await company.reviews(third, ref);
      expect([await stateOf(ref), await heldBy(target)]).toEqual(["applied", ["Admin"]]);
      for (const one of [first, third, target]) await demoted(one);
    });

    it("A5: who could give the role when they approved it, and can't any more, is not counted though they may approve", async () => {
      await needs(2);
      const approver = await role("Approver of changes", ["request:approve"]);
      const [target, first] = [await somebody(), await somebody([approver, "Admin"])];
      const ref = await waits(ada, "grant.give", target, gives("Admin"));
      await company.reviews(first, ref);
      await db.sql("DELETE FROM role_grant WHERE member_id = $1 AND role_id = $2", [
        first.id,
        company.roles.get("Admin"),
      ]);
      await company.reviews(grace, ref);
      expect([await stateOf(ref), await heldBy(target)]).toEqual(["awaiting_approval", []]);
      await demoted(first);
    });
  });

  it("A8: what is asked for again tells what the member keeps as it is now, and not as it was then", async () => {
    const target = await somebody(["Finance"]);
    const ref = await waits(ada, "grant.give", target, gives("Developer"));
    await company.reviews(grace, ref, "deny");
    await company.grant(target.id, "Operations");
    const again = refIn(await ada.presses("request.ask-again", await company.current(ref.id)));
    const [row] = await db.sql("SELECT payload -> 'keep' AS keep FROM change_request WHERE id = $1", [again.id]);
    const kept = ((row?.keep ?? []) as { roleId: string }[]).map(({ roleId }) => roleId);
    expect(kept.sort()).toEqual([company.roles.get("Finance"), company.roles.get("Operations")].sort());
    expect(await company.message(again)).toContain("Operations");
  });

  describe("A6: what is applied is judged when it is applied", () => {
    it.each(["grant.take", "grant.change", "member.change"])(
      "A6: %s of a role that was taken meanwhile is out of date, and changes nothing",
      async (command) => {
        const target = await somebody(["Finance"], ["Berlin"]);
        const grant = await grantOf(target);
        const values = { ...gives("Operations"), ...(command === "grant.take" && { roles: [] }) };
        const ref = await waits(ada, command, command === "member.change" ? target : grant, values);
        await demoted(target);
        const changed = await company.count("member.changed");
        expect(wordsOf(await company.reviews(grace, ref))).toContain("different now, so it can't be applied");
        expect([await stateOf(ref), await heldBy(target)]).toEqual(["stale", []]);
        expect(await company.count("member.changed")).toBe(changed);
        expect(await company.message(ref)).toContain("no longer holds Finance on Berlin");
      },
    );

    it.each(["member.suspend", "member.remove", "grant.give"])(
      "A6: %s by somebody who lost the role meanwhile is refused",
      async (command) => {
        const [asker, target] = [await somebody(["Admin"]), await somebody(["Operations"])];
        const ref = refIn(await asker.submits(command, gives("Finance"), about(target)));
        if (command !== "member.suspend") await company.confirms(asker, ref);
        const now = await company.current(ref.id);
        await demoted(asker);
        const said =
          command === "member.suspend" ? await company.confirms(asker, now) : await company.reviews(grace, now);
        expect(wordsOf(said)).toContain("The person who asked for this is no longer allowed to");
        expect([await memberState(target), await heldBy(target)]).toEqual(["active", ["Operations"]]);
      },
    );

    it("A6: what was denied is not asked for again by somebody who may not do it any more", async () => {
      const [asker, target] = [await somebody(["Admin"]), await somebody()];
      const ref = await waits(asker, "member.remove", target);
      await company.reviews(grace, ref, "deny");
      await demoted(asker);
      const [requests, refused] = [await company.rows("change_request"), await company.count("command.refused")];
      expect(wordsOf(await asker.presses("request.ask-again", ref))).toContain("You need the permission to remove");
      expect(await company.rows("change_request")).toHaveLength(requests.length);
      expect(await company.count("command.refused")).toBe(refused + 1);
    });
  });

  describe("A8: what is approved is what was read", () => {
    it.each(["member.remove", "member.suspend"])(
      "A8: %s of somebody who got a role meanwhile is out of date: its approvers had not seen how far it reaches",
      async (command) => {
        const target = await somebody(["Admin"]);
        if (command === "member.suspend") {
          // The second one within a day has to be approved.
          const other = await somebody(["Admin"]);
          const done = refIn(await ada.submits(command, { reason: "" }, about(other)));
          await company.confirms(ada, done);
          expect(await memberState(other)).toBe("suspended");
        }
        const ref = await waits(ada, command, target);
        await company.grant(target.id, "Finance", ["Lima"]);
        await company.reviews(grace, ref);
        expect([await stateOf(ref), await memberState(target)]).toEqual(["stale", "active"]);
        expect(await company.message(ref)).toContain("has since got Finance");
        const { id: memberId } = target;
        const said = await ada.presses(command, undefined, { memberId });
        expect(said.kind === "form" && said.ref?.id).toBe(memberId);
        await demoted(target);
      },
    );

    it("A8: a brake doesn't wait: what its target got since the form is no reason", async () => {
      company.clock.forward({ hours: 80 });
      const target = await somebody(["Operations"]);
      const ref = refIn(await ada.submits("member.suspend", { reason: "" }, about(target)));
      await company.grant(target.id, "Finance");
      await company.confirms(ada, ref);
      expect(await memberState(target)).toBe("suspended");
    });

    it("A8: what was asked about somebody who had less is asked for with a new form", async () => {
      const target = await somebody(["Operations"], ["Berlin"]);
      await suspended(target);
      const ref = await waits(ada, "member.reinstate", target);
      await company.reviews(berlin, ref, "deny");
      await reinstated(target);
      await company.grant(target.id, "Admin");
      await suspended(target);
      const requests = await company.rows("change_request");
      const said = await ada.presses("request.ask-again", ref);
      expect([said.kind === "form" && [said.command, said.ref?.id], wordsOf(said)]).toEqual([
        ["member.reinstate", target.id],
        expect.stringContaining("has since got Admin"),
      ]);
      expect(await company.rows("change_request")).toHaveLength(requests.length);
      await demoted(target);
    });
  });

  describe("A16: nobody lets through what they could not give", () => {
    it("A16: a role that permits more than when it was asked for is not given by who can't give that", async () => {
      const [grows, approver] = [
        await role("Growing", ["transaction:read"]),
        await role("Only approves", ["request:approve"]),
      ];
      const [target, vera] = [await somebody(), await somebody([approver])];
      for (const [command, who] of [
        ["grant.give", ada],
        ["invitation.create", ada],
      ] as const) {
        await mayNow(grows, ["transaction:read"]);
        const email = `invited${++people}@acme.example`;
        const ref = await waits(who, command, target, { ...gives(grows), ...(command !== "grant.give" && { email }) });
        await mayNow(grows, ["transaction:read", "policy:manage"]);
        const [refused, events] = [await company.count("command.refused"), (await company.events()).length];
        const said = wordsOf(await company.reviews(vera, ref));
        expect(said).toContain("more than you may give");
        expect([await stateOf(ref), await heldBy(target)]).toEqual(["awaiting_approval", []]);
        expect((await company.rows("member")).some((member) => member.email === email)).toBe(false);
        expect([await company.count("command.refused"), (await company.events()).length]).toEqual([
          refused + 1,
          events + 1,
        ]);
        await company.reviews(grace, ref);
        expect(await stateOf(ref)).toBe("applied");
        await demoted(target);
      }
    });

    it("A16: of two approvals, one by somebody who could not give what the role permits by now is not counted", async () => {
      await needs(2);
      const grows = await role("Growing meanwhile", ["transaction:read"]);
      const vera = await somebody([await role("Approves first", ["request:approve"])]);
      const [target, barbara] = [await somebody(), await somebody(["Admin"])];
      const ref = await waits(ada, "grant.give", target, gives(grows));
      await company.reviews(vera, ref);
      await mayNow(grows, ["transaction:read", "policy:manage"]);
      await company.reviews(grace, ref);
      expect([await stateOf(ref), await heldBy(target)]).toEqual(["awaiting_approval", []]);
      await company.reviews(barbara, ref);
      expect([await stateOf(ref), await heldBy(target)]).toEqual(["applied", [grows]]);
      await demoted(barbara);
    });

    it("A16: a suspended member's role that permits more by now is not given back by who can't give that", async () => {
      const grows = await role("Growing back", ["transaction:read"]);
      const vera = await somebody([await role("Approves", ["request:approve"])]);
      const target = await somebody([grows]);
      await suspended(target);
      const ref = await waits(ada, "member.reinstate", target);
      await mayNow(grows, ["transaction:read", "member:remove"]);
      expect(wordsOf(await company.reviews(vera, ref))).toContain("more than you may give");
      expect([await stateOf(ref), await memberState(target)]).toEqual(["awaiting_approval", "suspended"]);
    });

    it("A16: whoever may only approve is neither asked for an Admin, nor heard, however one is to be made", async () => {
      const vera = await somebody([await role("May approve", ["request:approve"])]);
      const [target, former] = [await somebody(), await somebody(["Admin"])];
      await suspended(former);
      const asked = [
        ["grant.give", ada, target, gives("Admin", ["Berlin"])],
        ["grant.ask", target, target, gives("Admin")],
        ["invitation.create", ada, target, { ...gives("Admin"), email: `invited${++people}@acme.example` }],
        ["member.reinstate", ada, former, { reason: "" }],
      ] as const;
      for (const [command, who, whom, values] of asked) {
        const ref = await waits(who, command, whom, values);
        for (const step of ["request.approve", "request.deny"] as const) {
          expect([command, wordsOf(await vera.presses(step, ref))]).toEqual([
            command,
            expect.stringMatching(NOT_YOURS),
          ]);
          const sent = await vera.submits(step, { code: "12345678", comment: "Yes" }, { ref });
          expect([command, wordsOf(sent)]).toEqual([command, expect.stringMatching(NOT_YOURS)]);
        }
        expect([command, await stateOf(ref)]).toEqual([command, "awaiting_approval"]);
        company.clock.forward({ hours: 1 });
      }
      expect([await heldBy(target), await memberState(former)]).toEqual([[], "suspended"]);
    });

    it("A16: for what somebody asks for themselves it takes the right to give roles, whatever the role permits", async () => {
      const vera = await somebody([await role("Approves only", ["request:approve"])]);
      const target = await somebody();
      const ref = await waits(target, "grant.ask", target, gives("Operations"));
      await company.reviews(vera, ref);
      expect([await stateOf(ref), await heldBy(target)]).toEqual(["awaiting_approval", []]);
      await company.reviews(grace, ref);
      expect([await stateOf(ref), await heldBy(target)]).toEqual(["applied", ["Operations"]]);
    });
  });
});

const NOT_YOURS = /on which you can't approve requests|may not give/;
