import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Reply } from "../../src/core/conversation.ts";
import type { Values } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { insertRole } from "../fixtures/rows.ts";
import { databases, freshDatabase, tries } from "../harness/database.ts";
import { type Company, type Member, openOrganization } from "./setup.ts";

const PEOPLE = 3;
const ROLES = ["Finance", "Developer", "Own 1", "Own 2"];
const PERMISSIONS = ["settlement:read", "insight:read", "developer:access"];

const who = fc.nat(PEOPLE - 1);
const role = fc.constantFrom(...ROLES);
const on = fc.oneof(fc.constant("all" as const), fc.subarray(["Berlin", "Lima"], { minLength: 1 }));
const hours = fc.option(fc.integer({ min: 1, max: 60 }), { nil: null });
const side = fc.constantFrom(...ROLES, ...PERMISSIONS);

/** What somebody could try; many of them are refused. */
const deeds = fc.oneof(
  fc.record({ kind: fc.constant("give"), who, role, on, hours }),
  fc.record({ kind: fc.constant("ask"), who, role, on, hours }),
  fc.record({ kind: fc.constant("widen"), who, on, hours }),
  fc.record({ kind: fc.constant("change"), who, roles: fc.subarray(ROLES, { minLength: 1 }), on }),
  fc.record({ kind: fc.constant("suspend"), who }),
  fc.record({ kind: fc.constant("reinstate"), who }),
  fc.record({
    kind: fc.constant("edit"),
    role: fc.constantFrom("Own 1", "Own 2"),
    permissions: fc.subarray(PERMISSIONS, { minLength: 1 }),
  }),
  fc.record({ kind: fc.constant("invite"), roles: fc.subarray(ROLES, { minLength: 1 }), on }),
  fc.record({ kind: fc.constant("rule"), sides: fc.tuple(side, side) }),
  fc.record({ kind: fc.constant("unrule") }),
);
type Deed = typeof deeds extends fc.Arbitrary<infer D> ? D : never;

