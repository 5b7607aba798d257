import { generateSync } from "otplib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Reply } from "../../src/core/conversation.ts";
import type { Ref } from "../../src/core/ref.ts";
import { newToken } from "../../src/core/token.ts";
import type { Database } from "../../src/db/open.ts";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import { createSettingsService } from "../../src/pipeline/settings-service.ts";
import type { SettingsService, Went } from "../../src/web/settings/service.ts";
import { insertRole } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

const PASSWORD = "seven grey herons over Lima";
const WEAK = "a code by mail is not enough";
const tokenOf = (went: Went) => (went.ok ? went.token : "");

describe.each(databases)("administrative permissions that take a strong proof, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let pages: SettingsService;
  let hashed: string;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    pages = createSettingsService(company.services, company.id);
    hashed = await hashPassword(PASSWORD, createLimit());
    await company.member("Chief", ["Admin"]);
    await db.sql("UPDATE policy SET strong_for_administrative = true WHERE organization_id = $1", [company.id]);
  });
  afterAll(() => db.close());
  afterEach(async () => {
    company.clock.forward({ hours: 80 });
    await db.sql("DELETE FROM authenticator");
    expect(company.faults.splice(0)).toEqual([]);
  });

  const admin = () => company.member(`Admin${++people}`, ["Admin"]);
  const stateOf = async ({ id }: Ref) =>
    (await db.sql("SELECT state FROM change_request WHERE id = $1", [id]))[0]?.state;

  /** Sets an app up for them; what its code is now. */
  async function withApp(who: Member): Promise<() => string> {
    const now = company.clock.now();
    await db.sql("UPDATE member SET password_hash = $2, activated_at = $3 WHERE id = $1", [who.id, hashed, now]);
    const visitor = { network: `10.4.0.${++people}`, agent: null, device: newToken() };
    const begun = tokenOf(await pages.signIn({ email: who.email, password: PASSWORD, page: null }, visitor));
    const code = (await company.code("session.sign-in", (await pages.find(begun))?.id ?? "")) ?? "";
    const token = tokenOf(await pages.prove(begun, code));
    await pages.beginAuthenticator(token);
    const secret = (await pages.authenticator(token)).setUp?.secret ?? "";
    const codeNow = () => {
      company.clock.forward({ seconds: 31 });
      return generateSync({ secret, epoch: Math.floor(company.clock.now().getTime() / 1000) });
    };
    expect(await pages.confirmAuthenticator(token, codeNow())).toMatchObject({ ok: true, isActive: true });
    return codeNow;
  }

  const invites = (who: Member, role: string): Promise<Reply> =>
    who.submits("invitation.create", {
      ...{ email: `invited${++people}@acme.example`, access: "all", reason: "x" },
      roles: [company.roles.get(role) ?? ""],
    });

  /** Asked for and confirmed by somebody with an app. */
  async function waiting(role = "Admin"): Promise<Ref> {
    const ada = await admin();
    const code = await withApp(ada);
    const ref = refIn(await invites(ada, role));
    await ada.submits("request.verify", { code: code() }, { ref });
    expect(await stateOf(ref)).toBe("awaiting_approval");
    return company.current(ref.id);
  }

  it("who has nothing but mailed codes can't ask for them, and is mailed none; for everything else they can", async () => {
    await withApp(await admin());
    const ada = await admin();
    const before = (await company.jobs()).length;
    const said = wordsOf(await invites(ada, "Admin"));
    expect([said, said.includes("/team security")]).toEqual([expect.stringContaining(WEAK), true]);
    expect((await company.jobs()).slice(before).filter(({ name }) => name === "code")).toEqual([]);
    expect(await company.rows("change_request", `AND requester_id = '${ada.id}'`)).toEqual([]);
    await company.confirms(ada, refIn(await invites(ada, "Finance")));
  });

  it("who has nothing but mailed codes can't approve them, and is mailed none; who has an app can", async () => {
    const boss = await admin();
    const code = await withApp(boss);
    const ref = await waiting();
    const weak = await admin();
    const before = (await company.jobs()).length;
    expect(wordsOf(await weak.presses("request.approve", ref))).toContain(WEAK);
    expect((await company.jobs()).slice(before).filter(({ name }) => name === "code")).toEqual([]);
    await boss.presses("request.approve", ref);
    expect(wordsOf(await boss.submits("request.approve", { code: code() }, { ref }))).toContain("Approved and done");
  });

  it("a mailed code is refused where it comes in, however its form was opened", async () => {
    await withApp(await admin());
    const [ada, boss] = [await admin(), await admin()];
    const strong = (id: string, what: string) =>
      db.sql(`UPDATE change_request SET policy = policy ${what} WHERE id = $1`, [id]);
    const ref = refIn(await invites(ada, "Finance"));
    await strong(ref.id, `|| '{"strength": 2}'`);
    const verify = (await company.code("request.verify", ref.id)) ?? "";
    expect(wordsOf(await ada.submits("request.verify", { code: verify }, { ref }))).toContain(WEAK);
    expect(await stateOf(ref)).toBe("awaiting_code");
    await strong(ref.id, "- 'strength'");
    await company.confirms(ada, ref);
    const waits = await company.current(ref.id);
    await boss.presses("request.approve", waits);
    const approve = (await company.code("request.approve", ref.id, `member:${boss.id}`)) ?? "";
    await strong(ref.id, `|| '{"strength": 2}'`);
    expect(wordsOf(await boss.submits("request.approve", { code: approve }, { ref: waits }))).toContain(WEAK);
    expect([await stateOf(ref), await company.rows("review", `AND request_id = '${ref.id}'`)]).toEqual([
      "awaiting_approval",
      [],
    ]);
  });

  it("what nobody could approve is refused when it is asked for, with why", async () => {
    const ada = await admin();
    await withApp(ada);
    expect(wordsOf(await invites(ada, "Admin"))).toContain("nobody who may approve it has one");
  });

  it("it is asked for where a member or a role with them is changed, and a brake never waits", async () => {
    await withApp(await admin());
    const [ada, other, otto] = [await admin(), await admin(), await company.member(`Otto${++people}`, ["Finance"])];
    const about = (who: Member) => ({ ref: { id: who.id, version: 1 } });
    expect(wordsOf(await ada.submits("member.remove", { reason: "left" }, about(other)))).toContain(WEAK);
    expect(wordsOf(await ada.submits("member.remove", { reason: "left" }, about(otto)))).not.toContain(WEAK);
    const suspends = await ada.submits("member.suspend", { reason: "stolen" }, about(other));
    expect(wordsOf(suspends)).not.toContain(WEAK);
    await company.confirms(ada, refIn(suspends));
    expect(await company.rows("member", `AND id = '${other.id}' AND state = 'suspended'`)).toHaveLength(1);
  });

  it("a role that has them is deleted only with a strong proof", async () => {
    await withApp(await admin());
    const role = { organizationId: company.id, name: `Deputy${++people}`, permissions: ["member:invite"] };
    await insertRole(db, role);
    const who = await admin();
    const form = await who.types(`role delete ${role.name}`);
    if (form.kind !== "form" || !form.ref) throw new Error(wordsOf(form));
    expect(wordsOf(await who.submits("role.delete", { reason: "x" }, { ref: form.ref }))).toContain(WEAK);
  });

  it("to deny never takes more than a mailed code", async () => {
    await withApp(await admin());
    const [ref, weak] = [await waiting(), await admin()];
    expect(wordsOf(await weak.submits("request.deny", { comment: "no" }, { ref }))).toContain("Denied");
  });
});
