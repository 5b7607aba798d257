import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ref, Values } from "../../src/core/ref.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { insertRole } from "../fixtures/rows.ts";
import { databases, tries } from "../harness/database.ts";
import { later } from "../rules/machine.ts";
import { scheduledDatabase } from "./scheduled-database.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

const RUNS = 24;
const ADMINISTRATORS = "^(ada|grace|edsger)@";

describe.each(databases)("two at a member at the same moment, on $kind", ({ kind }) => {
  let place: Awaited<ReturnType<typeof scheduledDatabase>>;
  let company: Company;
  let [ada, grace, edsger]: Member[] = [];
  let people = 0;

  beforeAll(async () => {
    place = await scheduledDatabase(kind);
    company = await openOrganization(place.db, { accounts: ["Berlin", "Lima"] });
    [ada, grace, edsger] = [
      await company.member("Ada", ["Admin"]),
      await company.member("Grace", ["Admin"]),
      await company.member("Edsger", ["Admin"]),
    ];
  });
  afterAll(() => place.db.close());

  const about = ({ id }: { id: string }) => ({ ref: { id, version: 1 } });
  const stateOf = async ({ id }: Ref) =>
    (await company.db.sql("SELECT state FROM change_request WHERE id = $1", [id]))[0]?.state;
  const grantOf = async ({ id }: Member) =>
    (await company.db.sql("SELECT id::text FROM role_grant WHERE member_id = $1 ORDER BY until LIMIT 1", [id]))[0] as {
      id: string;
    };

  function gives(role: string): Values {
    return { roles: [company.roles.get(role) ?? ""], access: "all", ends: "never", reason: "Needed" };
  }

  /** Lets so many statements of others go first. */
  async function hesitates(s: fc.Scheduler, turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) await s.schedule(Promise.resolve(), "hesitation");
  }

  /** Runs both with their statements in an order that the scheduler makes up. */
  async function atOnce(s: fc.Scheduler, late: number, acts: [() => Promise<unknown>, () => Promise<unknown>]) {
    const [first, second] = acts;
    place.schedule(() => s.schedule(Promise.resolve(), "statement"));
    const done = await s.waitFor(Promise.all([first(), hesitates(s, late).then(second)]));
    place.schedule();
    expect(company.faults.splice(0)).toEqual([]);
    return done;
  }

  /** Asked for by Ada, and ready to be approved: what approves it. */
  async function ready(
    command: string,
    whom: { id: string },
    values: Values,
    approver: Member | undefined,
    asker = ada,
  ) {
    if (!asker || !approver) throw new Error("somebody is missing");
    const asked = refIn(await asker.submits(command, values, about(whom)));
    await company.confirms(asker, asked);
    const ref = await company.current(asked.id);
    await approver.presses("request.approve", ref);
    const code = (await company.code("request.approve", ref.id, `member:${approver.id}`)) ?? "";
    return { ref, approve: () => approver.submits("request.approve", { code }, { ref }) };
  }

  async function somebody(role: string, hours?: number): Promise<Member> {
    const member = await company.member(`Person${++people}`, [role]);
    const until = hours && new Date(company.clock.now().getTime() + hours * 3_600_000);
    if (until) await company.db.sql("UPDATE role_grant SET until = $2 WHERE member_id = $1", [member.id, until]);
    return member;
  }

  /** What the tables say that somebody is and holds, and what the history's last word about them is. */
  async function heldBy({ id }: Member) {
    const rows = await company.db.sql(
      "SELECT role_id::text AS role, until FROM role_grant WHERE member_id = $1 ORDER BY 1",
      [id],
    );
    const [member] = await company.db.sql("SELECT state FROM member WHERE id = $1", [id]);
    const held = rows.map(({ role, until }) => `${role} ${until ? new Date(until as Date).toISOString() : "for good"}`);
    const last = (await company.events()).findLast(({ memberId, grants }) => memberId === id && grants);
    const said = (last?.grants ?? []) as { roleId: string; until: string | null }[];
    const written = said.map(({ roleId, until }) => `${roleId} ${until ?? "for good"}`);
    return { stored: [member?.state, held.sort()], written: [last?.state, written.sort()], grants: held.length };
  }

  const orders = [fc.scheduler(), fc.nat(20)] as const;

  async function inAnyOrder(run: (s: fc.Scheduler, late: number) => Promise<void>): Promise<void> {
    const property = fc.asyncProperty(...orders, async (s, late) => {
      await run(s, late);
      company.clock.forward({ hours: 80 });
      await tick(company.services);
    });
    await fc.assert(property, { numRuns: tries(RUNS) });
  }

  it("give and remove: nobody is removed and holds something", async () => {
    await inAnyOrder(async (s, late) => {
      const target = await somebody("Operations");
      const give = await ready("grant.give", target, gives("Finance"), grace);
      const remove = await ready("member.remove", target, { reason: "Left" }, edsger);
      await atOnce(s, late, [give.approve, remove.approve]);
      const { stored, written, grants } = await heldBy(target);
      expect(stored).toEqual(written);
      const [given, removed] = [await stateOf(give.ref), await stateOf(remove.ref)];
      // The other one finds a member who is not what they were.
      expect([given === "applied", removed === "applied"].filter(Boolean)).toHaveLength(1);
      expect(grants).toBe(removed === "applied" ? 0 : 2);
    });
  }, 60_000);

  it("two corrections to one address: one is applied, and one member is to have it", async () => {
    await inAnyOrder(async (s, late) => {
      const [first, second] = [await somebody("Operations"), await somebody("Operations")];
      const email = `moves${people}@acme.example`;
      const one = await ready("member.correct", first, { email }, grace);
      // As if both had been asked for at the same moment: one of them would have been refused.
      await company.db.sql("UPDATE change_request SET subject = $2 WHERE id = $1", [one.ref.id, first.id]);
      const other = await ready("member.correct", second, { email }, edsger);
      await atOnce(s, late, [one.approve, other.approve]);
      const states = [await stateOf(one.ref), await stateOf(other.ref)];
      expect(states.filter((state) => state === "applied")).toHaveLength(1);
      expect(await company.rows("address_change", `AND email = '${email}' AND state = 'asked'`)).toHaveLength(1);
    });
  }, 60_000);

  it("two changes that take the same role: one is applied, the other is refused, and out of date when it is tried again", async () => {
    await inAnyOrder(async (s, late) => {
      const target = await somebody("Finance");
      const changed = { access: "some", accounts: [company.accountIds.get("Berlin") ?? ""], ends: "never" };
      const one = await ready("grant.change", await grantOf(target), changed, grace);
      const other = await ready("member.change", target, gives("Operations"), edsger);
      await atOnce(s, late, [one.approve, other.approve]);
      const states = [await stateOf(one.ref), await stateOf(other.ref)];
      expect(states.filter((state) => state === "applied")).toHaveLength(1);
      const { stored, written, grants } = await heldBy(target);
      expect([stored, grants]).toEqual([written, 1]);
      const left = [one, other].find((_, at) => states[at] === "awaiting_approval");
      if (!left) return;
      await left.approve();
      expect([await stateOf(left.ref), (await heldBy(target)).grants]).toEqual(["stale", 1]);
    });
  }, 60_000);

  describe("B1: administrators", () => {
    const everybodyWorks = () =>
      company.db.sql(
        "UPDATE member SET state = 'active', suspended_at = NULL WHERE organization_id = $1 AND email ~ $2",
        [company.id, ADMINISTRATORS],
      );
    const working = async () =>
      (await company.rows("member", `AND state = 'active' AND email ~ '${ADMINISTRATORS}'`)).length;

    /** What confirms that somebody is suspended: the code alone. */
    async function suspends(who: Member | undefined, whom: Member | undefined) {
      if (!who || !whom) throw new Error("somebody is missing");
      const ref = refIn(await who.submits("member.suspend", { reason: "" }, about(whom)));
      const code = (await company.code("request.verify", ref.id)) ?? "";
      return () => who.submits("request.verify", { code }, { ref });
    }

    it("B1: two administrators who suspend each other: one stays", async () => {
      await inAnyOrder(async (s, late) => {
        await everybodyWorks();
        await company.db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [edsger?.id]);
        const before = await company.count("member.suspended");
        const said = await atOnce(s, late, [await suspends(ada, grace), await suspends(grace, ada)]);
        expect([await working(), await company.count("member.suspended")]).toEqual([1, before + 1]);
        expect(said.filter((reply) => wordsOf(reply).includes("Done at once"))).toHaveLength(1);
      });
    }, 60_000);

    it("B1: one who suspends two others with a code for each: one of them stays until somebody approves it", async () => {
      await inAnyOrder(async (s, late) => {
        await everybodyWorks();
        await atOnce(s, late, [await suspends(ada, grace), await suspends(ada, edsger)]);
        expect(await working()).toBe(2);
      });
    }, 60_000);

    it("B1: the last two lose their role, and others approve that: one keeps it", async () => {
      const permissions = ["request:approve"];
      const role = await insertRole(company.db, { organizationId: company.id, name: "Approver", permissions });
      company.roles.set("Approver", role);
      const others = [await company.member("Vera", ["Approver"]), await company.member("Victor", ["Approver"])];
      const holders = [ada, grace].flatMap((member) => member ?? []);
      await inAnyOrder(async (s, late) => {
        await everybodyWorks();
        await company.db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [edsger?.id]);
        for (const { id } of holders) {
          await company.db.sql("DELETE FROM role_grant WHERE member_id = $1", [id]);
          await company.grant(id, "Admin");
        }
        const [one, other] = [
          await ready("grant.take", await grantOf(holders[1] as Member), { reason: "" }, others[0]),
          await ready("grant.take", await grantOf(holders[0] as Member), { reason: "" }, others[1], holders[1]),
        ];
        await atOnce(s, late, [one.approve, other.approve]);
        const left = await company.rows(
          "role_grant",
          `AND member_id IN ('${holders.map(({ id }) => id).join("','")}')`,
        );
        expect(left).toHaveLength(1);
      });
      await everybodyWorks();
      for (const { id } of holders) await company.grant(id, "Admin");
    }, 60_000);
  });

  it("a role that ends and is changed: it ends, or it is what it was changed to", async () => {
    await inAnyOrder(async (s, late) => {
      const target = await somebody("Finance", 1);
      const changed = { access: "all", ends: "hours", hours: "48" };
      const { ref, approve } = await ready("grant.change", await grantOf(target), changed, grace);
      const ended = await company.count("grant.ended");
      // The clock of another process, which is ahead.
      await atOnce(s, late, [approve, () => tick({ ...company.services, clock: later(company, 2) })]);
      const isChanged = (await stateOf(ref)) === "applied";
      const { stored, written, grants } = await heldBy(target);
      expect([grants, await company.count("grant.ended")]).toEqual(isChanged ? [1, ended] : [0, ended + 1]);
      expect(stored).toEqual(written);
    });
  }, 60_000);

  it("a role that ends while another one is given: what the history says last is what is held", async () => {
    await inAnyOrder(async (s, late) => {
      const target = await somebody("Finance", 1);
      const { ref, approve } = await ready("grant.give", target, gives("Operations"), grace);
      await atOnce(s, late, [approve, () => tick({ ...company.services, clock: later(company, 2) })]);
      const { stored, written } = await heldBy(target);
      expect([await stateOf(ref), stored]).toEqual(["applied", written]);
    });
  }, 60_000);
});
