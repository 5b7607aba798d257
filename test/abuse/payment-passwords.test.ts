import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createKeys, type Keys } from "../../src/core/keys.ts";
import { newToken } from "../../src/core/token.ts";
import type { Database } from "../../src/db/open.ts";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import { createApiService } from "../../src/pipeline/api-service.ts";
import { createSettingsService } from "../../src/pipeline/settings-service.ts";
import type { ApiService } from "../../src/web/api/service.ts";
import type { SettingsService, Visitor } from "../../src/web/settings/service.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { atOnce, type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

const PASSWORD = "seven grey herons over Lima";
const PAYMENT = "nine copper";
const WRONG = "ten copper kettles";
const OLD_KEY = "a key for tests, at least thirty-two characters";
let networks = 0;
const visitor = (): Visitor => ({ network: `10.9.${++networks & 255}.1`, agent: null, device: newToken() });
const said = (work: Promise<unknown>) =>
  work.then(
    (done) => wordsOf(done) || "done",
    (error) => wordsOf({ kind: "text", text: error.text }),
  );

describe.each(databases)("payment passwords, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let pages: SettingsService;
  let api: ApiService;
  let hashed: string;
  let people = 0;
  /** how often a hash that is somebody's was opened to be compared */
  let opened = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    pages = createSettingsService(company.services, company.id);
    api = apiWith(company.keys);
    hashed = await hashPassword(PASSWORD, createLimit());
  });
  afterAll(() => db.close());
  afterEach(() => {
    company.clock.forward({ hours: 30 });
    expect(company.faults.splice(0)).toEqual([]);
  });

  const apiWith = (keys: Keys) => {
    const open: Keys["open"] = (...sealed) => {
      opened += 1;
      return keys.open(...sealed);
    };
    return createApiService({ ...company.services, keys: { ...keys, open } }, company.id);
  };
  const somebody = async (): Promise<Member> => {
    const member = await company.member(`Payer${++people}`, ["Finance"]);
    await db.sql("UPDATE member SET password_hash = $2 WHERE id = $1", [member.id, hashed]);
    return member;
  };
  const isIn = async ({ email }: Member, password = PASSWORD): Promise<string> => {
    const went = await pages.signIn({ email, password, page: null }, visitor());
    if (!went.ok) throw new Error("refused");
    const code = await company.code("session.sign-in", (await pages.find(went.token))?.id ?? "");
    const proved = await pages.prove(went.token, code ?? "");
    if (!proved.ok) throw new Error("wrong code");
    return proved.token;
  };
  const payer = async (): Promise<Member> => {
    const member = await somebody();
    expect(await pages.setPaymentPassword(await isIn(member), PAYMENT)).toEqual({ ok: true });
    return member;
  };
  const verified = ({ email }: Pick<Member, "email">, password: string, by = api) =>
    by.verifyPayment({ member: email, password });
  const row = async ({ id }: Member) =>
    (await db.sql("SELECT * FROM payment_password WHERE member_id = $1", [id]))[0] ?? {};
  const fails = async (who: Member, times: number) => {
    for (let at = 0; at < times; at += 1) expect(await verified(who, WRONG)).toBe(false);
  };

  it("is right by address, in any case, and by id; also with accents typed another way", async () => {
    const ada = await somebody();
    await pages.setPaymentPassword(await isIn(ada), "caf\u00e9 au lait");
    for (const member of [ada.email, ada.email.toUpperCase(), ada.id])
      expect(await api.verifyPayment({ member, password: "cafe\u0301 au lait" })).toBe(true);
    expect((await row(ada)).used_at).not.toBeNull();
    expect(await row(ada)).toMatchObject({ failures: 0, failures_in_row: 0, locked_until: null });
  });

  it("can be shorter than the other one, but not short, common, or made of names", async () => {
    const ada = await somebody();
    const token = await isIn(ada);
    for (const [password, words] of [
      ["7 signs", "8"],
      ["x".repeat(129), "128"],
      ["password1", "first passwords that attackers try"],
      [`${ada.email} 1`, "address"],
      ["acme pays", "organization"],
    ] as const)
      expect(await said(pages.setPaymentPassword(token, password)), password).toContain(words);
    expect(await row(ada)).toEqual({});
  });

  it("D17: takes a code that was typed within five minutes, and nobody but who is in", async () => {
    const ada = await somebody();
    const token = await isIn(ada);
    company.clock.forward({ minutes: 5 });
    expect(await said(pages.setPaymentPassword(token, PAYMENT))).toContain("signed out");
    const half = await pages.signIn({ email: ada.email, password: PASSWORD, page: null }, visitor());
    expect(await said(pages.setPaymentPassword(half.ok ? half.token : "", PAYMENT))).toContain("signed out");
    expect(await row(ada)).toEqual({});
  });

  it("E11: is another one than the password for signing in, whichever is set first, changed or forgotten", async () => {
    const ada = await payer();
    const token = await isIn(ada);
    expect(await said(pages.setPaymentPassword(token, PASSWORD))).toContain("your password for signing in");
    const long = "nine copper kettles whistle";
    expect(await pages.setPaymentPassword(token, long)).toEqual({ ok: true });
    const change = { current: PASSWORD, password: long };
    expect(await said(pages.changePassword(token, change, visitor()))).toContain("your payment password");
    const link = newToken();
    const { insertLink } = await import("../../src/domain/sessions/link-store.ts");
    const { inTransaction } = await import("../../src/db/transaction.ts");
    const now = company.clock.now();
    const writes = insertLink({ organizationId: company.id, memberId: ada.id, purpose: "reset", token: link, now });
    const doer = { by: null, via: "web" } as const;
    await inTransaction(db, (tx) => company.record(tx, { organizationId: company.id, doer, events: [], writes, now }));
    const mine = (await pages.begin(link, null, visitor())) ?? "";
    const code = await company.code("session.reset", (await pages.find(mine))?.id ?? "");
    const proved = await pages.prove(mine, code ?? "");
    expect(await said(pages.resetPassword(proved.ok ? proved.token : "", long))).toContain("your payment password");
    expect((await db.sql("SELECT password_hash FROM member WHERE id = $1", [ada.id]))[0]?.password_hash).toBe(hashed);
  });

  it("E11: neither can be guessed by setting the other one: five comparisons in a quarter of an hour", async () => {
    const ada = await payer();
    const token = await isIn(ada);
    for (let at = 0; at < 4; at += 1)
      expect(await pages.setPaymentPassword(token, `${PAYMENT} ${at}`)).toEqual({ ok: true });
    expect(await said(pages.setPaymentPassword(token, PASSWORD))).toContain("too often");
    const change = { current: PASSWORD, password: `${PAYMENT} 3` };
    expect(await said(pages.changePassword(token, change, visitor()))).toMatch(/too often|at least 12/);
    const long = { current: PASSWORD, password: "another one that is long enough" };
    expect(await said(pages.changePassword(token, long, visitor()))).toContain("too often");
  });

  it("E11: fifty wrong ones at once are five guesses, and then the right one waits half an hour", async () => {
    const ada = await payer();
    opened = 0;
    const heard = await atOnce(50, () => verified(ada, WRONG).catch((error) => error.text.id));
    expect(new Set(heard)).toEqual(new Set([false, "web.busy"]));
    expect(opened).toBe(5);
    expect(await row(ada)).toMatchObject({ failures: 5, failures_in_row: 5 });
    expect(await verified(ada, PAYMENT)).toBe(false);
    expect((await pages.paymentPassword(await isIn(ada)))?.lockedUntil).not.toBeNull();
    company.clock.forward({ minutes: 29 });
    expect(await verified(ada, PAYMENT)).toBe(false);
    company.clock.forward({ minutes: 2 });
    expect(await verified(ada, PAYMENT)).toBe(true);
    expect(await row(ada)).toMatchObject({ failures: 5, failures_in_row: 0, locked_until: null });
  });

  it("a right one ends the row of failures, but not what was counted since it was set", async () => {
    const ada = await payer();
    for (let at = 0; at < 3; at += 1) {
      await fails(ada, 4);
      expect(await verified(ada, PAYMENT)).toBe(true);
    }
    expect(await row(ada)).toMatchObject({ failures: 12, failures_in_row: 0 });
  });

  it("is disabled after fifty wrong ones, for good, until another one is set with a code, which ends a lock too", async () => {
    const ada = await payer();
    for (let at = 0; at < 10; at += 1) {
      await fails(ada, 5);
      company.clock.forward({ minutes: 31 });
    }
    opened = 0;
    company.clock.forward({ hours: 200 });
    expect(await verified(ada, PAYMENT)).toBe(false);
    expect([opened, (await row(ada)).failures]).toEqual([0, 50]);
    const token = await isIn(ada);
    expect((await pages.paymentPassword(token))?.isDisabled).toBe(true);
    expect(await pages.setPaymentPassword(token, "twelve tin drums")).toEqual({ ok: true });
    expect([await verified(ada, PAYMENT), await verified(ada, "twelve tin drums")]).toEqual([false, true]);
    await fails(ada, 5);
    expect(await verified(ada, "twelve tin drums")).toBe(false);
    await pages.setPaymentPassword(token, PAYMENT);
    expect(await verified(ada, PAYMENT)).toBe(true);
  });

  it("locks nothing else: neither signing in nor what the chat asks for", async () => {
    const ada = await payer();
    await fails(ada, 5);
    expect((await pages.find(await isIn(ada)))?.asks).toBeNull();
    expect(await db.sql("SELECT 1 FROM factor WHERE member_id = $1 AND failures_in_row > 0", [ada.id])).toEqual([]);
  });

  it("answers alike, and takes as long, where there is no member, none is set, or it is locked or theirs no more", async () => {
    const [unset, locked, suspended] = [await somebody(), await payer(), await payer()];
    await fails(locked, 5);
    await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [suspended.id]);
    /** The shortest of three: a machine that is busy makes some longer, and none shorter. */
    const time = async (who: { email: string }, password: string) => {
      const taken: number[] = [];
      for (let at = 0; at < 3; at += 1) {
        const started = performance.now();
        expect(await verified(who, password)).toBe(false);
        taken.push(performance.now() - started);
      }
      return Math.min(...taken);
    };
    const usual = await time(await payer(), WRONG);
    // Without the hash that is nobody's, it is some 3 ms and not 50.
    for (const who of [{ email: "nobody@acme.example" }, unset, locked, suspended])
      expect(await time(who, PAYMENT)).toBeGreaterThan(usual / 4);
  });

  it("counts nothing while too many wait, and keeps nobody from signing in", async () => {
    const ada = await payer();
    const waiting = atOnce(60, () =>
      api.verifyPayment({ member: "nobody@acme.example", password: WRONG }).catch(() => "busy"),
    );
    expect(await said(verified(ada, PAYMENT))).toContain("Many people");
    expect((await pages.signIn({ email: ada.email, password: PASSWORD, page: null }, visitor())).ok).toBe(true);
    expect((await waiting).filter((one) => one === "busy").length).toBeGreaterThan(20);
    expect(await row(ada)).toMatchObject({ failures: 0 });
  });

  it("is worth nothing to who has the database alone, nor in another member's row", async () => {
    const [ada, mallory] = [await payer(), await payer()];
    const { sealed } = await row(ada);
    expect(String(sealed)).not.toContain("argon2");
    expect(() => createKeys(["another key, which is at least thirty-two long"]).open("", String(sealed))).toThrow();
    await db.sql("UPDATE payment_password SET sealed = $2 WHERE member_id = $1", [mallory.id, sealed]);
    await expect(verified(mallory, PAYMENT)).rejects.toThrow();
  });

  it("outlives another first key, is kept under that from then on, and is not right once its key is gone", async () => {
    const ada = await payer();
    const newKey = "the next key, which is at least thirty-two long";
    const both = apiWith(createKeys([newKey, OLD_KEY]));
    const before = (await row(ada)).sealed;
    expect([await verified(ada, WRONG, both), (await row(ada)).sealed]).toEqual([false, before]);
    expect(await verified(ada, PAYMENT, both)).toBe(true);
    expect((await row(ada)).sealed).not.toBe(before);
    expect(await verified(ada, PAYMENT, apiWith(createKeys([newKey])))).toBe(true);
    expect(await verified(ada, PAYMENT)).toBe(false);
  });

  it("a right one is not right when another one was set while it was compared", async () => {
    const ada = await payer();
    const token = await isIn(ada);
    const slow = createApiService(
      {
        ...company.services,
        record: async (tx, done) => {
          await tx.$executeRaw`UPDATE payment_password SET sealed = 'v1.another' WHERE member_id = ${ada.id}::uuid`;
          return company.record(tx, done);
        },
      },
      company.id,
    );
    expect(await slow.verifyPayment({ member: ada.email, password: PAYMENT })).toBe(false);
    expect(await pages.setPaymentPassword(token, PAYMENT)).toEqual({ ok: true });
  });

  it("is told in the history and to the person, each time; and is gone with a member who is removed", async () => {
    const chief = await company.member(`Head${++people}`, ["Admin"]);
    const ada = await payer();
    await pages.setPaymentPassword(await isIn(ada), "twelve tin drums");
    const kinds = (await company.events()).filter(({ memberId }) => memberId === ada.id).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["payment-password.set", "payment-password.changed"]));
    const told = (await company.jobs()).filter(({ name }) => name === "payment-password");
    expect(told).toEqual(
      expect.arrayContaining([
        { name: "payment-password", memberId: ada.id, how: "set" },
        { name: "payment-password", memberId: ada.id, how: "changed" },
      ]),
    );
    const version = { id: ada.id, version: 1 };
    const ref = refIn(await chief.submits("member.remove", { reason: "a test" }, { ref: version }));
    await company.confirms(chief, ref);
    expect((await db.sql("SELECT state FROM member WHERE id = $1", [ada.id]))[0]?.state).toBe("removed");
    expect(await row(ada)).toEqual({});
    expect(JSON.stringify([await company.events(), await company.jobs()])).not.toContain("twelve tin");
  });

  it("two organizations: one's members can't be asked about by the other", async () => {
    const ada = await payer();
    const elsewhere = await openOrganization(db, { name: `Else${people}`, tenant: `T${people}` });
    const others = createApiService(elsewhere.services, elsewhere.id);
    for (const member of [ada.email, ada.id])
      expect(await others.verifyPayment({ member, password: PAYMENT })).toBe(false);
    expect(await row(ada)).toMatchObject({ failures: 0 });
  });
});
