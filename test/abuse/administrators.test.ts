import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/open.ts";
import { insertRole } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

describe.each(databases)("an organization's administrators, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let ada: Member;
  let grace: Member;

  beforeEach(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { accounts: ["Berlin"] });
    ada = await company.member("Ada", ["Admin"]);
    grace = await company.member("Grace", ["Admin"]);
  });
  afterEach(() => db.close());

  const about = ({ id }: Member) => ({ ref: { id, version: 1 } });
  const asks = async (who: Member, command: string, whom: Member) =>
    refIn(await who.submits(command, { reason: "Why not" }, about(whom)));
  const active = async () =>
    (await company.rows("member", "AND state = 'active' ORDER BY email")).map(({ email }) => String(email));
  const entries = async (kindOf: string) => (await company.events()).filter((event) => event.kind === kindOf);

  it("B1: two who suspend each other at the same moment: one of them stays", async () => {
    const refs = [await asks(ada, "member.suspend", grace), await asks(grace, "member.suspend", ada)];
    const codes = await Promise.all(refs.map(({ id }) => company.code("request.verify", id)));
    const said = await Promise.all(
      [ada, grace].map((who, at) => who.submits("request.verify", { code: codes[at] ?? "" }, { ref: refs[at] })),
    );
    expect(await active()).toHaveLength(1);
    expect(await entries("member.suspended")).toHaveLength(1);
    const refused = said.map(wordsOf).filter((words) => !words.includes("Done at once"));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(
      /no active administrator would be left|not active|no longer allowed|has to be approved|Nobody could approve/,
    );
    expect(company.faults).toEqual([]);
  });

  it("B1: two removals that a third person approves at the same moment leave an administrator", async () => {
    // Somebody who may approve everything, and is no administrator.
    const vera = await company.member("Vera", []);
    const permissions = ["request:approve"];
    company.roles.set("Approver", await insertRole(db, { organizationId: company.id, name: "Approver", permissions }));
    await company.grant(vera.id, "Approver");
    const refs = [await asks(ada, "member.remove", grace), await asks(grace, "member.remove", ada)];
    for (const [at, ref] of refs.entries()) await company.confirms([ada, grace][at] ?? ada, ref);
    const now = await Promise.all(refs.map(({ id }) => company.current(id)));
    await Promise.all(now.map((ref) => company.reviews(vera, ref)));
    expect((await active()).filter((email) => !email.startsWith("vera"))).toHaveLength(1);
    expect(company.faults).toEqual([]);
  });
});
