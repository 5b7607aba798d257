import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Ref } from "../../src/core/ref.ts";
import type { Database } from "../../src/db/open.ts";
import { useOwnPermissions } from "../../src/domain/access/permission.ts";
import { insertRole } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

const payout = { resource: "payout", action: "approve", name: "Approve payouts", about: "Release payments." };

describe.each(databases)("a company's own permissions, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;
  let roles = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    ada = await company.member("Ada", ["Admin"]);
    grace = await company.member("Grace", ["Admin"]);
  });
  afterAll(() => db.close());
  beforeEach(() => useOwnPermissions([payout]));
  afterEach(() => {
    useOwnPermissions([]);
    company.clock.forward({ hours: 25 });
    expect(company.faults.splice(0)).toEqual([]);
  });

  const adds = (who: Member, values: Record<string, string[]>) =>
    who.submits("role.add", { name: `Role ${++roles}`, purpose: "made up", ...values });
  const stateOf = async ({ id }: Ref) =>
    (await db.sql("SELECT state FROM change_request WHERE id = $1", [id]))[0]?.state;
  const permissionsOf = async (name: string) =>
    (await db.sql("SELECT permissions FROM role WHERE name = $1", [name])).map(({ permissions }) => permissions)[0];

  it("B2: to put one into a role takes role:manage, and the field for them takes no other", async () => {
    const finance = await company.member("Finance", ["Finance"]);
    expect(wordsOf(await adds(finance, { own: ["payout:approve"] }))).toContain("You need the permission");
    for (const crafted of ["member:edit", "request:approve", "payout:see"])
      expect((await adds(ada, { own: [crafted] })).kind).toBe("form");
    expect(await db.sql("SELECT 1 FROM change_request WHERE command = 'role.add'")).toEqual([]);
  });

  it("B1: who holds one is no administrator by it, and who is one need not hold it to give it", async () => {
    const only = { organizationId: company.id, name: "Payer", permissions: ["payout:approve"] };
    company.roles.set("Payer", await insertRole(db, only));
    const target = await company.member("Paula");
    const values = { roles: [company.roles.get("Payer") ?? ""], access: "all", ends: "never", reason: "Needed" };
    const ref = refIn(await ada.submits("grant.give", values, { ref: { id: target.id, version: 1 } }));
    await company.confirms(ada, ref);
    await company.reviews(grace, await company.current(ref.id));
    expect(await stateOf(ref)).toBe("applied");
    expect(wordsOf(await target.types("members"))).toContain("You need the permission");
  });

  it("A8: one that the file no longer has is not applied, though it was approved as one, and the history is read on", async () => {
    const ref = refIn(await adds(ada, { own: ["payout:approve"], permissions: ["transaction:read"] }));
    await company.confirms(ada, ref);
    useOwnPermissions([]);
    const said = wordsOf(await company.reviews(grace, await company.current(ref.id)));
    expect(said).toContain("There is no permission payout:approve any more");
    expect(await stateOf(ref)).toBe("awaiting_approval");
    expect(wordsOf(await ada.types("history"))).toContain("create the role");
    expect(wordsOf(await ada.types("requests"))).toContain("create the role");
  });

  it("A8: the next change of a role takes out what the file no longer has, so it never comes back unseen", async () => {
    const was = { organizationId: company.id, name: "Kept", permissions: ["payout:approve", "transaction:read"] };
    const id = await insertRole(db, was);
    useOwnPermissions([]);
    const form = await ada.types("role change kept");
    const ref = form.kind === "form" ? form.ref : undefined;
    const terms = { name: "Kept", purpose: "another", permissions: ["transaction:read"] };
    const asked = refIn(await ada.submits("role.change", terms, { ref }));
    await company.confirms(ada, asked);
    await company.reviews(grace, await company.current(asked.id));
    expect([await stateOf(asked), await permissionsOf("Kept"), id.length]).toEqual([
      "applied",
      ["transaction:read"],
      36,
    ]);
  });
});
