import fc from "fast-check";
import type { Reply } from "../../src/core/conversation.ts";
import type { Ref, Values } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { permissions } from "../../src/domain/access/permission.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { type Member, openOrganization } from "../abuse/setup.ts";
import { insertRole } from "../fixtures/rows.ts";
import type { World } from "./rights-said.ts";

const ACCOUNTS = ["Berlin", "Lima", "Osaka"];
const PEOPLE = ["Ada", "Grace", "Edsger", "Barbara", "Carla"];
const ROLES = ["One", "Two", "Three"];

const who = fc.constantFrom(...PEOPLE);
const scope = fc.oneof(fc.constant("all" as const), fc.subarray(ACCOUNTS, { minLength: 1 }));
const role = fc.constantFrom("Admin", ...ROLES);
const few = fc.subarray([...permissions], { maxLength: 4 });
// What it takes to do anything here at all, and some more.
const powers = fc
  .tuple(fc.subarray(["member:edit", "request:approve", "member:remove"], { minLength: 1 }), few)
  .map(([needed, more]) => [...new Set([...needed, ...more])]);
const command = fc.constantFrom(
  ...["grant.give", "grant.give", "grant.ask", "grant.ask", "member.change", "grant.change", "grant.take"],
  ...["member.suspend", "member.reinstate", "member.reinstate", "member.remove"],
);
const wanted = { whom: who, command, role, scope, hours: fc.constantFrom(0, 2, 30) };
const kind = <Kind extends string>(name: Kind) => fc.constant(name);

/** Who starts with what, beside two administrators, and what the roles permit. */
export const beginnings = fc.record({
  roles: fc.tuple(powers, powers, powers),
  held: fc.array(fc.record({ who, role, scope }), { minLength: 4, maxLength: 8 }),
});

const steps = {
  asks: fc.record({ kind: kind("asks"), who, ...wanted }),
  confirms: fc.record({ kind: kind("confirms"), at: fc.nat(3) }),
  reviews: fc.record({ kind: kind("reviews"), who, at: fc.nat(3), denies: fc.nat(5) }),
  again: fc.record({ kind: kind("again"), at: fc.nat(9) }),
  passes: fc.record({ kind: kind("passes"), hours: fc.constantFrom(1, 3, 26), ticks: fc.boolean() }),
  permits: fc.record({ kind: kind("permits"), role: fc.constantFrom(...ROLES), powers }),
  needs: fc.record({ kind: kind("needs"), approvals: fc.constantFrom(1, 1, 2) }),
};
const step = fc.oneof(...Object.values(steps));
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Asked for, confirmed and approved by two, with something in between at times. */
const whole = fc
  .tuple(
    fc.record({ kind: kind("asks"), who: fc.constantFrom("Ada", "Grace", ...PEOPLE), ...wanted }),
    fc.option(fc.oneof(steps.permits, steps.passes, steps.reviews), { freq: 2 }),
    fc.shuffledSubarray(PEOPLE, { minLength: 2, maxLength: 3 }),
  )
  .map(([asked, meanwhile, approvers]): Step[] => [
    ...[asked, { kind: "confirms" as const, at: 0 }],
    ...(meanwhile ? [meanwhile] : []),
    ...approvers.map((name) => ({ kind: "reviews" as const, who: name, at: 0, denies: 1 })),
  ]);

export const deeds = fc.oneof({ weight: 2, arbitrary: whole }, { weight: 1, arbitrary: step.map((one) => [one]) });
type Asking = Pick<Extract<Step, { kind: "asks" }>, "who" | keyof typeof wanted>;
type Beginning = typeof beginnings extends fc.Arbitrary<infer B> ? B : never;

let companies = 0;

/** An organization of its own, with five people in it. */
export async function openWorld(db: Database, { roles, held }: Beginning): Promise<World> {
  companies += 1;
  const called = { name: `Acme${companies}`, tenant: `T${companies}` };
  const company = await openOrganization(db, { ...called, accounts: ACCOUNTS });
  for (const [at, name] of ROLES.entries())
    company.roles.set(name, await insertRole(db, { organizationId: company.id, name, permissions: roles[at] ?? [] }));
  const [people, first]: [World["people"], World["first"]] = [new Map(), new Map()];
  const chiefs = ["Ada", "Grace"].map((name) => ({ who: name, role: "Admin", scope: "all" as const }));
  for (const name of PEOPLE) {
    const member = await company.member(name);
    const given = [...chiefs, ...held].filter((one) => one.who === name);
    for (const one of given) await company.grant(member.id, one.role, one.scope);
    const grants = given.map((one) => {
      const accounts = one.scope === "all" ? one.scope : idsOf(company, one.scope);
      return { roleId: company.roles.get(one.role) ?? "", accounts, until: null };
    });
    people.set(name, member);
    first.set(member.id, { state: "active", grants });
  }
  return { company, people, first };
}

