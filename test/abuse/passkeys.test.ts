import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { changes } from "../../src/commands.ts";
import type { Ref } from "../../src/core/ref.ts";
import { newToken } from "../../src/core/token.ts";
import type { Database } from "../../src/db/open.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import { challengeFor } from "../../src/domain/passkeys/passkey.ts";
import { prepareApprovalMail } from "../../src/domain/requests/notifications.ts";
import { createDecideService } from "../../src/pipeline/decide-service.ts";
import { createSettingsService } from "../../src/pipeline/settings-service.ts";
import type { DecideService, Decision } from "../../src/web/decide/service.ts";
import type { SettingsService, Went } from "../../src/web/settings/service.ts";
import { createPasskey, type FakePasskey } from "../fakes/passkey.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { atOnce, type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

const PASSWORD = "seven grey herons over Lima";
const ORIGIN = "http://localhost";
const visitor = { network: "10.3.0.1", agent: "Firefox, Linux", device: newToken() };
const tokenOf = (went: Went): string => {
  if (!went.ok) throw new Error(`refused: ${JSON.stringify(went.errors)}`);
  return went.token;
};

describe.each(databases)("passkeys, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let pages: SettingsService;
  let decisions: DecideService;
  let hashed: string;
  let ada: Member;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db);
    pages = createSettingsService(company.services, company.id);
    decisions = createDecideService(company.services);
    hashed = await hashPassword(PASSWORD, createLimit());
    ada = await company.member("Ada", ["Admin"]);
  });
  afterAll(() => db.close());
  afterEach(() => {
    company.clock.forward({ hours: 80 });
    expect(company.faults.splice(0)).toEqual([]);
  });

  /** Somebody who was activated so many hours ago. */
  async function somebody(role = "Admin", hoursAgo = 0): Promise<Member> {
    const member = await company.member(`Person${++people}`, [role]);
    const at = new Date(company.clock.now().getTime() - hoursAgo * 3_600_000);
    await db.sql("UPDATE member SET password_hash = $2, activated_at = $3 WHERE id = $1", [member.id, hashed, at]);
    return member;
  }

  async function isIn({ email }: Member): Promise<string> {
    const begun = tokenOf(await pages.signIn({ email, password: PASSWORD, page: null }, visitor));
    const code = (await company.code("session.sign-in", (await pages.find(begun))?.id ?? "")) ?? "";
    return tokenOf(await pages.prove(begun, code));
  }

  async function adds(token: string, device = createPasskey(ORIGIN)): Promise<FakePasskey> {
    const { challengeId, options } = await pages.beginPasskey(token);
    const answer = device.makes(options as never);
    expect(await pages.addPasskey(token, { challengeId, name: "A key", answer })).toMatchObject({ ok: true });
    return device;
  }

  /** An administrator with a passkey that counts. */
  async function approver() {
    const who = await somebody();
    const token = await isIn(who);
    return { who, token, device: await adds(token) };
  }

  const waiting = () => company.waiting(ada, `invited${++people}@acme.example`);
  const stateOf = async ({ id }: Ref) =>
    (await db.sql("SELECT state FROM change_request WHERE id = $1", [id]))[0]?.state;

  /** The link that the form in the chat offers, as the token in it. */
  async function link(who: Member, ref: Ref, command = "request.approve"): Promise<string> {
    const reply = await who.presses(command, ref);
    const links = reply.kind === "form" ? reply.form.links : reply.kind === "card" ? reply.card.links : [];
    const url = links?.[0]?.url;
    if (!url) throw new Error(`no link to a page: ${wordsOf(reply)}`);
    return url.split("/").at(-1) ?? "";
  }

  /** What the page asks the device to sign for each decision. */
  async function asked(token: string) {
    const found = await decisions.find(token);
    if (!found?.isOpen || !found.asking) throw new Error("nothing to decide");
    return found.asking;
  }
  const optionsOf = ({ options }: Awaited<ReturnType<typeof asked>>, decision: Decision) =>
    (options[decision] ?? {}) as { challenge: string };

  async function decides(token: string, device: FakePasskey, decision: Decision = "approved", lies = {}) {
    const asking = await asked(token);
    const answer = device.signs(optionsOf(asking, decision), lies);
    return decisions.decide(token, { ...asking, decision, comment: "Looked at it", answer });
  }
  const WRONG = "web.decide-wrong";

  it("approves and denies with one, and the review keeps how it was proved", async () => {
    const { who, device } = await approver();
    const [one, two] = [await waiting(), await waiting()];
    expect(await decides(await link(who, one), device)).toMatchObject({ ok: true });
    expect(await decides(await link(who, two), device, "denied")).toMatchObject({ ok: true });
    expect([await stateOf(one), await stateOf(two)]).toEqual(["applied", "denied"]);
    const reviews = await company.rows("review", `AND approver_id = '${who.id}' ORDER BY at`);
    expect(reviews.map(({ factor, strength }) => [factor, strength])).toEqual([
      ["passkey", 3],
      ["passkey", 3],
    ]);
  });

  /** A request of somebody who has nothing but a passkey: it waits for that, and no code is mailed. */
  async function asksWithout(who: Member): Promise<Ref> {
    const values = { email: `invited${++people}@acme.example`, access: "all", reason: "needed" };
    const reply = await who.submits("invitation.create", { ...values, roles: [company.roles.get("Operations") ?? ""] });
    expect(reply).toMatchObject({ kind: "card", card: { links: [{ label: { id: "button.passkey" } }] } });
    const [row] = await company.rows("change_request", `AND requester_id = '${who.id}' ORDER BY number DESC`);
    expect(await company.code("request.verify", String(row?.id))).toBeNull();
    return { id: String(row?.id), version: Number(row?.version) };
  }

  it("confirms one's own request with one", async () => {
    const { who, device } = await approver();
    const ref = await asksWithout(who);
    expect(await decides(await link(who, ref, "request.verify"), device, "confirmed")).toMatchObject({ ok: true });
    expect(await stateOf(ref)).toBe("awaiting_approval");
  });

  it("D21: an answer fits no other request, version, decision, person or challenge, and is used once", async () => {
    const [{ who, device }, another] = [await approver(), await approver()];
    const [one, two] = [await waiting(), await waiting()];
    const [mine, other, theirs] = [await link(who, one), await link(who, two), await link(another.who, one)];
    const asking = await asked(mine);
    const approves = device.signs(optionsOf(asking, "approved"));
    const given = { ...asking, decision: "approved" as Decision, comment: "x", answer: approves };
    // Another request, and another person's link to the same one.
    await expect(decisions.decide(other, given)).rejects.toThrow(WRONG);
    await expect(decisions.decide(theirs, given)).rejects.toThrow(WRONG);
    // The challenge of another request, and another one of the same.
    for (const token of [other, mine]) {
      const { challengeId } = await asked(token);
      await expect(decisions.decide(token, { ...given, challengeId })).rejects.toThrow(WRONG);
    }
    // Another decision.
    await expect(decisions.decide(mine, { ...given, decision: "denied" })).rejects.toThrow(WRONG);
    await expect(decisions.decide(mine, { ...given, decision: "confirmed" })).rejects.toThrow("refused.old-form");
    // Another person's key for what this one was asked.
    const foreign = another.device.signs(optionsOf(asking, "approved"));
    await expect(decisions.decide(mine, { ...given, answer: foreign })).rejects.toThrow(WRONG);
    expect([await stateOf(one), await stateOf(two)]).toEqual(["awaiting_approval", "awaiting_approval"]);
    // Nothing of this has used it up: five times at once it decides once.
    await atOnce(5, () => decisions.decide(mine, given).catch(() => null));
    expect(await stateOf(one)).toBe("applied");
    expect(await company.rows("review", `AND approver_id = '${who.id}'`)).toHaveLength(1);
  });

  it("D21: an answer for an older version of the content is refused", async () => {
    const { who, device } = await approver();
    const ref = await waiting();
    const token = await link(who, ref);
    const asking = await asked(token);
    const answer = device.signs(optionsOf(asking, "approved"));
    await db.sql("UPDATE passkey_challenge SET version = version + 1 WHERE id = $1", [asking.challengeId]);
    const given = { ...asking, decision: "approved" as const, comment: "", answer };
    await expect(decisions.decide(token, given)).rejects.toThrow(WRONG);
    await db.sql("UPDATE passkey_challenge SET version = version - 1, digest = $2 WHERE id = $1", [
      ...[asking.challengeId, "0".repeat(64)],
    ]);
    await expect(decisions.decide(token, given)).rejects.toThrow(WRONG);
    expect(await stateOf(ref)).toBe("awaiting_approval");
  });

  it.each([
    ["from another page", { origin: "http://evil.example" }],
    ["for another host", { rpId: "evil.example" }],
    ["without a finger, a face or a PIN", { isVerified: false }],
    ["for another challenge", { challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
    ["for making a key", { type: "webauthn.create" }],
    ["of a copied key, whose counter stays behind", { counter: 1 }],
  ])("an answer %s is refused", async (_, lies) => {
    const { who, device } = await approver();
    const [one, two] = [await waiting(), await waiting()];
    await decides(await link(who, one), device);
    await expect(decides(await link(who, two), device, "approved", lies)).rejects.toThrow(WRONG);
    expect(await stateOf(two)).toBe("awaiting_approval");
  });

  it("looking uses nothing up; an answer comes too late after five minutes, and the link is over after ten", async () => {
    const { who, device } = await approver();
    const ref = await waiting();
    const token = await link(who, ref);
    for (let at = 0; at < 5; at += 1) await decisions.find(token);
    const asking = await asked(token);
    const answer = device.signs(optionsOf(asking, "approved"));
    company.clock.forward({ minutes: 6 });
    const given = { ...asking, decision: "approved" as const, comment: "", answer };
    await expect(decisions.decide(token, given)).rejects.toThrow(WRONG);
    company.clock.forward({ minutes: 5 });
    expect(await decisions.find(token)).toBeNull();
    expect(await decisions.decide(token, given)).toBeNull();
    expect(await decides(await link(who, ref), device)).toMatchObject({ ok: true });
  });

  it("who is in no chat decides from the mail, for as long as the request waits", async () => {
    const { who, device } = await approver();
    await db.sql("DELETE FROM identity WHERE member_id = $1", [who.id]);
    const ref = await waiting();
    const about = { requestId: ref.id, memberId: who.id };
    const task = await inTransaction(db, (tx) => prepareApprovalMail({ ...company.jobContext(tx), changes }, about));
    const token = (task.kind === "mail" && task.mail.link?.url.split("/").at(-1)) || "";
    company.clock.forward({ hours: 70 });
    expect(await decides(token, device)).toMatchObject({ ok: true });
    expect(await stateOf(ref)).toBe("applied");
    const next = await waiting();
    const another = await inTransaction(db, (tx) =>
      prepareApprovalMail({ ...company.jobContext(tx), changes }, { ...about, requestId: next.id }),
    );
    const late = (another.kind === "mail" && another.mail.link?.url.split("/").at(-1)) || "";
    company.clock.forward({ hours: 73 });
    expect(await decisions.find(late)).toBeNull();
  });

  it("a link that was changed, or is for somebody who is suspended meanwhile, opens nothing", async () => {
    const [{ who }, another] = [await approver(), await approver()];
    const token = await link(who, await waiting());
    const [said = "", mac = ""] = token.split(".");
    const forged = Buffer.from(said, "base64url").toString("utf8").replace(who.id, another.who.id);
    for (const wrong of [`${Buffer.from(forged).toString("base64url")}.${mac}`, `${said}.`, said, "", "x.y"])
      expect(await decisions.find(wrong)).toBeNull();
    await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [who.id]);
    expect(await decisions.find(token)).toBeNull();
  });

  it("who may not approve may not with a passkey: not one's own request, nor without the permission", async () => {
    const { who, device } = await approver();
    const mine = await asksWithout(who);
    await decides(await link(who, mine, "request.verify"), device, "confirmed");
    const own = await company.current(mine.id);
    await expect(link(who, own)).rejects.toThrow("no link to a page");
    const ref = await waiting();
    const token = await link(who, ref);
    await db.sql("DELETE FROM role_grant WHERE member_id = $1", [who.id]);
    await expect(decisions.find(token)).rejects.toThrow("refused.no-such-request");
  });

  it("what is decided meanwhile is said, and nothing is decided twice", async () => {
    const [{ who, device }, another] = [await approver(), await approver()];
    const ref = await waiting();
    const [token, other] = [await link(who, ref), await link(another.who, ref)];
    const asking = await asked(token);
    expect(await decides(other, another.device)).toMatchObject({ ok: true });
    expect(await decisions.find(token)).toMatchObject({ isOpen: false });
    const answer = device.signs(optionsOf(asking, "approved"));
    const late = await decisions.decide(token, { ...asking, decision: "approved", comment: "", answer });
    expect(late).toMatchObject({ ok: true, over: { said: [{ id: "request.applied" }] } });
    expect(await company.rows("review", `AND request_id = '${ref.id}'`)).toHaveLength(1);
  });

  it("D8: one that is added later than an hour after activation counts after a day, and mail and chat say so", async () => {
    const who = await somebody("Admin", 2);
    const token = await isIn(who);
    const { challengeId, options } = await pages.beginPasskey(token);
    const answer = createPasskey(ORIGIN).makes(options as never);
    const added = await pages.addPasskey(token, { challengeId, name: "Late", answer });
    expect(added).toEqual({ ok: true, isActive: false });
    expect((await company.jobs()).filter(({ name }) => name === "passkey-told").at(-1)).toMatchObject({
      memberId: who.id,
    });
    const ref = await waiting();
    await expect(link(who, ref)).rejects.toThrow("no link to a page");
    company.clock.forward({ hours: 24 });
    expect(await link(who, ref)).toMatch(/\./);
  });

  it("D8: one that does not count yet decides nothing, beside one that does", async () => {
    const { who, token } = await approver();
    const second = await adds(token);
    const later = new Date(company.clock.now().getTime() + 3_600_000);
    await db.sql(
      "UPDATE passkey SET active_at = $2 WHERE member_id = $1 AND created_at = (SELECT max(created_at) FROM passkey WHERE member_id = $1)",
      [who.id, later],
    );
    const ref = await waiting();
    await expect(decides(await link(who, ref), second)).rejects.toThrow(WRONG);
    expect(await stateOf(ref)).toBe("awaiting_approval");
  });

  it("D21: what is signed differs with the bytes, the organization, the person, and each part of what is decided", () => {
    const whose = { organizationId: "o", memberId: "m", nonce: "AAAA" };
    const one = { subject: "s", version: 1, digest: "d", decision: "approved" };
    const all = [
      challengeFor(whose, [one]),
      ...[{ organizationId: "x" }, { memberId: "x" }, { nonce: "BBBB" }].map((other) =>
        challengeFor({ ...whose, ...other }, [one]),
      ),
      ...[{ subject: "x" }, { version: 2 }, { digest: "x" }, { decision: "denied" }].map((other) =>
        challengeFor(whose, [{ ...one, ...other }]),
      ),
      ...[[], [one, one]].map((list) => challengeFor(whose, list)),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(Buffer.from(all[0] ?? "", "base64url")).toHaveLength(32);
  });

  it.each([
    ["from another page", { origin: "http://evil.example" }],
    ["for another host", { rpId: "evil.example" }],
    ["without a finger, a face or a PIN", { isVerified: false }],
    ["for another challenge", { challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
  ])("a key that was made %s is not added", async (_, lies) => {
    const token = await isIn(await somebody());
    const { challengeId, options } = await pages.beginPasskey(token);
    const answer = createPasskey(ORIGIN).makes(options as never, lies);
    await expect(pages.addPasskey(token, { challengeId, name: "x", answer })).rejects.toThrow("web.passkey-not-added");
    for (const nothing of [null, {}, "x", { id: "x", response: {} }])
      await expect(pages.addPasskey(token, { challengeId, name: "x", answer: nothing })).rejects.toThrow("not-added");
  });

  it("one is added only while a code is fresh, for this session, once, and ten at most", async () => {
    const [one, two] = [await isIn(await somebody()), await isIn(await somebody())];
    const { challengeId, options } = await pages.beginPasskey(one);
    const answer = createPasskey(ORIGIN).makes(options as never);
    const made = { challengeId, name: "x", answer };
    await expect(pages.addPasskey(two, made)).rejects.toThrow("not-added");
    await atOnce(3, () => pages.addPasskey(one, made).catch(() => null));
    expect((await pages.passkeys(one)).passkeys).toHaveLength(1);
    const second = { ...made, answer: createPasskey(ORIGIN).makes(options as never) };
    await expect(pages.addPasskey(one, second)).rejects.toThrow("not-added");
    for (let at = 1; at < 10; at += 1) await adds(one);
    await expect(adds(one)).rejects.toThrow("web.passkey-too-many");
    company.clock.forward({ minutes: 6 });
    await expect(pages.beginPasskey(one)).rejects.toThrow("web.session-over");
    await expect(pages.removePasskey(one, newId())).rejects.toThrow("web.session-over");
  });

  const newId = () => "00000000-0000-4000-8000-000000000000";

  it("the last thing that protects administrative permissions is not taken off by its member alone; another's never", async () => {
    const { token } = await approver();
    const other = await approver();
    const [mine] = (await pages.passkeys(token)).passkeys;
    await expect(pages.removePasskey(token, mine?.id ?? "")).rejects.toThrow("web.passkey-last");
    await adds(token);
    const [theirs] = (await pages.passkeys(other.token)).passkeys;
    await expect(pages.removePasskey(token, theirs?.id ?? "")).rejects.toThrow("web.passkey-gone");
    await pages.removePasskey(token, mine?.id ?? "");
    expect((await pages.passkeys(token)).passkeys).toHaveLength(1);
    expect((await pages.passkeys(other.token)).passkeys).toHaveLength(1);
    // Who has none of them may.
    const finance = await isIn(await somebody("Finance"));
    await adds(finance);
    const [own] = (await pages.passkeys(finance)).passkeys;
    await pages.removePasskey(finance, own?.id ?? "");
    expect((await pages.passkeys(finance)).passkeys).toEqual([]);
  });

  describe("in the pages", () => {
    async function begun(who: Member): Promise<string> {
      return tokenOf(await pages.signIn({ email: who.email, password: PASSWORD, page: null }, visitor));
    }

    it("signs in with one, and a mailed code is neither sent nor good", async () => {
      const { who, device } = await approver();
      const token = await begun(who);
      const id = (await pages.find(token))?.id ?? "";
      expect(await company.code("session.sign-in", id)).toBeNull();
      const asking = await pages.askForPasskey(token);
      if (!asking) throw new Error("nothing is asked");
      const answer = device.signs(asking.options as { challenge: string });
      const next = tokenOf(await pages.proveWithPasskey(token, { ...asking, answer }));
      expect((await pages.find(next))?.asks).toBeNull();
      // Another token from then on, and the answer is used.
      expect(await pages.find(token)).toBeNull();
      await expect(pages.proveWithPasskey(next, { ...asking, answer })).rejects.toThrow(WRONG);
    });

    it("D21: an answer for one session fits no other, nor a decision, and one without a finger is none", async () => {
      const [{ who, device }, another] = [await approver(), await approver()];
      const [token, second, theirs] = [await begun(who), await begun(who), await begun(another.who)];
      const asking = await pages.askForPasskey(token);
      if (!asking) throw new Error("nothing is asked");
      const options = asking.options as { challenge: string };
      const signed = { ...asking, answer: device.signs(options) };
      await expect(pages.proveWithPasskey(second, signed)).rejects.toThrow(WRONG);
      await expect(pages.proveWithPasskey(theirs, signed)).rejects.toThrow(WRONG);
      const careless = { ...asking, answer: device.signs(options, { isVerified: false }) };
      await expect(pages.proveWithPasskey(token, careless)).rejects.toThrow(WRONG);
      const ref = await waiting();
      const page = await link(who, ref);
      const decided = { ...(await asked(page)), decision: "approved" as const, comment: "", answer: signed.answer };
      await expect(decisions.decide(page, { ...decided, challengeId: signed.challengeId })).rejects.toThrow(WRONG);
      expect(await stateOf(ref)).toBe("awaiting_approval");
      // A passkey asks nothing before the password was right.
      expect(await pages.askForPasskey("x".repeat(43)).catch(() => "over")).toBe("over");
    });

    it("a mailed code that was on its way is good no more once a passkey counts", async () => {
      const who = await somebody();
      const token = await begun(who);
      const code = (await company.code("session.sign-in", (await pages.find(token))?.id ?? "")) ?? "";
      await adds(await isIn(who));
      expect(await pages.prove(token, code)).toMatchObject({ ok: false });
    });
  });

  it("a reset with code and approval takes them off, and mailed codes are asked for again", async () => {
    const [{ who }, boss] = [await approver(), await company.member(`Boss${++people}`, ["Admin"])];
    const about = { ref: { id: who.id, version: 1 } };
    const reply = await ada.submits("authenticator.reset", { reason: "Called them" }, about);
    const ref = refIn(reply);
    await company.confirms(ada, ref);
    expect(wordsOf(await company.reviews(boss, await company.current(ref.id)))).toContain("Approved and done");
    expect(await company.rows("passkey", `AND member_id = '${who.id}'`)).toEqual([]);
    expect(await isIn(who)).not.toBe("");
    const removed = (await company.events()).filter(
      ({ kind, memberId }) => kind === "passkey.removed" && memberId === who.id,
    );
    expect(removed).toMatchObject([{ how: "request" }]);
  });
});
