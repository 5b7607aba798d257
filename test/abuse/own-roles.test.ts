import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Reply } from "../../src/core/conversation.ts";
import type { Ref, Values } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { administrative, type Permission, permissions } from "../../src/domain/access/permission.ts";
import { insertGrant, insertRole } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { scheduledDatabase } from "./scheduled-database.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

const ACCOUNTS = ["Berlin", "Lima"];
const everyday = permissions.filter((one) => !administrative.includes(one));
const PLAIN: Permission[] = ["transaction:read"];

const formOf = (held: readonly Permission[]): Values => ({
  ...{ purpose: "made up", permissions: held.filter((one) => everyday.includes(one)) },
  administration: held.filter((one) => administrative.includes(one)),
});

/** What the tests below do with roles in a company. */
function workshop(company: Company) {
  const { db } = company;
  let made = 0;

  async function role(held: readonly string[]): Promise<{ id: string; name: string }> {
    const name = `Made ${++made}`;
    const id = await insertRole(db, { organizationId: company.id, name, permissions: held });
    company.roles.set(name, id);
    return { id, name };
  }

  /** Somebody with these permissions, by a role of their own. */
  async function holder(held: readonly Permission[], scope: string[] | "all" = "all"): Promise<Member> {
    const { name } = await role(held);
    return company.member(`Holder${++made}`, [name], scope);
  }

  const gives = (memberId: string, roleId: string) => insertGrant(db, { organizationId: company.id, memberId, roleId });

  /** Opens a form by words, and sends it. */
  async function sends(who: Member, words: string, values: Values): Promise<Reply> {
    const form = await who.types(words);
    if (form.kind !== "form") return form;
    return who.submits(form.command, { ...form.values, ...values }, { ref: form.ref });
  }

  /** And with its code: the request, which waits. */
  async function asked(who: Member, words: string, values: Values): Promise<Ref> {
    const ref = refIn(await sends(who, words, values));
    await company.confirms(who, ref);
    return company.current(ref.id);
  }

  const permitsOf = async (id: string) =>
    (await company.rows("role", `AND id = '${id}'`)).map((row) => row.permissions as Permission[])[0] ?? [];

  return { role, holder, gives, sends, asked, permitsOf };
}

