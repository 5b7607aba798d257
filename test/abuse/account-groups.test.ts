import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Reply } from "../../src/core/conversation.ts";
import type { Ref, Values } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { insertGrant, insertGroup, insertRule } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

const BOTH = "would have both the role Finance and the permission to use the developer tools";

describe.each(databases)("groups of merchant accounts, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let chief: Member;
  let deputy: Member;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { accounts: ["Berlin", "Lima", "Oslo"] });
    chief = await company.member("Chief", ["Admin"]);
    deputy = await company.member("Deputy", ["Admin"]);
  });
  afterEach(async () => {
    await db.sql("DELETE FROM conflict_rule");
    await db.sql("DELETE FROM change_request WHERE state LIKE 'awaiting%'");
    await db.sql("DELETE FROM role_grant WHERE member_id <> ALL ($1::uuid[])", [[chief.id, deputy.id]]);
    await db.sql("DELETE FROM account_group_member");
    await db.sql("UPDATE account_group SET deleted_at = now()");
    company.clock.forward({ hours: 80 });
    expect(company.faults.splice(0)).toEqual([]);
  });
  afterAll(() => db.close());

  const place = (name: string) => company.accountIds.get(name) ?? "";
  const roleId = (name: string) => company.roles.get(name) ?? "";
  const about = (id: string) => ({ ref: { id, version: 1 } });

  const group = (name: string, ...accounts: string[]) =>
    insertGroup(db, { organizationId: company.id, name: `${name}${++people}`, accounts: accounts.map(place) });

  const holds = (memberId: string, role: string, ...groups: string[]) =>
    insertGrant(db, { organizationId: company.id, memberId, roleId: roleId(role), groups });

  const somebody = () => company.member(`Person${++people}`);
  const sets = () => insertRule(db, { organizationId: company.id, sides: [roleId("Finance"), "developer:access"] });

  const gives = (who: Member, to: Member, role: string, ...on: string[]): Promise<Reply> =>
    who.submits("grant.give", { roles: [roleId(role)], access: "some", accounts: on, ends: "never" }, about(to.id));
  const widens = (id: string, values: Values): Promise<Reply> => chief.submits("group.change", values, about(id));

  async function waits(who: Member, reply: Reply): Promise<Ref> {
    if (reply.kind !== "form" || reply.command !== "request.verify") throw new Error(wordsOf(reply));
    const ref = refIn(reply);
    await company.confirms(who, ref);
    return company.current(ref.id);
  }
  const within = async (id: string) =>
    (await db.sql("SELECT account_id::text AS id FROM account_group_member WHERE group_id = $1 ORDER BY 1", [id])).map(
      (row) => row.id,
    );

  it("a group that is renamed is called so in the messages of open requests that name it, and in no others", async () => {
    const [region, other] = [await group("Region", "Berlin"), await group("Other", "Lima")];
    const named = await waits(chief, await gives(chief, await somebody(), "Finance", region));
    const unnamed = await waits(chief, await gives(chief, await somebody(), "Finance", other));
    const asked = await chief.submits("group.rename", { name: `EMEA${++people}` }, about(region));
    const before = (await company.jobs()).length;
    await company.reviews(deputy, await waits(chief, asked));
    const drawn = (await company.jobs())
      .slice(before)
      .flatMap((job) => (job.name === "refresh" ? [job.requestId] : []));
    expect([drawn.includes(named.id), drawn.includes(unnamed.id)]).toEqual([true, false]);
  });

  describe("B12: nobody gains by a group what could not be given to them", () => {
    it("who holds each account of a group does not hold the group, which takes in what is to come", async () => {
      const all = await group("All", "Berlin", "Lima");
      const local = await company.member(`Local${++people}`, ["Admin"], ["Berlin", "Lima"]);
      const person = await somebody();
      expect(wordsOf(await gives(local, person, "Admin", all))).toContain("You can't give the role Admin");
      expect(wordsOf(await gives(local, person, "Finance", all))).toContain("You can't give the role Finance");
      expect(wordsOf(await gives(local, person, "Admin", place("Berlin"), place("Lima")))).toContain(
        "Confirm it's you",
      );
      const regional = await company.member(`Regional${++people}`);
      await holds(regional.id, "Admin", all);
      expect(wordsOf(await gives(regional, await somebody(), "Admin", all))).toContain("Confirm it's you");
      expect(wordsOf(await gives(regional, await somebody(), "Admin", place("Lima")))).toContain("Confirm it's you");
      expect(wordsOf(await gives(regional, await somebody(), "Admin", place("Oslo")))).toContain("You can't give");
    });

    it("who may manage accounts, but could not give a role on the group, can't widen it", async () => {
      const region = await group("Region", "Berlin");
      await holds((await somebody()).id, "Admin", region);
      await db.sql("UPDATE role SET permissions = '{merchant-account:manage}' WHERE id = $1", [roleId("Operations")]);
      const manager = await company.member(`Manager${++people}`, ["Operations"]);
      const refused = "you could not give it yourself";
      const change = await manager.submits("group.change", { add: [place("Oslo")] }, about(region));
      expect(wordsOf(change)).toContain(refused);
      expect(wordsOf(await manager.submits("account.add", { name: "New", groups: [region] }))).toContain(refused);
      await db.sql("UPDATE role SET permissions = '{transaction:read}' WHERE id = $1", [roleId("Operations")]);
      expect(await within(region)).toEqual([place("Berlin")]);
    });

    it("who gains by it does not approve it, also where they got the role after it was asked for", async () => {
      const region = await group("Region", "Berlin");
      const gaining = await company.member(`Gaining${++people}`, ["Admin"]);
      await holds(gaining.id, "Finance", region);
      const ref = await waits(chief, await widens(region, { add: [place("Oslo")] }));
      expect(wordsOf(await company.reviews(gaining, ref))).toContain("somebody else has to approve it");
      const later = await company.member(`Later${++people}`, ["Admin"]);
      await holds(later.id, "Finance", region);
      expect(wordsOf(await company.reviews(later, ref))).toContain("can't decide about what is in it");
      expect(await within(region)).toEqual([place("Berlin")]);
      expect(wordsOf(await company.reviews(deputy, ref))).toContain("Approved and done");
      expect(await within(region)).toEqual([place("Berlin"), place("Oslo")].sort());
    });

    it("who could not give the role that somebody got there since does not approve it either", async () => {
      const region = await group("Region", "Berlin");
      await db.sql("UPDATE role SET permissions = '{request:approve}' WHERE id = $1", [roleId("Operations")]);
      const approver = await company.member(`Approver${++people}`, ["Operations"]);
      const ref = await waits(chief, await widens(region, { add: [place("Oslo")] }));
      await holds((await somebody()).id, "Admin", region);
      expect(wordsOf(await company.reviews(approver, ref))).not.toContain("Approved and done");
      await db.sql("UPDATE role SET permissions = '{transaction:read}' WHERE id = $1", [roleId("Operations")]);
      expect(await within(region)).toEqual([place("Berlin")]);
    });

    it("a group that a role names is not deleted, also where it was given after that was asked for", async () => {
      const region = await group("Region", "Berlin");
      const ref = await waits(chief, await chief.submits("group.delete", {}, about(region)));
      const person = await somebody();
      await holds(person.id, "Finance", region);
      expect(wordsOf(await company.reviews(deputy, ref))).toContain("once no role is on it");
      const deleting = db.sql("UPDATE account_group SET deleted_at = now() WHERE id = $1", [region]);
      await expect(deleting).rejects.toThrow("is not deleted");
      await db.sql("DELETE FROM role_grant WHERE member_id = $1", [person.id]);
      expect(wordsOf(await company.reviews(deputy, await company.current(ref.id)))).toContain("Approved and done");
      expect(wordsOf(await gives(chief, person, "Finance", region))).toContain("was deleted");
      await expect(holds(person.id, "Finance", region)).rejects.toThrow("nothing is given on a deleted group");
    });
  });

  describe("B13: two sides don't meet by a group", () => {
    it("by an account that comes into it", async () => {
      await sets();
      const [region, person] = [await group("Region", "Berlin"), await somebody()];
      await holds(person.id, "Finance", region);
      await insertGrant(db, {
        ...{ organizationId: company.id, memberId: person.id, roleId: roleId("Developer") },
        accounts: [place("Oslo")],
      });
      const said = wordsOf(await widens(region, { add: [place("Oslo")] }));
      expect(said).toContain(`${person.email} ${BOTH} on Oslo.`);
      expect(said).toContain("out of the group");
      expect(wordsOf(await widens(region, { add: [place("Lima")] }))).toContain("Confirm it's you");
    });

    it("by an account that is added into two groups, of which each gives one side", async () => {
      await sets();
      const [one, other, person] = [await group("One"), await group("Other"), await somebody()];
      await holds(person.id, "Finance", one);
      await holds(person.id, "Developer", other);
      const add = (...groups: string[]) => chief.submits("account.add", { name: `New${++people}`, groups });
      expect(wordsOf(await add(one, other))).toContain(`${person.email} ${BOTH}`);
      expect(wordsOf(await add(one))).toContain("Confirm it's you");
    });

    it("by the last of many who hold a role on it", async () => {
      await sets();
      const [one, other] = [await group("One"), await group("Other")];
      for (let at = 0; at < 201; at += 1) await holds((await somebody()).id, "Finance", one);
      const last = await company.member("Zzzz");
      await holds(last.id, "Finance", one);
      await holds(last.id, "Developer", other);
      const added = await chief.submits("account.add", { name: "Far", groups: [one, other] });
      expect(wordsOf(added)).toContain(`${last.email} ${BOTH}`);
    }, 120_000);

    it("by a group that is given, changed, asked for, or that somebody is invited to", async () => {
      await sets();
      const [region, person] = [
        await group("Region", "Berlin"),
        await company.member(`Both${++people}`, ["Finance"], ["Berlin"]),
      ];
      expect(wordsOf(await gives(chief, person, "Developer", region))).toContain(`${person.email} ${BOTH} on Berlin.`);
      const asks = { roles: [roleId("Developer")], access: "some", accounts: [region], ends: "never" };
      expect(wordsOf(await person.submits("grant.ask", asks))).toContain(BOTH);
      const changed = { roles: [roleId("Finance"), roleId("Developer")], access: "some", accounts: [region] };
      expect(wordsOf(await chief.submits("member.change", changed, about(person.id)))).toContain(BOTH);
      await company.grant(person.id, "Developer", ["Lima"]);
      const [grant] = await db.sql("SELECT id::text FROM role_grant WHERE member_id = $1 AND role_id = $2", [
        ...[person.id, roleId("Developer")],
      ]);
      const wider = { access: "some", accounts: [region], ends: "never" };
      expect(wordsOf(await chief.submits("grant.change", wider, about(String(grant?.id))))).toContain(BOTH);
      const invites = { email: "new@acme.example", ...changed };
      expect(wordsOf(await chief.submits("invitation.create", invites))).toContain(`Whoever is invited ${BOTH}`);
    });

    it("by a group that becomes wider between the asking and the approval", async () => {
      await sets();
      const [region, person] = [await group("Region", "Berlin"), await somebody()];
      await company.grant(person.id, "Finance", ["Oslo"]);
      const ref = await waits(chief, await gives(chief, person, "Developer", region));
      await db.sql("INSERT INTO account_group_member (organization_id, group_id, account_id) VALUES ($1, $2, $3)", [
        ...[company.id, region, place("Oslo")],
      ]);
      expect(wordsOf(await company.reviews(deputy, ref))).toContain(`${BOTH} on Oslo.`);
    });

    it("by a role that comes to a member between the asking and the approval of a wider group", async () => {
      await sets();
      const [region, person] = [await group("Region", "Berlin"), await somebody()];
      const ref = await waits(chief, await widens(region, { add: [place("Oslo")] }));
      await holds(person.id, "Finance", region);
      await company.grant(person.id, "Developer", ["Oslo"]);
      expect(wordsOf(await company.reviews(deputy, ref))).toContain(`${person.email} ${BOTH} on Oslo.`);
      expect(await within(region)).toEqual([place("Berlin")]);
    });
  });
});
