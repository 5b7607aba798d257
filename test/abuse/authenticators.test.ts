import { generateSync } from "otplib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createKeys } from "../../src/core/keys.ts";
import { newToken } from "../../src/core/token.ts";
import type { Database } from "../../src/db/open.ts";
import { newRecoveryCode, readRecoveryCode } from "../../src/domain/authenticators/authenticator.ts";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import { stepOf } from "../../src/domain/verification/factors/authenticator.ts";
import { createSettingsService } from "../../src/pipeline/settings-service.ts";
import type { SettingsService, Visitor, Went } from "../../src/web/settings/service.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { atOnce, type Company, type Member, openOrganization, wordsOf } from "./setup.ts";

const PASSWORD = "seven grey herons over Lima";
const USED = "used already";
const WRONG = "This code is wrong";
let networks = 0;
const visitor = (): Visitor => {
  networks += 1;
  return { network: `10.9.${networks >> 8}.${networks & 255}`, agent: "Firefox, Linux", device: newToken() };
};
const tokenOf = (went: Went): string => {
  if (!went.ok) throw new Error(`refused: ${JSON.stringify(went.errors)}`);
  return went.token;
};

describe.each(databases)("authenticator apps, on $kind", ({ kind }) => {
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
  });
  afterAll(() => db.close());
  afterEach(() => {
    company.clock.forward({ hours: 80 });
    expect(company.faults.splice(0)).toEqual([]);
  });

  const somebody = async (role = "Admin", hoursAgo = 0): Promise<Member> => {
    const member = await company.member(`Person${++people}`, [role]);
    const activatedAt = new Date(company.clock.now().getTime() - hoursAgo * 3_600_000);
    await db.sql("UPDATE member SET password_hash = $2, activated_at = $3 WHERE id = $1", [
      member.id,
      hashed,
      activatedAt,
    ]);
    return member;
  };
  const codeAt = (secret: string, seconds = 0) =>
    generateSync({ secret, epoch: Math.floor(company.clock.now().getTime() / 1000) + seconds });
  const begins = async ({ email }: Member) =>
    tokenOf(await pages.signIn({ email, password: PASSWORD, page: null }, visitor()));
  const mailedCode = async (token: string) =>
    (await company.code("session.sign-in", (await pages.find(token))?.id ?? "")) ?? "";
  const isIn = async (who: Member): Promise<string> => {
    const token = await begins(who);
    return tokenOf(await pages.prove(token, await mailedCode(token)));
  };
  /** Sets an app up; its secret and the recovery codes. */
  async function binds(token: string) {
    await pages.beginAuthenticator(token);
    const secret = (await pages.authenticator(token)).setUp?.secret ?? "";
    const bound = await pages.confirmAuthenticator(token, codeAt(secret));
    if (!bound.ok) throw new Error("not bound");
    // What was used to set it up is used.
    company.clock.forward({ seconds: 31 });
    return { secret, ...bound };
  }
  const withApp = async (role = "Admin") => {
    const who = await somebody(role);
    return { who, ...(await binds(await isIn(who))) };
  };
  const asks = (who: Member) => company.asks(who, `invited${++people}@acme.example`);
  const verifies = async (who: Member, code: string, ref: Awaited<ReturnType<typeof asks>>) =>
    wordsOf(await who.submits("request.verify", { code }, { ref }));

  it("from then on its codes are what the chat asks for, and none is mailed", async () => {
    const { who, secret } = await withApp();
    const before = (await company.jobs()).filter(({ name }) => name === "code").length;
    const ref = await asks(who);
    expect((await company.jobs()).filter(({ name }) => name === "code").length).toBe(before);
    expect(wordsOf(await who.presses("request.verify", ref))).toContain("authenticator app");
    expect(await verifies(who, codeAt(secret), ref)).not.toContain(WRONG);
    const [review] = await db.sql("SELECT factor FROM challenge WHERE subject = $1", [ref.id]);
    expect(review?.factor).toBe("authenticator");
  });

  it("an approval notes the factor that it was given with, and its strength", async () => {
    const { who, secret } = await withApp();
    const ref = await company.waiting(await somebody(), `invited${++people}@acme.example`);
    await who.presses("request.approve", ref);
    await who.submits("request.approve", { code: codeAt(secret), comment: "" }, { ref });
    expect(await db.sql("SELECT factor, strength FROM review WHERE request_id = $1", [ref.id])).toEqual([
      { factor: "authenticator", strength: 2 },
    ]);
  });

  it("D3: one code five times at once is accepted once, and one code for two requests for one of them", async () => {
    const { who, secret } = await withApp();
    const [ref, other] = [await asks(who), await asks(who)];
    const code = codeAt(secret);
    const replies = await atOnce(5, () => verifies(who, code, ref));
    const verified = await company.count("request.verified");
    expect(replies.length).toBe(5);
    expect(await verifies(who, code, other)).toContain(USED);
    expect(await company.count("request.verified")).toBe(verified);
    const states = await db.sql("SELECT state FROM change_request WHERE id = ANY($1::uuid[]) ORDER BY state", [
      [ref.id, other.id],
    ]);
    expect(states.map(({ state }) => state)).toEqual(["awaiting_approval", "awaiting_code"]);
  });

  it("D3: a code that was used is refused as that, is no failure, and takes no failure back", async () => {
    const { who, secret } = await withApp();
    const ref = await asks(who);
    const code = codeAt(secret);
    await verifies(who, code, ref);
    const next = await asks(who);
    for (let at = 0; at < 2; at += 1) await verifies(who, "000000", next);
    const failures = () =>
      db.sql("SELECT failures_in_row FROM factor WHERE member_id = $1 AND kind = 'authenticator'", [who.id]);
    expect(await failures()).toEqual([{ failures_in_row: 2 }]);
    for (let at = 0; at < 7; at += 1) expect(await verifies(who, code, next)).toContain(USED);
    expect(await failures()).toEqual([{ failures_in_row: 2 }]);
    company.clock.forward({ seconds: 30 });
    expect(await verifies(who, codeAt(secret), next)).not.toContain(WRONG);
  });

  it("a code of one step before is good, of two steps before and of the next one not", async () => {
    const { who, secret } = await withApp();
    const ref = await asks(who);
    company.clock.forward({ seconds: 90 });
    expect(await verifies(who, codeAt(secret, -60), ref)).toContain(WRONG);
    expect(await verifies(who, codeAt(secret, 30), ref)).toContain(WRONG);
    expect(await verifies(who, codeAt(secret, -30), ref)).not.toContain(WRONG);
  });

  it("D1: fifty wrong codes at once are five guesses", async () => {
    const { who, secret } = await withApp();
    const ref = await asks(who);
    await atOnce(50, () => verifies(who, "123456", ref));
    expect(await db.sql("SELECT attempts FROM challenge WHERE subject = $1", [ref.id])).toEqual([{ attempts: 5 }]);
    expect(await verifies(who, codeAt(secret), ref)).toContain(WRONG);
  });

  it("D2: after five wrong codes the app waits half an hour, over all requests, and after fifty it must be bound again", async () => {
    const { who, secret } = await withApp();
    const ref = await asks(who);
    for (let at = 0; at < 5; at += 1) await verifies(who, "123456", ref);
    const second = await company.asks(who, `invited${++people}@acme.example`).catch(() => null);
    expect(second).toBeNull();
    company.clock.forward({ minutes: 31 });
    const third = await asks(who);
    expect(await verifies(who, codeAt(secret), third)).not.toContain(WRONG);
    await db.sql("UPDATE factor SET failures_in_row = 50 WHERE member_id = $1", [who.id]);
    expect(await company.asks(who, `invited${++people}@acme.example`).catch(() => null)).toBeNull();
    const again = await binds(await inWith(who, secret));
    const fourth = await asks(who);
    expect(await verifies(who, codeAt(again.secret), fourth)).not.toContain(WRONG);
  });

  const inWith = async (who: Member, secret: string) => {
    company.clock.forward({ seconds: 31 });
    const token = await begins(who);
    return tokenOf(await pages.prove(token, codeAt(secret)));
  };

  it("D6: a code that was mailed before is good no more, and a mailed one is never asked for", async () => {
    const who = await somebody();
    const token = await isIn(who);
    const ref = await asks(who);
    const mailed = (await company.code("request.verify", ref.id)) ?? "";
    const { secret } = await binds(token);
    expect(await verifies(who, mailed, ref)).toContain(WRONG);
    await who.presses("request.verify", ref);
    expect(await verifies(who, codeAt(secret), ref)).not.toContain(WRONG);
    // Nor in the pages.
    company.clock.forward({ seconds: 31 });
    const page = await begins(who);
    expect(await mailedCode(page)).toBe("");
    expect((await pages.find(page))?.factor).toBe("authenticator");
    expect((await pages.find(tokenOf(await pages.prove(page, codeAt(secret)))))?.asks).toBeNull();
  });

  it("D8: one that is bound later than an hour after activation counts after a day, and mail and chat say so", async () => {
    const who = await somebody("Admin", 2);
    const token = await isIn(who);
    const { secret, isActive } = await binds(token);
    expect(isActive).toBe(false);
    const told = (await company.jobs()).filter(({ name }) => name === "authenticator-told");
    expect(told.at(-1)).toMatchObject({ memberId: who.id, what: "bound" });
    const ref = await asks(who);
    expect(await verifies(who, codeAt(secret), ref)).toContain(WRONG);
    expect(await verifies(who, (await company.code("request.verify", ref.id)) ?? "", ref)).not.toContain(WRONG);
    company.clock.forward({ hours: 24 });
    const next = await asks(who);
    expect(await verifies(who, codeAt(secret), next)).not.toContain(WRONG);
  });

  it("D8: no session that is not in, or has typed no code of late, sets one up, sees the secret or takes it off", async () => {
    const who = await somebody("Finance");
    const half = await begins(who);
    const refused = async (work: Promise<unknown>) =>
      expect(await work.catch(({ text }) => text)).toMatchObject({ id: "web.session-over" });
    await refused(pages.beginAuthenticator(half));
    const token = tokenOf(await pages.prove(half, await mailedCode(half)));
    await pages.beginAuthenticator(token);
    const secret = (await pages.authenticator(token)).setUp?.secret ?? "";
    company.clock.forward({ minutes: 6 });
    expect((await pages.authenticator(token)).setUp).toBeNull();
    await refused(pages.beginAuthenticator(token));
    await refused(pages.confirmAuthenticator(token, codeAt(secret)));
    await refused(pages.removeAuthenticator(token));
  });

  it("who has administrative permissions can't take it off alone; everybody else can", async () => {
    const { who: chief, secret } = await withApp("Admin");
    const token = await inWith(chief, secret);
    expect((await pages.removeAuthenticator(token).catch(({ text }) => text))?.id).toBe("web.session-over");
    const { who, secret: hers } = await withApp("Finance");
    await pages.removeAuthenticator(await inWith(who, hers));
    expect((await pages.authenticator(await isIn(who))).activeAt).toBeNull();
  });

  it("D10: a recovery code sets up another app and does nothing else; each is used once, and new ones void the old", async () => {
    const { who, recoveryCodes } = await withApp("Finance");
    const [first = "", second = ""] = recoveryCodes;
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(JSON.stringify(await company.rows("recovery_code"))).not.toContain(readRecoveryCode(first)?.code.slice(1));
    const token = await begins(who);
    expect(await pages.recover(token, "0-0000-0000-0000-0000", visitor())).toMatchObject({ ok: false });
    const went = await atOnce(3, () =>
      pages.recover(token, first.toLowerCase(), visitor()).catch(() => ({ ok: false as const, errors: {} })),
    );
    const won = went.filter(({ ok }) => ok);
    expect(won).toHaveLength(1);
    const next = won[0]?.ok ? won[0].token : "";
    for (const act of [() => pages.sessions(next), () => pages.endOthers(next), () => pages.removeAuthenticator(next)])
      expect((await act().catch(({ text }) => text))?.id).toBe("web.session-over");
    expect(await pages.recover(await begins(who), first, visitor())).toMatchObject({ ok: false });
    const bound = await binds(next);
    expect((await pages.find(bound.token ?? ""))?.asks).toBeNull();
    company.clock.forward({ hours: 25 });
    expect(await pages.recover(await begins(who), second, visitor())).toMatchObject({ ok: false });
  });

  it("D15: a secret that is moved to another row or member, or changed in one bit, opens nothing", async () => {
    const [one, two] = [await withApp(), await withApp()];
    const secretOf = async (who: Member) =>
      String(
        (await db.sql("SELECT sealed FROM authenticator WHERE member_id = $1 AND ended_at IS NULL", [who.id]))[0]
          ?.sealed,
      );
    const [sealed, theirs] = [await secretOf(one.who), await secretOf(two.who)];
    expect(sealed).not.toContain(one.secret);
    await db.sql("UPDATE authenticator SET sealed = $2 WHERE member_id = $1", [one.who.id, theirs]);
    const ref = await asks(one.who);
    const said = wordsOf(await one.who.submits("request.verify", { code: codeAt(two.secret) }, { ref }));
    expect(said).toContain("Something went wrong");
    expect(company.faults.splice(0)).toHaveLength(1);
    await db.sql("UPDATE authenticator SET sealed = $2 WHERE member_id = $1", [one.who.id, sealed]);
    expect(await verifies(one.who, codeAt(one.secret), ref)).not.toContain(WRONG);
  });

  it("removing a member wipes it", async () => {
    const { who } = await withApp("Finance");
    const chief = await somebody();
    const asked = await chief.submits("member.remove", { reason: "left" }, { ref: { id: who.id, version: 1 } });
    const ref = asked.kind === "form" && asked.ref ? asked.ref : { id: "", version: 0 };
    await company.confirms(chief, ref);
    await company.reviews(await somebody(), await company.current(ref.id));
    expect(await db.sql("SELECT 1 FROM authenticator WHERE member_id = $1 AND ended_at IS NULL", [who.id])).toEqual([]);
    expect(await db.sql("SELECT 1 FROM recovery_code WHERE member_id = $1", [who.id])).toEqual([]);
  });
});