describe.each(databases)("roles that an organization makes itself, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let work: ReturnType<typeof workshop>;
  let chief: Member;
  let deputy: Member;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { accounts: ACCOUNTS });
    work = workshop(company);
    chief = await company.member("Chief", ["Admin"]);
    deputy = await company.member("Deputy", ["Admin"]);
  });
  afterAll(() => db.close());

  describe("B2: who makes roles puts in no more than they hold", () => {
    it("not in a new role, not in one that is changed, and not where they hold it on some accounts only", async () => {
      const maker = await work.holder(["role:manage"]);
      await company.grant(maker.id, (await work.role(["history:read"])).name, ["Lima"]);
      const plain = await work.role(PLAIN);
      const refused = await company.count("command.refused");
      for (const words of ["role add Mine", `role change ${plain.name}`])
        for (const wanted of ["request:approve", "history:read"] as const) {
          const said = wordsOf(await work.sends(maker, words, formOf(["role:manage", wanted])));
          expect(said).toContain("into a role: you don't hold it on all merchant accounts yourself.");
        }
      expect(await company.count("command.refused")).toBe(refused + 4);
      expect(await company.rows("change_request", `AND requester_id = '${maker.id}'`)).toEqual([]);
      expect(wordsOf(await maker.types("role add Mine"))).not.toMatch(/History: read|Requests: approve/);
    });

    it("what is there already may stay and be taken away, but not put back", async () => {
      const maker = await work.holder(["role:manage"]);
      const strong = await work.role(["policy:manage", ...PLAIN]);
      expect(wordsOf(await maker.types(`role change ${strong.name}`))).toContain("Policy: manage");
      const kept = await work.sends(maker, `role change ${strong.name}`, formOf(["policy:manage", "insight:read"]));
      expect(wordsOf(kept)).toContain("Confirm it's you");
      const other = await work.role(["policy:manage", ...PLAIN]);
      const ref = await work.asked(maker, `role change ${other.name}`, formOf(PLAIN));
      await company.reviews(chief, ref);
      expect(await work.permitsOf(other.id)).toEqual(PLAIN);
      const back = await work.sends(maker, `role change ${other.name}`, formOf(["policy:manage", ...PLAIN]));
      expect(wordsOf(back)).toContain("into a role");
    });

    it("nor lets through what they don't hold: such an approver is not asked, and can't approve", async () => {
      const approver = await work.holder(["request:approve"]);
      const ref = await work.asked(chief, "role add Auditors", formOf(["history:read"]));
      await company.reviews(approver, ref);
      expect(await company.current(ref.id)).toEqual(ref);
      await company.reviews(deputy, ref);
      expect(await company.count("role.created")).toBeGreaterThan(0);
      company.clock.forward({ hours: 25 });
    });

    it("nor on, once they have lost what they put in", async () => {
      const { name, id } = await work.role(["role:manage", "history:read"]);
      const maker = await company.member("Loser", [name]);
      const ref = await work.asked(maker, "role add Readers", formOf(["history:read"]));
      await db.sql("UPDATE role SET permissions = '{role:manage}' WHERE id = $1", [id]);
      expect(wordsOf(await company.reviews(chief, ref))).toContain("into a role");
      expect((await company.rows("role")).map((one) => one.name)).not.toContain("Readers");
    });

    it("a made-up permission, no role, a predefined one and one of another organization come to nothing", async () => {
      const other = await openOrganization(db, { name: "Other", tenant: "T7" });
      const theirs = { id: other.roles.get("Finance") ?? "", version: 1 };
      const own = { id: company.roles.get("Finance") ?? "", version: 1 };
      const before = await company.rows("role");
      for (const command of ["role.change", "role.delete"])
        for (const ref of [undefined, theirs, own])
          expect(wordsOf(await chief.submits(command, { name: "Mine", ...formOf(PLAIN) }, { ref }))).toMatch(
            /Which role\?|There is no such role|is a predefined role/,
          );
      for (const made of ["*", "member:*", "account:manage"]) {
        const sent = { name: "Mine", ...formOf(PLAIN) };
        for (const field of ["permissions", "administration"])
          expect(wordsOf(await chief.submits("role.add", { ...sent, [field]: [made] }))).toContain("no longer offered");
      }
      // Each kind has its field, and neither is a way round the rule for the other.
      const crossed = { name: "Mine", purpose: "x", permissions: ["policy:manage"] };
      expect(wordsOf(await chief.submits("role.add", crossed))).toContain("no longer offered");
      expect(await company.rows("role")).toEqual(before);
    });
  });

  describe("B3: nobody decides about a role they hold", () => {
    it("is not asked, can't approve, and there is no change where nobody else could", async () => {
      company.clock.forward({ hours: 25 });
      const shared = await work.role(["role:manage", "request:approve"]);
      const one = await company.member("One", [shared.name]);
      const two = await company.member("Two", [shared.name]);
      const ref = await work.asked(one, `role change ${shared.name}`, formOf(PLAIN));
      expect(wordsOf(await company.reviews(two, ref))).toContain("This concerns you");
      expect(await work.permitsOf(shared.id)).toContain("role:manage");
      expect(wordsOf(await company.reviews(chief, ref))).toContain("Approved and done");
      expect(await work.permitsOf(shared.id)).toEqual(PLAIN);
    });

    it("nor who gets it while the request waits", async () => {
      const shared = await work.role(PLAIN);
      const ref = await work.asked(chief, `role change ${shared.name}`, formOf(["insight:read"]));
      await work.gives(deputy.id, shared.id);
      expect(wordsOf(await company.reviews(deputy, ref))).toContain("You hold this role yourself by now");
      expect(await work.permitsOf(shared.id)).toEqual(PLAIN);
      await db.sql("DELETE FROM role_grant WHERE role_id = $1", [shared.id]);
      company.clock.forward({ hours: 25 });
    });

    it("and where every approver holds it, nothing can be asked for", async () => {
      const small = workshop(await openOrganization(db, { name: "Small", tenant: "T8" }));
      const shared = await small.role(["role:manage", "insight:read"]);
      const maker = await small.holder(["role:manage", "request:approve"]);
      const other = await small.holder(["request:approve"]);
      for (const member of [maker, other]) await small.gives(member.id, shared.id);
      const said = await small.sends(maker, `role change ${shared.name}`, formOf(["role:manage"]));
      expect(wordsOf(said)).toContain("Nobody could approve this");
    });

    it("names only holders who could approve, however many there are", async () => {
      const shared = await work.role(PLAIN);
      await db.sql(
        `WITH people AS (INSERT INTO member (id, organization_id, email, state, created_at, activated_at, password_hash)
           SELECT gen_random_uuid(), $1, 'crowd' || at || '@acme.example', 'active', now(), now(), 'no hash'
           FROM generate_series(1, 1100) at RETURNING id)
         INSERT INTO role_grant (id, organization_id, member_id, role_id, all_accounts)
           SELECT gen_random_uuid(), $1, id, $2, true FROM people`,
        [company.id, shared.id],
      );
      const third = await company.member("Third", ["Admin", shared.name]);
      const ref = await work.asked(chief, `role change ${shared.name}`, formOf(["insight:read"]));
      const [row] = await company.rows("change_request", `AND id = '${ref.id}'`);
      expect(row?.targets).toEqual([third.id]);
      expect(await company.message(ref)).toContain("and others, more than 1,000 people in all");
      company.clock.forward({ hours: 25 });
    });
  });

  it("an organization keeps an active administrator, also where that is a role of its own", async () => {
    const small = await openOrganization(db, { name: "Lone", tenant: "T9" });
    const shop = workshop(small);
    const maker = await shop.holder(["role:manage"]);
    await shop.holder(["request:approve"]);
    const whole = await shop.role(permissions);
    await small.member("Boss", [whole.name]);
    const without = permissions.filter((one) => one !== "policy:manage");
    const said = await shop.sends(maker, `role change ${whole.name}`, formOf(without));
    expect(wordsOf(said)).toContain("administrator");
    expect(await small.rows("change_request")).toEqual([]);
    const ref = await shop.asked(maker, `role change ${whole.name}`, formOf(permissions.slice(1)));
    const [row] = await small.rows("change_request", `AND id = '${ref.id}'`);
    expect(row?.state).toBe("awaiting_approval");
  });

  it("whatever roles are defined, nobody gains an administrative permission that neither requester nor approver holds", async () => {
    const powers = fc.subarray([...permissions]);
    await fc.assert(
      fc.asyncProperty(powers, powers, powers, powers, async (asking, approving, before, after) => {
        const requester = await work.holder([...new Set<Permission>(["role:manage", ...asking])]);
        const approver = await work.holder([...new Set<Permission>(["request:approve", ...approving])]);
        const target = await work.role(before);
        const holder = await company.member(`Bystander${target.name.replace(" ", "")}`, [target.name]);
        const reply = await work.sends(requester, `role change ${target.name}`, {
          ...formOf(after),
          name: `${target.name} changed`,
        });
        if (reply.kind === "form" && reply.command === "request.verify" && reply.ref) {
          await company.confirms(requester, reply.ref);
          await company.reviews(approver, await company.current(reply.ref.id));
        }
        const now = await work.permitsOf(target.id);
        const gained = now.filter((one) => administrative.includes(one) && !before.includes(one));
        const may = (held: readonly Permission[]) => gained.every((one) => held.includes(one));
        expect([may(["role:manage", ...asking]), may(["request:approve", ...approving])]).toEqual([true, true]);
        const wanted = after.filter((one) => administrative.includes(one) && !before.includes(one));
        const isAllowed =
          after.length > 0 &&
          wanted.every(
            (one) => ["role:manage", ...asking].includes(one) && ["request:approve", ...approving].includes(one),
          );
        expect([...now].sort()).toEqual([...(isAllowed ? after : before)].sort());
        await db.sql("DELETE FROM role_grant WHERE member_id = ANY ($1::uuid[])", [
          [requester.id, approver.id, holder.id],
        ]);
        company.clock.forward({ hours: 80 });
      }),
      { numRuns: 15 },
    );
    expect(company.faults).toEqual([]);
  });
});