const idsOf = ({ accountIds }: World["company"], names: string[]) => names.map((name) => accountIds.get(name) ?? "");

/** Does it; what is refused is refused. */
export async function act(world: World, deed: Step): Promise<void> {
  const { company } = world;
  const { db, id } = company;
  // The limits on codes have tests of their own.
  await db.sql("DELETE FROM challenge");
  switch (deed.kind) {
    case "asks":
      return void (await asks(world, deed));
    case "confirms":
      return confirms(world, await requestAt(world, deed.at, "awaiting_code"));
    case "reviews":
      return reviews(world, deed.who, await requestAt(world, deed.at, "awaiting_approval"), deed.denies === 0);
    case "again": {
      const over = await requestAt(world, deed.at, "denied", "withdrawn", "expired", "stale");
      return void (over && (await requesterOf(world, over)?.presses("request.ask-again", over)));
    }
    case "passes":
      company.clock.forward({ hours: deed.hours });
      return deed.ticks ? tick(company.services) : undefined;
    case "permits":
      return void (await db.sql("UPDATE role SET permissions = $2 WHERE id = $1", [
        company.roles.get(deed.role),
        deed.powers,
      ]));
    case "needs":
      return void (await db.sql("UPDATE policy SET approvals = $2 WHERE organization_id = $1", [id, deed.approvals]));
    default:
      return deed satisfies never;
  }
}

/** About somebody with whom it can be done, if there is anybody: everything else is refused soon enough. */
async function asks({ company, people }: World, asking: Asking): Promise<Reply | null> {
  const state = asking.command === "member.reinstate" ? "suspended" : "active";
  const ids = (await company.rows("member", `AND state = '${state}'`)).map(({ id }) => id);
  const targets = [...people.values()].filter(({ id }) => ids.includes(id));
  const target = targets[PEOPLE.indexOf(asking.whom) % Math.max(1, targets.length)];
  const isOfGrant = asking.command === "grant.change" || asking.command === "grant.take";
  const grants = await company.rows("role_grant", "ORDER BY id");
  const about = isOfGrant ? grants[PEOPLE.indexOf(asking.whom) % Math.max(1, grants.length)] : target;
  const member = people.get(asking.who);
  if (!member || !about) return null;
  const { scope: places, hours } = asking;
  const values: Values = {
    roles: [company.roles.get(asking.role) ?? ""],
    ...(places === "all" ? { access: "all" } : { access: "some", accounts: idsOf(company, places) }),
    ...(hours === 0 ? { ends: "never" } : { ends: "hours", hours: String(hours) }),
    reason: "Needed",
  };
  return member.submits(asking.command, values, { ref: { id: String(about.id), version: 1 } });
}

type Found = Ref & { requester: string };

async function confirms(world: World, request: Found | null): Promise<void> {
  const member: Member | undefined = request ? requesterOf(world, request) : undefined;
  if (!request || !member) return;
  await member.presses("request.verify", request);
  await world.company.confirms(member, request);
}

async function reviews({ company, people }: World, name: string, request: Found | null, denies: boolean) {
  const member = people.get(name);
  if (request && member) await company.reviews(member, request, denies ? "deny" : "approve");
}

const requesterOf = ({ people }: World, { requester }: Found) =>
  [...people.values()].find(({ id }) => id === requester);

const SELECT = "SELECT id::text, version, requester_id::text AS requester FROM change_request";

/** The newest first. */
async function requestAt({ company }: World, at: number, ...states: string[]): Promise<Found | null> {
  const where = "WHERE organization_id = $1 AND state = ANY ($2) ORDER BY number DESC";
  const found = await company.db.sql(`${SELECT} ${where}`, [company.id, states]);
  return (found[at % Math.max(1, found.length)] as Found | undefined) ?? null;
}
