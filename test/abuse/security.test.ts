import { generateSync } from "otplib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Ref } from "../../src/core/ref.ts";
import { newToken } from "../../src/core/token.ts";
import type { Database } from "../../src/db/open.ts";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import { createSettingsService } from "../../src/pipeline/settings-service.ts";
import type { SettingsService, Went } from "../../src/web/settings/service.ts";
import { insertAuthenticator, insertRole } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { inAWord } from "./matrix-world.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

const PASSWORD = "seven grey herons over Lima";
const FAR = new Date("2099-01-01T00:00:00Z");
const PAST = new Date("2020-01-01T00:00:00Z");

describe.each(databases)("an app that is taken off with an approval, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let pages: SettingsService;
  let hashed: string;
  let chief: Member;
  let second: Member;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { accounts: ["Shop", "Stall"] });
    pages = createSettingsService(company.services, company.id);
    hashed = await hashPassword(PASSWORD, createLimit());
    [chief, second] = [await company.member("Chief", ["Admin"]), await company.member("Second", ["Admin"])];
  });
  afterAll(() => db.close());
  afterEach(() => {
    company.clock.forward({ hours: 80 });
    expect(company.faults.splice(0)).toEqual([]);
  });

  const tokenOf = (went: Went): string => {
    if (!went.ok) throw new Error(`refused: ${JSON.stringify(went.errors)}`);
    return went.token;
  };
  const visitor = () => {
    people += 1;
    return { network: `10.8.${people >> 8}.${people & 255}`, agent: "Firefox, Linux", device: newToken() };
  };
  const somebody = async (roles: string[], scope: string[] | "all" = "all"): Promise<Member> => {
    const member = await company.member(`Person${++people}`, roles, scope);
    const now = company.clock.now();
    await db.sql("UPDATE member SET password_hash = $2, activated_at = $3 WHERE id = $1", [member.id, hashed, now]);
    return member;
  };
  const codeAt = (secret: string) => {
    // The code before was used.
    company.clock.forward({ seconds: 31 });
    return generateSync({ secret, epoch: Math.floor(company.clock.now().getTime() / 1000) });
  };
  const begins = async ({ email }: Member) =>
    tokenOf(await pages.signIn({ email, password: PASSWORD, page: null }, visitor()));
  async function binds(token: string) {
    await pages.beginAuthenticator(token);
    const secret = (await pages.authenticator(token)).setUp?.secret ?? "";
    const bound = await pages.confirmAuthenticator(token, codeAt(secret));
    if (!bound.ok) throw new Error("not bound");
    return { secret, recoveryCodes: bound.recoveryCodes };
  }
  /** Somebody with an app that counts, signed in to the pages. */
  async function withApp(roles: string[], scope: string[] | "all" = "all") {
    const who = await somebody(roles, scope);
    const begun = await begins(who);
    const code = (await company.code("session.sign-in", (await pages.find(begun))?.id ?? "")) ?? "";
    const token = tokenOf(await pages.prove(begun, code));
    return { who, token, ...(await binds(token)) };
  }
  const refOf = ({ id }: Member): Ref => ({ id, version: 1 });
  const asksFor = (by: Member, whom: Member) =>
    by.submits("authenticator.reset", { reason: "I called them" }, { ref: refOf(whom) });
  /** Asked for and proved with a mailed code; the request as it is then. */
  async function asked(by: Member, whom: Member): Promise<Ref> {
    const ref = refIn(await asksFor(by, whom));
    await company.confirms(by, ref);
    return company.current(ref.id);
  }
  const isOn = async ({ id }: Member) =>
    (await db.sql("SELECT 1 FROM authenticator WHERE member_id = $1 AND ended_at IS NULL", [id])).length > 0;
  const stateOf = async ({ id }: Ref) =>
    (await db.sql("SELECT state FROM change_request WHERE id = $1", [id])).map(({ state }) => state)[0];
  /** With a code of the app. */
  async function approves(by: Member, secret: string, ref: Ref): Promise<void> {
    await by.presses("request.approve", ref);
    await by.submits("request.approve", { code: codeAt(secret), comment: "me" }, { ref });
  }

  it("a reset waits for an approval; then the app, its recovery codes and the sessions are gone, and its member is told", async () => {
    const { who, token, secret, recoveryCodes } = await withApp(["Admin"]);
    const ref = await asked(chief, who);
    expect(await stateOf(ref)).toBe("awaiting_approval");
    expect([await isOn(who), (await pages.find(token))?.asks]).toEqual([true, null]);
    const link = await who.types("security");
    const opened = link.kind === "card" ? (link.card.links?.[0]?.url.split("/").at(-1) ?? "") : "";
    expect(await pages.open(opened)).toMatchObject({ email: who.email });
    const said = wordsOf(await company.reviews(second, ref));
    expect(said).toContain("Approved and done");
    expect([await isOn(who), await pages.find(token), await pages.open(opened)]).toEqual([false, null, null]);
    expect(await db.sql("SELECT 1 FROM recovery_code WHERE member_id = $1", [who.id])).toEqual([]);
    expect((await company.events()).findLast((event) => event.kind === "authenticator.removed")).toMatchObject({
      ...{ memberId: who.id, how: "request" },
    });
    const told = (await company.jobs()).filter(({ name }) => name === "authenticator-told");
    expect(told.at(-1)).toMatchObject({ memberId: who.id, what: "request" });
    const next = await begins(who);
    expect((await pages.find(next))?.factor).toBe("email");
    expect(await pages.recover(next, recoveryCodes[0] ?? "", visitor())).toMatchObject({ ok: false });
    const kept = JSON.stringify([await company.message(ref), await company.events(), said]);
    expect(kept).not.toContain(secret);
  });

  it("neither who asked nor its member approves it", async () => {
    const { who, secret } = await withApp(["Admin"]);
    const ref = await asked(chief, who);
    expect(wordsOf(await chief.presses("request.approve", ref))).toContain("You asked for this yourself");
    await approves(who, secret, ref);
    expect([await stateOf(ref), await isOn(who)]).toEqual(["awaiting_approval", true]);
    await chief.submits("request.withdraw", {}, { ref });
  });

  it("who does not manage all that the member holds asks for nothing, and that is in the history", async () => {
    const { who } = await withApp(["Finance"], ["Shop", "Stall"]);
    const local = await somebody(["Admin"], ["Shop"]);
    const before = await company.count("command.refused");
    expect(inAWord(await asksFor(local, who))).toBe("refused.member-reaches-further");
    expect([await company.count("command.refused"), await isOn(who)]).toEqual([before + 1, true]);
  });

  it("who holds less than the app protects can't approve it", async () => {
    const { who } = await withApp(["Admin"]);
    const permissions = ["request:approve", "member:edit"];
    const roleId = await insertRole(db, { organizationId: company.id, name: `Reviewer ${people}`, permissions });
    const reviewer = await somebody([]);
    company.roles.set("Reviewer", roleId);
    await company.grant(reviewer.id, "Reviewer");
    const ref = await asked(chief, who);
    await company.reviews(reviewer, ref);
    expect([await stateOf(ref), await isOn(who)]).toEqual(["awaiting_approval", true]);
    await company.reviews(second, ref);
    expect([await stateOf(ref), await isOn(who)]).toEqual(["applied", false]);
  });

  it("another app, set up since, stays: the request is out of date", async () => {
    const { who, recoveryCodes } = await withApp(["Admin"]);
    const ref = await asked(chief, who);
    const recovered = tokenOf(await pages.recover(await begins(who), recoveryCodes[0] ?? "", visitor()));
    await binds(recovered);
    expect(wordsOf(await company.reviews(second, ref))).toContain("different now");
    expect([await stateOf(ref), await isOn(who)]).toEqual(["stale", true]);
  });

  it("a role that was given since was not seen: the request is out of date", async () => {
    const { who } = await withApp(["Finance"]);
    const ref = await asked(chief, who);
    await company.grant(who.id, "Admin");
    await company.reviews(second, ref);
    expect([await stateOf(ref), await isOn(who)]).toEqual(["stale", true]);
  });

  it("where there is none, or its member is not active, it is refused and says so", async () => {
    const none = await somebody(["Finance"]);
    expect(wordsOf(await chief.types(`security reset ${none.email}`))).toContain("has no authenticator app");
    expect(inAWord(await asksFor(chief, none))).toBe("refused.no-app");
    expect(wordsOf(await chief.types("security remove"))).toContain("has no authenticator app");
    const { who } = await withApp(["Finance"]);
    await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [who.id]);
    expect(inAWord(await asksFor(chief, who))).toBe("refused.app-not-active");
  });

  it("one's own that protects something takes a code of it, and an approval by somebody else", async () => {
    const { who, secret } = await withApp(["Admin"]);
    const ref = refIn(await who.submits("authenticator.remove", {}, { ref: refOf(chief) }));
    expect(await db.sql("SELECT payload ->> 'memberId' AS id FROM change_request WHERE id = $1", [ref.id])).toEqual([
      { id: who.id },
    ]);
    expect(wordsOf(await who.submits("request.verify", { code: "000000" }, { ref }))).toContain("This code is wrong");
    await who.submits("request.verify", { code: codeAt(secret) }, { ref });
    const waits = await company.current(ref.id);
    await approves(who, secret, waits);
    expect([await stateOf(ref), await isOn(who)]).toEqual(["awaiting_approval", true]);
    await company.reviews(second, waits);
    expect([await stateOf(ref), await isOn(who)]).toEqual(["applied", false]);
  });

  it("one's own that protects nothing is for the page", async () => {
    const { who } = await withApp(["Finance"]);
    expect(wordsOf(await who.types("security remove"))).toContain("without an approval");
    expect(inAWord(await who.submits("authenticator.remove", {}))).toBe("refused.app-on-page");
    expect(wordsOf(await who.types("security reset chief@acme.example"))).toContain("You need the permission");
    expect(wordsOf(await who.types("security who"))).toContain("You need the permission");
  });

  it("lists who has administrative permissions and no app that counts, in pages", async () => {
    const before = await lacking();
    const names: string[] = [];
    for (let at = 0; at < 12; at += 1) names.push((await somebody(["Admin"], ["Shop"])).email);
    const [on, waiting, over, suspended] = [
      await somebody(["Admin"]),
      await somebody(["Admin"]),
      await somebody(["Admin"]),
      await somebody(["Admin"]),
    ];
    await somebody(["Finance"]);
    for (const [{ id: memberId }, activeAt] of [
      [on, PAST],
      [waiting, FAR],
    ] as const)
      await insertAuthenticator(db, { organizationId: company.id, memberId, activeAt });
    await db.sql("UPDATE role_grant SET until = $2 WHERE member_id = $1", [over.id, PAST]);
    await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [suspended.id]);
    const after = await lacking();
    expect(after).toEqual([...before, ...names, waiting.email].sort());
  });

  /** Every page, one after the other. */
  async function lacking(): Promise<string[]> {
    const found: string[] = [];
    for (let values = {}, isMore = true; isMore; ) {
      const reply = await chief.presses("security.who", undefined, values);
      if (reply.kind !== "card") throw new Error(wordsOf(reply));
      const { items = [], buttons = [] } = reply.card;
      expect(items.length).toBeLessThanOrEqual(10);
      found.push(...items.map(({ button }) => String(button?.values?.member)));
      isMore = buttons.length > 0;
      values = buttons[0]?.values ?? {};
    }
    return found;
  }
});