describe.each(databases)("a role given and deleted at the same moment, on $kind", ({ kind }) => {
  let place: Awaited<ReturnType<typeof scheduledDatabase>>;
  let company: Company;
  let work: ReturnType<typeof workshop>;
  let ada: Member;
  let grace: Member;
  let edsger: Member;

  beforeAll(async () => {
    place = await scheduledDatabase(kind);
    company = await openOrganization(place.db);
    work = workshop(company);
    ada = await company.member("Ada", ["Admin"]);
    grace = await company.member("Grace", ["Admin"]);
    edsger = await company.member("Edsger", ["Admin"]);
  });
  afterAll(() => place.db.close());

  async function codeToApprove(who: Member, ref: Ref): Promise<string> {
    await who.presses("request.approve", ref);
    return (await company.code("request.approve", ref.id, `member:${who.id}`)) ?? "";
  }

  it("is one or the other: nobody ever holds a deleted role", async () => {
    const ends = new Set<string>();
    let people = 0;
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.nat(14), fc.boolean(), async (s, turns, isLate) => {
        const role = await work.role(PLAIN);
        const email = `invitee${++people}@acme.example`;
        const giving = await company.waiting(ada, email, role.name);
        const deleting = await work.asked(ada, `role delete ${role.name}`, {});
        const [hers, his] = [await codeToApprove(grace, giving), await codeToApprove(edsger, deleting)];
        const waits = async (isLater: boolean) => {
          for (let turn = 0; isLater && turn < turns; turn += 1) await s.schedule(Promise.resolve(), "hesitation");
        };
        place.schedule(() => s.schedule(Promise.resolve(), "statement"));
        await s.waitFor(
          Promise.all([
            waits(!isLate).then(() => grace.submits("request.approve", { code: hers }, { ref: giving })),
            waits(isLate).then(() => edsger.submits("request.approve", { code: his }, { ref: deleting })),
          ]),
        );
        place.schedule();
        const [row] = await company.rows("role", `AND id = '${role.id}'`);
        const grants = await company.rows("role_grant", `AND role_id = '${role.id}'`);
        expect([row?.deleted_at !== null, grants.length]).toEqual(row?.deleted_at ? [true, 0] : [false, 1]);
        ends.add(row?.deleted_at ? "deleted" : "given");
        expect(company.faults).toEqual([]);
        company.clock.forward({ hours: 80 });
      }),
      { numRuns: 15 },
    );
    expect(ends.size).toBeGreaterThan(0);
  });

  it("is refused by the database too, whatever the program believes", async () => {
    const { id: roleId, name } = await work.role(PLAIN);
    await work.gives(grace.id, roleId);
    const deletes = () => place.db.sql("UPDATE role SET deleted_at = now() WHERE id = $1", [roleId]);
    await expect(deletes()).rejects.toThrow("a role that somebody holds is not deleted");
    await place.db.sql("UPDATE role_grant SET until = now() - interval '1 hour' WHERE role_id = $1", [roleId]);
    await deletes();
    await expect(work.gives(edsger.id, roleId)).rejects.toThrow("a deleted role is not given");
    const twice = insertRole(place.db, { organizationId: company.id, name: name.toUpperCase(), permissions: PLAIN });
    await twice;
    const third = insertRole(place.db, { organizationId: company.id, name: name.toLowerCase(), permissions: PLAIN });
    await expect(third).rejects.toThrow("role_name");
    const predefined = place.db.sql("UPDATE role SET deleted_at = now() WHERE name = 'Developer'");
    await expect(predefined).rejects.toThrow("role_predefined_stays");
  });
});