describe.each(databases)("B13: whatever is done in whichever order, on $kind", ({ kind }) => {
  let db: Database;
  let tenants = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
  });
  afterAll(() => db.close());

  it("B13: nobody ends up with what must not meet who did not have it when the rule came", async () => {
    const outcomes = new Set<string>();
    const property = fc.asyncProperty(fc.array(deeds, { minLength: 10, maxLength: 16, size: "max" }), async (done) => {
      const world = await openWorld();
      for (const deed of done) {
        const [before, suspended] = [await world.meeting(), await world.membersWho("suspended")];
        outcomes.add(`${deed.kind} ${await world.tries(deed)}`);
        const after = await world.meeting();
        for (const [rule, met] of after) {
          // Of a rule that has just come, whoever has both may keep them.
          const already = before.get(rule);
          if (already) expect({ deed, more: met.filter((one) => !already.includes(one)) }).toEqual({ deed, more: [] });
        }
        const back = (await world.membersWho("active")).filter((id) => suspended.includes(id));
        expect([...after.values()].flat().filter((one) => back.some((id) => one.startsWith(id)))).toEqual([]);
        expect(world.company.faults).toEqual([]);
      }
    });
    await fc.assert(property, {
      numRuns: tries(kind === "embedded" ? 10 : 20),
      endOnFailure: true,
      interruptAfterTimeLimit: 25_000,
    });
    expect([...outcomes]).toEqual(expect.arrayContaining(["give applied", "rule applied"]));
  }, 60_000);

  async function openWorld() {
    tenants += 1;
    const company = await openOrganization(db, {
      ...{ name: `Acme${tenants}`, tenant: `T${tenants}`, accounts: ["Berlin", "Lima"] },
    });
    const [chief, deputy] = [await company.member("Chief", ["Admin"]), await company.member("Deputy", ["Admin"])];
    for (const name of ["Own 1", "Own 2"])
      company.roles.set(
        name,
        await insertRole(db, { organizationId: company.id, name, permissions: ["transaction:read"] }),
      );
    const people: Member[] = [];
    for (let at = 0; at < PEOPLE; at += 1) people.push(await company.member(`Person${at}`));
    return { company, ...deedsIn(company, { chief, deputy, people }), ...meetingIn(company) };
  }

  type People = { chief: Member; deputy: Member; people: Member[] };

  function deedsIn(company: Company, { chief, deputy, people }: People) {
    const ids = (names: readonly string[]) => names.map((name) => company.roles.get(name) ?? "");
    const places = (where: string[] | "all"): Values =>
      where === "all"
        ? { access: "all" }
        : { access: "some", accounts: where.map((name) => company.accountIds.get(name) ?? "") };
    const ends = (until: number | null): Values =>
      until === null ? { ends: "never" } : { ends: "hours", hours: String(until) };
    const about = (id: unknown) => ({ ref: { id: String(id), version: 1 } });
    const person = (at: number) => people[at] as Member;

    async function asks(deed: Deed): Promise<[Member, Reply]> {
      switch (deed.kind) {
        case "give": {
          const values = { roles: ids([deed.role]), ...places(deed.on), ...ends(deed.hours) };
          return [chief, await chief.submits("grant.give", values, about(person(deed.who).id))];
        }
        case "ask": {
          const asker = person(deed.who);
          const values = { roles: ids([deed.role]), ...places(deed.on), ...ends(deed.hours) };
          return [asker, await asker.submits("grant.ask", values)];
        }
        case "widen": {
          const [grant] = await company.rows("role_grant", `AND member_id = '${person(deed.who).id}' ORDER BY id`);
          const ref = about(grant?.id ?? person(deed.who).id);
          return [chief, await chief.submits("grant.change", { ...places(deed.on), ...ends(deed.hours) }, ref)];
        }
        case "change": {
          const values = { roles: ids(deed.roles), ...places(deed.on) };
          return [chief, await chief.submits("member.change", values, about(person(deed.who).id))];
        }
        case "suspend":
        case "reinstate":
          return [chief, await chief.submits(`member.${deed.kind}`, { reason: "" }, about(person(deed.who).id))];
        case "edit": {
          const form = await chief.types(`role change ${deed.role}`);
          if (form.kind !== "form") return [chief, form];
          const values = { ...form.values, permissions: deed.permissions };
          return [chief, await chief.submits(form.command, values, { ref: form.ref })];
        }
        case "invite": {
          const email = `invitee@acme${tenants}.example`;
          const values = { email, roles: ids(deed.roles), ...places(deed.on) };
          return [chief, await chief.submits("invitation.create", values)];
        }
        case "rule": {
          const [first = "", second = ""] = deed.sides.map((one) => company.roles.get(one) ?? one);
          return [chief, await chief.submits("conflict.add", { first, second })];
        }
        case "unrule": {
          const [rule] = await company.rows("conflict_rule", "ORDER BY created_at");
          return [chief, await chief.submits("conflict.delete", {}, about(rule?.id ?? company.id))];
        }
        default:
          return deed satisfies never;
      }
    }

    async function tries(deed: Deed): Promise<"applied" | "refused"> {
      // Codes are limited by the hour.
      company.clock.forward({ hours: 2 });
      const [asker, reply] = await asks(deed);
      if (reply.kind !== "form" || reply.command !== "request.verify" || !reply.ref) return "refused";
      await company.confirms(asker, reply.ref);
      await company.reviews(deputy, await company.current(reply.ref.id));
      const [request] = await company.rows("change_request", `AND id = '${reply.ref.id}'`);
      if (request?.state === "applied") return "applied";
      await db.sql("DELETE FROM review WHERE request_id = $1", [reply.ref.id]);
      await db.sql("DELETE FROM request_message WHERE request_id = $1", [reply.ref.id]);
      await db.sql("DELETE FROM change_request WHERE id = $1", [reply.ref.id]);
      return "refused";
    }
    return { tries };
  }

  /** In whom and where both sides of each rule meet, worked out from the tables and not by the program. */
  function meetingIn(company: Company) {
    async function sidesHeld(): Promise<Record<string, unknown>[]> {
      const held = (which: "first" | "second") => `
        SELECT g.member_id, coalesce(a.account_id::text, 'all') AS place FROM role_grant g
        JOIN role r ON r.id = g.role_id LEFT JOIN role_grant_account a ON a.grant_id = g.id
        WHERE g.organization_id = c.organization_id AND (g.until IS NULL OR g.until > $2)
          AND (r.id = c.${which}_role_id OR c.${which}_permission = ANY (r.permissions))`;
      return db.sql(
        `SELECT c.id::text AS rule, m.id::text AS member, m.state, one.place, other.place AS there FROM conflict_rule c
         LEFT JOIN LATERAL (${held("first")}) one ON true
         LEFT JOIN LATERAL (${held("second")}) other
           ON other.member_id = one.member_id AND (one.place = other.place OR 'all' IN (one.place, other.place))
         LEFT JOIN member m ON m.id = other.member_id WHERE c.organization_id = $1`,
        [company.id, company.clock.now()],
      );
    }

    async function meeting(): Promise<Map<string, string[]>> {
      const met = new Map<string, string[]>();
      for (const { rule, member, place, there } of await sidesHeld()) {
        const all = [...company.accountIds.values(), "one that is to come"];
        const places = place !== "all" ? [place] : there !== "all" ? [there] : all;
        const here = member ? places.map((one) => `${member} ${one}`) : [];
        met.set(String(rule), [...(met.get(String(rule)) ?? []), ...here]);
      }
      return met;
    }

    const membersWho = async (state: string) =>
      (await company.rows("member", `AND state = '${state}'`)).map(({ id }) => String(id));
    return { meeting, membersWho };
  }
});
