import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ref, Values } from "../../src/core/ref.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { digestOf } from "../../src/domain/requests/request.ts";
import { databases } from "../harness/database.ts";
import { scheduledDatabase } from "./scheduled-database.ts";
import { type Company, type Member, openOrganization, refIn } from "./setup.ts";

const RUNS = 12;

describe.each(databases)("two at a request at the same moment, on $kind", ({ kind }) => {
  let place: Awaited<ReturnType<typeof scheduledDatabase>>;
  let company: Company;
  let ada: Member;
  let grace: Member;
  let edsger: Member;
  let people = 0;

  beforeAll(async () => {
    place = await scheduledDatabase(kind);
    company = await openOrganization(place.db, { accounts: ["Shop", "Stall"] });
    ada = await company.member("Ada", ["Admin"]);
    grace = await company.member("Grace", ["Admin"]);
    edsger = await company.member("Edsger", ["Admin"]);
  });
  afterAll(() => place.db.close());

  const somebody = () => `person${++people}@acme.example`;

  /** Lets so many statements of others go first. */
  async function hesitates(s: fc.Scheduler, turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) await s.schedule(Promise.resolve(), "hesitation");
  }

  /** Runs them with their statements in an order that the scheduler makes up. */
  async function interleaved(s: fc.Scheduler, acts: (() => Promise<unknown>)[]): Promise<void> {
    place.schedule(() => s.schedule(Promise.resolve(), "statement"));
    await s.waitFor(Promise.all(acts.map((act) => act())));
    place.schedule();
  }

  async function codeToApprove(who: Member, ref: Ref): Promise<string> {
    await who.presses("request.approve", ref);
    return (await company.code("request.approve", ref.id, `member:${who.id}`)) ?? "";
  }

  it("A3: an edit never slips in between the approval and the effect", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.nat(14), async (s, late) => {
        const [before, after] = [somebody(), somebody()];
        const ref = await company.waiting(ada, before);
        const code = await codeToApprove(grace, ref);
        let edited = 0;
        const edit = async () => {
          await hesitates(s, late);
          await inTransaction(company.db, async (tx) => {
            const { id, version } = ref;
            const row = await tx.changeRequest.findUniqueOrThrow({ where: { id } });
            const payload = { ...(row.payload as object), emails: [after] };
            const { count } = await tx.changeRequest.updateMany({
              where: { id, version, state: "awaiting_approval" },
              data: { payload, digest: digestOf(row.command, payload), subject: after, version: version + 1 },
            });
            edited = count;
          });
        };
        await interleaved(s, [() => grace.submits("request.approve", { code }, { ref }), edit]);
        const emails = (await company.rows("invitation")).map(({ email }) => email);
        const [row] = await company.db.sql("SELECT state FROM change_request WHERE id = $1", [ref.id]);
        expect(emails).not.toContain(after);
        expect([row?.state, emails.includes(before)]).toEqual(
          edited === 1 ? ["awaiting_approval", false] : ["applied", true],
        );
        expect(company.faults).toEqual([]);
        company.clock.forward({ hours: 80 });
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ["invitation.create", "invitation.created"],
    ["grant.give", "member.changed"],
  ])(
    "A3: with %s, no role is ever given on an account after it was closed, and none is lost",
    async (gives, isGiven) => {
      const shop = company.accountIds.get("Shop") ?? "";
      const terms = { roles: [company.roles.get("Operations") ?? ""], access: "some", ends: "never" };
      const values = { ...terms, accounts: [...company.accountIds.values()], reason: "x" };
      const waiting = async (command: string, asked: Values, about?: Ref) => {
        const ref = refIn(await ada.submits(command, asked, { ref: about }));
        await company.confirms(ada, ref);
        return company.current(ref.id);
      };
      let given = 0;
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), fc.nat(14), fc.nat(14), async (s, first, second) => {
          const email = somebody();
          const about =
            gives === "grant.give"
              ? { id: (await company.member(email.split("@")[0] ?? "")).id, version: 1 }
              : undefined;
          const gift = await waiting(gives, about ? values : { ...values, email }, about);
          const close = await waiting("account.close", { account: shop });
          const [hers, his] = [await codeToApprove(grace, gift), await codeToApprove(edsger, close)];
          const before = (await company.events()).length;
          await interleaved(s, [
            () => hesitates(s, first).then(() => grace.submits("request.approve", { code: hers }, { ref: gift })),
            () => hesitates(s, second).then(() => edsger.submits("request.approve", { code: his }, { ref: close })),
          ]);
          const kinds = (await company.events()).slice(before).map((event) => String(event.kind));
          const [at, closed] = [kinds.indexOf(isGiven), kinds.indexOf("account.closed")];
          expect(closed).toBeGreaterThanOrEqual(0);
          expect(at).toBeLessThan(closed);
          if (at >= 0) given += 1;
          const grants = await company.db.sql(
            `SELECT FROM role_grant_account a JOIN role_grant g ON g.id = a.grant_id JOIN member m ON m.id = g.member_id
           WHERE m.email = $1`,
            [email],
          );
          expect(grants).toHaveLength(at >= 0 ? 2 : 0);
          expect(company.faults).toEqual([]);
          await company.db.sql("UPDATE merchant_account SET closed_at = NULL WHERE id = $1", [shop]);
          company.clock.forward({ hours: 80 });
        }),
        { numRuns: 2 * RUNS },
      );
      // Both orders came about.
      expect(given).toBeGreaterThan(0);
      expect(given).toBeLessThan(2 * RUNS);
    },
  );

  it("A3: approve, approve, deny, withdraw and retries in any order: one end, and one effect if it is applied", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.nat(14), async (s, late) => {
        const email = somebody();
        const ref = await company.waiting(ada, email);
        const [hers, his] = [await codeToApprove(grace, ref), await codeToApprove(edsger, ref)];
        const approves = () => grace.submits("request.approve", { code: hers }, { ref });
        const [before, jobs] = [(await company.events()).length, (await company.jobs()).length];
        await interleaved(s, [
          approves,
          approves,
          () => edsger.submits("request.approve", { code: his }, { ref }),
          () => hesitates(s, late).then(() => ada.submits("request.withdraw", {}, { ref })),
        ]);
        const kinds = (await company.events()).slice(before).map((event) => String(event.kind));
        const effect = kinds.includes("request.applied");
        expect(kinds).toEqual(
          effect ? ["request.approved", "invitation.created", "request.applied"] : ["request.withdrawn"],
        );
        expect((await company.rows("invitation")).filter((one) => one.email === email)).toHaveLength(effect ? 1 : 0);
        // Who came too late has the message drawn again, which may be asked for any number of times.
        const sent = (await company.jobs()).slice(jobs).map((job) => job.name);
        const once = sent.filter((name) => name !== "refresh" && name !== "homes").sort();
        expect([once, sent.includes("refresh")]).toEqual([effect ? ["activation", "outcome"] : [], true]);
        expect(company.faults).toEqual([]);
        company.clock.forward({ hours: 80 });
      }),
      { numRuns: RUNS },
    );
  });

  it("the last sending again of a day, pressed by three, in any order: an invitation is sent again once, and within the limit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (s) => {
        const email = somebody();
        await company.reviews(grace, await company.waiting(ada, email));
        const sentBefore = [4, 3, 2, 1].map((hours) => company.clock.now().getTime() - hours * 3_600_000);
        const [row] = await company.db.sql(
          "UPDATE invitation SET renewed_at = $2::timestamptz[] WHERE email = $1 RETURNING id::text",
          [email, sentBefore.map((at) => new Date(at).toISOString())],
        );
        const ref = { id: String(row?.id), version: sentBefore.length };
        const before = await company.count("invitation.renewed");
        const sends = (who: Member) => () => who.submits("invitation.renew", {}, { ref });
        await interleaved(s, [ada, grace, edsger].map(sends));
        const [after] = (await company.rows("invitation")).filter((one) => one.email === email);
        expect(after?.renewed_at).toHaveLength(5);
        expect(await company.count("invitation.renewed")).toBe(before + 1);
        expect(company.faults).toEqual([]);
        company.clock.forward({ hours: 80 });
      }),
      { numRuns: RUNS },
    );
  });
});