describe("codes and keys", () => {
  // RFC 6238, appendix B (SHA-1), the last six of the eight digits, for the secret "12345678901234567890".
  it.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
  ])("the code at %i s is %s", (seconds, code) => {
    const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    expect(stepOf(secret, code, new Date(seconds * 1000))).toBe(Math.floor(seconds / 30));
    expect(stepOf(secret, code, new Date((seconds - 30) * 1000))).toBeNull();
    expect(stepOf(secret, code, new Date((seconds + 60) * 1000))).toBeNull();
  });

  it("sealed texts open under any key that is configured, and only for what they were sealed for", () => {
    const [old, young] = [
      "an old key of at least thirty-two characters",
      "a new key of at least thirty-two characters",
    ];
    const before = createKeys([old]);
    const sealed = before.seal("a", "the secret");
    expect(createKeys([young, old]).open("a", sealed)).toBe("the secret");
    expect(() => createKeys([young]).open("a", sealed)).toThrow("no key");
    expect(() => before.open("b", sealed)).toThrow();
    const [version, id, nonce = "", text = ""] = sealed.split(".");
    const flipped = Buffer.from(text, "base64url");
    flipped.writeUInt8(flipped.readUInt8(0) ^ 1, 0);
    const forged = [
      [version, id, nonce, flipped.toString("base64url")],
      [version, id, nonce, text.slice(0, 6)],
      [version, id, Buffer.alloc(12).toString("base64url"), text],
      [version, createKeys([young]).ids[0], nonce, text],
      ["v2", id, nonce, text],
    ];
    for (const parts of forged) expect(() => createKeys([old, young]).open("a", parts.join("."))).toThrow();
  });

  it("a recovery code is read as people type it, and nothing else is one", () => {
    const code = newRecoveryCode(3);
    expect(code).toMatch(/^3(?:-[0-9A-HJKMNP-TV-Z]{4}){4}$/);
    const read = readRecoveryCode(code);
    expect(readRecoveryCode(` ${code.toLowerCase().replaceAll("-", " ")} `)).toEqual(read);
    expect(readRecoveryCode(code.replaceAll("0", "O").replaceAll("1", "l"))).toEqual(read);
    for (const wrong of ["", "3", code.slice(0, -1), `${code}A`, `X${code.slice(1)}`, "12345678"])
      expect(readRecoveryCode(wrong)).toBeNull();
  });
});
