import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Ref } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { type Company, type Member, openOrganization, wordsOf } from "../abuse/setup.ts";
import { databases, freshDatabase } from "../harness/database.ts";

describe.each(databases)("what a request is decided under, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;
  let edsger: Member;
  let barbara: Member;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    const administrator = (name: string) => company.member(name, ["Admin"]);
    ada = await administrator("Ada");
    [grace, edsger, barbara] = [
      await administrator("Grace"),
      await administrator("Edsger"),
      await administrator("Barbara"),
    ];
  });
  afterAll(() => db.close());
  afterEach(async () => {
    await policy({ approvals: 1, days: 7 });
    company.clock.forward({ hours: 80 });
    await tick(company.services);
    expect(company.faults.splice(0)).toEqual([]);
  });

  const somebody = () => `person${++people}@acme.example`;
  const policy = ({ approvals, days }: { approvals: number; days: number }) =>
    db.sql("UPDATE policy SET approvals = $2, invitation_days = $3 WHERE organization_id = $1", [
      ...[company.id, approvals, days],
    ]);
  const demote = ({ id }: Member) => db.sql("DELETE FROM role_grant WHERE member_id = $1", [id]);
  const card = (ref: Ref) => company.message(ref);
  const stateOf = async ({ id }: Ref) =>
    (await db.sql("SELECT state FROM change_request WHERE id = $1", [id]))[0]?.state;

  /** How many days the only invitation of that address is good. */
  async function invitedFor(email: string): Promise<unknown> {
    const rows = await db.sql(
      "SELECT extract(epoch FROM expires_at - created_at)::int / 86400 AS days FROM invitation WHERE email = $1",
      [email],
    );
    return rows.length === 1 ? rows[0]?.days : rows;
  }

  describe("the policy of when it was opened", () => {
    it("holds where it changes before the code comes in", async () => {
      await policy({ approvals: 2, days: 3 });
      const email = somebody();
      const ref = await company.asks(ada, email);
      await policy({ approvals: 1, days: 30 });
      expect(wordsOf(await company.confirms(ada, ref))).toContain("It needs 2 approvals");
      const waiting = await company.current(ref.id);
      await company.reviews(grace, waiting);
      expect(await stateOf(ref)).toBe("awaiting_approval");
      await company.reviews(edsger, waiting);
      expect([await stateOf(ref), await invitedFor(email)]).toEqual(["applied", 3]);
    });

    it("and before it is approved", async () => {
      await policy({ approvals: 1, days: 3 });
      const email = somebody();
      const ref = await company.waiting(ada, email);
      await policy({ approvals: 3, days: 30 });
      await company.reviews(grace, ref);
      expect([await stateOf(ref), await invitedFor(email)]).toEqual(["applied", 3]);
    });

    it("but the exception for the only administrator is judged again, and what is needed then is the policy of then", async () => {
      const alone = await openOrganization(db, { name: "Alone", tenant: "T2" });
      const linus = await alone.member("Linus", ["Admin"]);
      const ref = await alone.asks(linus, "x@alone.example");
      await db.sql("UPDATE policy SET invitation_days = 30 WHERE organization_id = $1", [alone.id]);
      const second = await alone.member("Second", ["Admin"]);
      expect(wordsOf(await alone.confirms(linus, ref))).toContain("sent for approval to");
      await alone.reviews(second, await alone.current(ref.id));
      expect(await invitedFor("x@alone.example")).toBe(7);
      expect(alone.faults).toEqual([]);
    });
  });

  describe("the card's number", () => {
    it("is that of the approvals which are still missing: one that no longer counts is named, and not counted", async () => {
      await policy({ approvals: 2, days: 7 });
      const ref = await company.waiting(ada, somebody());
      expect(await card(ref)).toContain("Waiting for 2 approvals,");
      expect(wordsOf(await company.reviews(grace, ref))).toContain("Your approval counts.");
      await demote(grace);
      const without = await card(ref);
      expect(without).toContain("Waiting for 2 approvals,");
      expect(without).toContain("grace@acme.example: “Looked at it” (no longer counts)");
      await company.reviews(edsger, ref);
      const second = await card(ref);
      expect(second).toContain("Waiting for 1 approval,");
      expect(second).not.toContain("edsger@acme.example: “Looked at it” (no longer counts)");
      expect(wordsOf(await company.reviews(barbara, ref))).toContain("Approved and done.");
      await company.grant(grace.id, "Admin");
    });

    it("is at least one: where enough count again, one more approval applies it", async () => {
      await policy({ approvals: 2, days: 7 });
      const ref = await company.waiting(ada, somebody());
      await company.reviews(grace, ref);
      await demote(grace);
      await company.reviews(edsger, ref);
      await company.grant(grace.id, "Admin");
      expect(await card(ref)).toContain("Waiting for 1 approval,");
      expect(wordsOf(await company.reviews(barbara, ref))).toContain("Approved and done.");
      expect(await card(ref)).not.toContain("no longer counts");
    });
  });
});
