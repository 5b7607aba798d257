import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Reply } from "../../src/core/conversation.ts";
import type { Ref, Values } from "../../src/core/ref.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { insertRole, insertRule } from "../fixtures/rows.ts";
import { databases, tries } from "../harness/database.ts";
import { scheduledDatabase } from "./scheduled-database.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

const RUNS = 20;

describe.each(databases)("B13: two changes that only together bring both, at the same moment, on $kind", ({ kind }) => {
  let place: Awaited<ReturnType<typeof scheduledDatabase>>;
  let company: Company;
  let ada: Member;
  let grace: Member;
  let edsger: Member;
  let made = 0;

  beforeAll(async () => {
    place = await scheduledDatabase(kind);
    company = await openOrganization(place.db, { accounts: ["Berlin", "Lima"] });
    ada = await company.member("Ada", ["Admin"]);
    grace = await company.member("Grace", ["Admin"]);
    edsger = await company.member("Edsger", ["Admin"]);
  });
  afterAll(() => place.db.close());

  const roleId = (name: string) => company.roles.get(name) ?? "";
  const gives = (...names: string[]): Values => ({ roles: names.map(roleId), access: "all", ends: "never" });
  const about = ({ id }: { id: string }) => ({ ref: { id, version: 1 } });
  const sets = () =>
    insertRule(company.db, { organizationId: company.id, sides: [roleId("Finance"), "developer:access"] });

  /** A role of one's own that permits little yet. */
  async function plain(): Promise<string> {
    const name = `Plain ${++made}`;
    const id = await insertRole(company.db, { organizationId: company.id, name, permissions: ["transaction:read"] });
    company.roles.set(name, id);
    return name;
  }

  async function widens(role: string): Promise<Reply> {
    const form = await ada.types(`role change ${role}`);
    if (form.kind !== "form") throw new Error(wordsOf(form));
    return ada.submits(form.command, { ...form.values, permissions: ["developer:access"] }, { ref: form.ref });
  }

  /** Asked for, and ready to be approved: what approves it, and what has become of it. */
  async function ready(asker: Member, reply: Reply, approver: Member) {
    if (reply.kind !== "form" || reply.command !== "request.verify") throw new Error(wordsOf(reply));
    const asked = refIn(reply);
    await company.confirms(asker, asked);
    const ref: Ref = await company.current(asked.id);
    await approver.presses("request.approve", ref);
    const code = (await company.code("request.approve", ref.id, `member:${approver.id}`)) ?? "";
    const isApplied = async () =>
      (await company.rows("change_request", `AND id = '${ref.id}'`))[0]?.state === "applied";
    return { approve: () => approver.submits("request.approve", { code }, { ref }), isApplied };
  }

  type Ready = Awaited<ReturnType<typeof ready>>;

  /** Approves both with their statements in an order that the scheduler makes up; which of them were applied. */
  async function atOnce(s: fc.Scheduler, late: number, [one, other]: [Ready, Ready]): Promise<boolean[]> {
    const hesitates = async () => {
      for (let turn = 0; turn < late; turn += 1) await s.schedule(Promise.resolve(), "hesitation");
    };
    place.schedule(() => s.schedule(Promise.resolve(), "statement"));
    await s.waitFor(Promise.all([one.approve(), hesitates().then(() => other.approve())]));
    place.schedule();
    expect(company.faults.splice(0)).toEqual([]);
    return [await one.isApplied(), await other.isApplied()];
  }

  async function inAnyOrder(run: (s: fc.Scheduler, late: number, isTurned: boolean) => Promise<void>): Promise<void> {
    const property = fc.asyncProperty(fc.scheduler(), fc.nat(14), fc.boolean(), async (s, late, isTurned) => {
      await company.db.sql("DELETE FROM conflict_rule");
      await run(s, late, isTurned);
      company.clock.forward({ hours: 80 });
      await tick(company.services);
    });
    await fc.assert(property, { numRuns: tries(RUNS), endOnFailure: true });
  }

  const turned = (isTurned: boolean, one: Ready, other: Ready): [Ready, Ready] =>
    isTurned ? [other, one] : [one, other];

  it("B13: a role is given while it is changed: one of them is refused", async () => {
    await inAnyOrder(async (s, late, isTurned) => {
      await sets();
      const role = await plain();
      const person = await company.member(`Given${made}`, ["Finance"]);
      const giving = await ready(ada, await ada.submits("grant.give", gives(role), about(person)), grace);
      const changing = await ready(ada, await widens(role), edsger);
      const applied = await atOnce(s, late, turned(isTurned, giving, changing));
      expect(applied.filter(Boolean)).toHaveLength(1);
    });
  }, 60_000);

  it("B13: somebody is invited as both while one of the roles is changed: one of them is refused", async () => {
    await inAnyOrder(async (s, late, isTurned) => {
      await sets();
      const role = await plain();
      const values = { ...gives("Finance", role), email: `invited${made}@acme.example` };
      const inviting = await ready(ada, await ada.submits("invitation.create", values), grace);
      const changing = await ready(ada, await widens(role), edsger);
      const applied = await atOnce(s, late, turned(isTurned, inviting, changing));
      expect(applied.filter(Boolean)).toHaveLength(1);
    });
  }, 60_000);

  it("B13: two roles are given to one person: one of them is refused", async () => {
    await inAnyOrder(async (s, late, isTurned) => {
      await sets();
      const person = await company.member(`Twice${++made}`);
      const giving = await ready(ada, await ada.submits("grant.give", gives("Finance"), about(person)), grace);
      const asking = await ready(person, await person.submits("grant.ask", gives("Developer")), edsger);
      const applied = await atOnce(s, late, turned(isTurned, giving, asking));
      expect(applied.filter(Boolean)).toHaveLength(1);
    });
  }, 60_000);

  type Coming = { reply: Reply; said: (event: Record<string, unknown>) => boolean };
  /** What is about to be given while a rule comes, and the event that says that it was. */
  const coming: Record<string, () => Promise<Coming>> = {
    async "something is given"() {
      const person = await company.member(`Early${++made}`, ["Finance"]);
      const reply = await ada.submits("grant.give", gives("Developer"), about(person));
      return { reply, said: ({ kind: what, memberId }) => what === "member.changed" && memberId === person.id };
    },
    async "somebody comes back"() {
      const person = await company.member(`Back${++made}`, ["Finance", "Developer"]);
      await company.db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [person.id]);
      const reply = await ada.submits("member.reinstate", { reason: "" }, about(person));
      return { reply, said: ({ kind: what, memberId }) => what === "member.reinstated" && memberId === person.id };
    },
    async "somebody is invited"() {
      const values = { ...gives("Finance", "Developer"), email: `early${++made}@acme.example` };
      const reply = await ada.submits("invitation.create", values);
      return { reply, said: ({ kind: what }) => what === "invitation.created" };
    },
    async "a role with both is made"() {
      const permissions = ["developer:access", "insight:read"];
      const reply = await ada.submits("role.add", { name: `Twofold ${++made}`, purpose: "both", permissions });
      return { reply, said: ({ kind: what }) => what === "role.created" };
    },
  };

  it.each(Object.entries(coming))(
    "B13: a rule comes while %s: what is against it was there before it, or is refused",
    async (what, comes) => {
      await inAnyOrder(async (s, late, isTurned) => {
        const { reply, said } = await comes();
        const giving = await ready(ada, reply, grace);
        const entries = (await company.events()).length;
        const first = what.startsWith("a role") ? "insight:read" : roleId("Finance");
        const setting = await ready(
          ada,
          await ada.submits("conflict.add", { first, second: "developer:access" }),
          edsger,
        );
        await atOnce(s, late, turned(isTurned, giving, setting));
        expect(await setting.isApplied()).toBe(true);
        const since = (await company.events()).slice(entries);
        const [given, set] = [since.findIndex(said), since.findIndex((event) => event.kind === "conflict.added")];
        expect([await giving.isApplied(), given < set]).toEqual([given >= 0, true]);
      });
    },
    60_000,
  );
});
