import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { changes } from "../../src/commands.ts";
import type { Ref, Values } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { prepareApprovals } from "../../src/domain/requests/ask-approvers.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { ownCatalogue } from "./own-catalogue.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

const OTHER_ACCOUNTS = "This request is also about merchant accounts on which you can't approve requests.";
const OWN_TARGET = "This concerns you; somebody else has to approve it.";
const NOBODY = "Nobody could approve this: it needs 1 other active member who can approve requests.";

describe.each(databases)("who may approve what, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;
  let otto: Member;
  let people = 0;

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

  const stateOf = async ({ id }: Ref) => {
    const [row] = await db.sql("SELECT state FROM change_request WHERE id = $1", [id]);
    return row?.state;
  };

  function invitation(role: string, accounts: string[] | "all"): Values {
    const ids = accounts === "all" ? [] : accounts.map((name) => company.accountIds.get(name) ?? "");
    const access = accounts === "all" ? { access: "all" } : { access: "some", accounts: ids };
    return { email: `person${++people}@acme.example`, roles: [company.roles.get(role) ?? ""], ...access };
  }

  async function waiting(asker: Member, role: string, accounts: string[] | "all"): Promise<Ref> {
    const ref = refIn(await asker.submits("invitation.create", invitation(role, accounts)));
    await company.confirms(asker, ref);
    return company.current(ref.id);
  }

  /** Whom the worker asks: the members who get a card, and those who get a mail. */
  async function asked(ref: Ref, platforms: ("slack" | "teams")[]): Promise<string[]> {
    const task = await inTransaction(db, (tx) =>
      prepareApprovals({ ...company.jobContext(tx), platforms, changes }, { requestId: ref.id }),
    );
    const cards = await db.sql("SELECT member_id::text AS id FROM request_message WHERE request_id = $1", [ref.id]);
    await db.sql("DELETE FROM request_message WHERE request_id = $1", [ref.id]);
    const jobs = task.kind === "jobs" ? task.jobs : [];
    const mailed = jobs.flatMap((job) => (job.name === "approval-mail" ? [job.memberId] : []));
    expect(jobs).toHaveLength(cards.length + mailed.length);
    return [...cards.map(({ id }) => String(id)), ...mailed];
  }

  describe("A14: an approver must hold the right on every account that the change reaches", () => {
    it("A14: an Admin limited to one account is neither asked nor shown an Admin on all of them", async () => {
      const ref = await waiting(ada, "Admin", "all");
      for (const platforms of [["slack"], []] as ("slack" | "teams")[][])
        expect(await asked(ref, platforms)).toEqual([grace.id]);
      expect(wordsOf(await otto.types("requests"))).toContain("Nothing is open");
      expect(wordsOf(await grace.types("requests"))).toContain("Asked for by ada@acme.example. You can approve it.");
      const shown = await otto.presses("request.show", ref);
      expect(shown.kind === "card" && shown.card.buttons).toEqual([]);
    });

    it("A14: and is refused with a sentence when they press a button or send a form anyway; the history knows", async () => {
      const ref = await waiting(ada, "Admin", "all");
      const refused = await company.count("command.refused");
      for (const command of ["request.approve", "request.deny"]) {
        expect(wordsOf(await otto.presses(command, ref))).toContain(OTHER_ACCOUNTS);
        const sent = await otto.submits(command, { code: "12345678", comment: "Mine" }, { ref });
        expect(wordsOf(sent)).toContain(OTHER_ACCOUNTS);
        expect(await company.code(command, ref.id)).toBeNull();
      }
      expect(await company.count("command.refused")).toBe(refused + 4);
      expect(await stateOf(ref)).toBe("awaiting_approval");
    });

    it.each([
      ["exactly their accounts", ["Shop"], true],
      ["one account more", ["Shop", "Stall"], false],
      ["another account", ["Web"], false],
      ["all accounts, those to come included", "all", false],
    ] as const)("A14: %s", async (_, accounts, may) => {
      const ref = await waiting(ada, "Operations", accounts === "all" ? "all" : [...accounts]);
      expect((await asked(ref, ["slack"])).includes(otto.id)).toBe(may);
      expect(wordsOf(await otto.types("requests")).includes("You can approve it")).toBe(may);
      await company.reviews(otto, ref);
      expect(await stateOf(ref)).toBe(may ? "applied" : "awaiting_approval");
    });

    it("A14: whoever holds each account that there is does not hold all: that takes in the ones to come", async () => {
      const vera = await company.member("Vera", ["Admin"], ["Shop", "Stall", "Web"]);
      const [some, all] = [await waiting(ada, "Finance", ["Shop", "Web"]), await waiting(ada, "Finance", "all")];
      expect([await asked(some, []), await asked(all, [])]).toEqual([[grace.id, vera.id], [grace.id]]);
      await company.reviews(vera, some);
      await company.reviews(vera, all);
      expect([await stateOf(some), await stateOf(all)]).toEqual(["applied", "awaiting_approval"]);
      await db.sql("DELETE FROM role_grant WHERE member_id = $1", [vera.id]);
    });

    it("A14: an approval given before the right was narrowed is not counted when it is applied", async () => {
      await db.sql("UPDATE policy SET approvals = 2 WHERE organization_id = $1", [company.id]);
      const [barbara, edsger] = [await company.member("Barbara", ["Admin"]), await company.member("Edsger", ["Admin"])];
      const ref = await waiting(ada, "Admin", "all");
      await company.reviews(barbara, ref);
      await db.sql("DELETE FROM role_grant WHERE member_id = $1", [barbara.id]);
      await company.grant(barbara.id, "Admin", ["Shop", "Stall", "Web"]);
      expect(wordsOf(await company.reviews(grace, ref))).toContain("Your approval counts.");
      expect(await stateOf(ref)).toBe("awaiting_approval");
      await company.reviews(edsger, ref);
      expect(await stateOf(ref)).toBe("applied");
      await db.sql("UPDATE policy SET approvals = 1 WHERE organization_id = $1", [company.id]);
      await db.sql("DELETE FROM role_grant WHERE member_id IN ($1, $2)", [barbara.id, edsger.id]);
    });

    it("A14: where only such approvers are there, it is refused when asked for, and when the code comes in", async () => {
      const role = randomUUID();
      const values = [role, company.id, ["member:invite"]];
      await db.sql("INSERT INTO role VALUES ($1, $2, 'Recruiter', 'invites', false, $3, 9)", values);
      company.roles.set("Recruiter", role);
      const rita = await company.member("Rita", ["Recruiter"]);
      const ref = refIn(await rita.submits("invitation.create", invitation("Operations", "all")));
      // Ada and Grace stay administrators, but of some accounts only.
      for (const { id } of [ada, grace]) {
        await db.sql("DELETE FROM role_grant WHERE member_id = $1", [id]);
        await company.grant(id, "Admin", ["Stall"]);
      }
      expect(wordsOf(await company.confirms(rita, ref))).toContain(NOBODY);
      expect(await stateOf(ref)).toBe("awaiting_code");
      expect(wordsOf(await rita.submits("invitation.create", invitation("Operations", "all")))).toContain(NOBODY);
      expect(wordsOf(await rita.submits("invitation.create", invitation("Operations", ["Web"])))).toContain(NOBODY);
      expect(refIn(await rita.submits("invitation.create", invitation("Operations", ["Shop"])))).toBeTruthy();
      for (const { id } of [ada, grace]) {
        await db.sql("DELETE FROM role_grant WHERE member_id = $1", [id]);
        await company.grant(id, "Admin");
      }
    });
  });

  describe("A1: nobody approves what concerns them", () => {
    let barbara: Member;
    beforeAll(async () => {
      barbara = await company.member("Barbara B.", ["Admin"]);
    });

    async function noted(about: Member): Promise<Ref> {
      const own = ownCatalogue(company);
      const ref = refIn(await own.notes(ada, about));
      await own.confirms(ada, ref);
      return company.current(ref.id);
    }

    it("A1: its target is not asked, not shown it and refused; somebody else is asked, shown it and approves", async () => {
      const own = ownCatalogue(company);
      const ref = await noted(grace);
      expect(await own.plans(ref.id, { platforms: [] })).toEqual({
        kind: "jobs",
        jobs: [{ name: "approval-mail", requestId: ref.id, memberId: barbara.id }],
      });
      expect(wordsOf(await own.lists(grace))).toContain("Nothing is open");
      expect(wordsOf(await own.lists(barbara))).toContain("A note about somebody");
      for (const act of [own.opensApproval, own.approves, own.denies])
        expect(wordsOf(await act(grace, ref))).toContain(OWN_TARGET);
      expect([await stateOf(ref), await company.code("request.approve", ref.id)]).toEqual(["awaiting_approval", null]);
      await own.opensApproval(barbara, ref);
      expect(wordsOf(await own.approves(barbara, ref))).toContain("Approved and done.");
      expect(await stateOf(ref)).toBe("applied");
    });

    it("D4: to deny what takes something away takes a code of its own, and not that of the approval", async () => {
      const own = ownCatalogue(company);
      const ref = await noted(grace);
      await own.opensApproval(barbara, ref);
      const other = (await company.code("request.approve", ref.id)) ?? "";
      for (const code of ["", other]) {
        const said = await own.deniesWith(barbara, ref, code);
        expect([wordsOf(said), await stateOf(ref)]).toEqual([
          expect.stringContaining("This code is wrong or no longer valid."),
          "awaiting_approval",
        ]);
      }
      await own.opensDenial(barbara, ref);
      expect(wordsOf(await own.denies(barbara, ref))).toContain("Denied. Nothing was changed.");
      expect(await stateOf(ref)).toBe("denied");
    });

    it("A1: and somebody who becomes one after approving is not counted", async () => {
      const own = ownCatalogue(company);
      await db.sql("UPDATE policy SET approvals = 2 WHERE organization_id = $1", [company.id]);
      const carla = await company.member("Carla", ["Admin"]);
      const ref = await noted(otto);
      await own.opensApproval(barbara, ref);
      await own.approves(barbara, ref);
      await db.sql("UPDATE change_request SET targets = targets || $2::uuid WHERE id = $1", [ref.id, barbara.id]);
      await own.opensApproval(carla, ref);
      expect(wordsOf(await own.approves(carla, ref))).toContain("Your approval counts.");
      await own.opensApproval(grace, ref);
      expect(wordsOf(await own.approves(grace, ref))).toContain("Approved and done.");
      await db.sql("UPDATE policy SET approvals = 1 WHERE organization_id = $1", [company.id]);
      await db.sql("DELETE FROM role_grant WHERE member_id = $1", [carla.id]);
    });

    it("A1: the database itself refuses the row, whoever writes it", async () => {
      const ref = await noted(grace);
      const insert = (approver: Member) =>
        db.sql(
          `INSERT INTO review (id, organization_id, request_id, requester_id, approver_id, decision, version, digest, at)
           VALUES (gen_random_uuid(), $1, $2, $3, $4, 'approved', 2, 'digest', now())`,
          [company.id, ref.id, ada.id, approver.id],
        );
      await expect(insert(grace)).rejects.toThrow("a request is not reviewed by somebody whom it concerns");
      await insert(barbara);
    });

    it("A1: what only its target could approve is refused when it is asked for", async () => {
      await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [barbara.id]);
      expect(wordsOf(await ownCatalogue(company).notes(ada, grace))).toContain(NOBODY);
      expect(refIn(await ownCatalogue(company).notes(ada, otto))).toBeTruthy();
    });
  });
});
