import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Ref } from "../../src/core/ref.ts";
import type { Mail, Task } from "../../src/core/task.ts";
import { newToken } from "../../src/core/token.ts";
import type { Database } from "../../src/db/open.ts";
import { inTransaction, type Tx } from "../../src/db/transaction.ts";
import { prepareAlternateMoved, prepareAlternateNew } from "../../src/domain/alternates/notifications.ts";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import type { JobContext } from "../../src/domain/job.ts";
import { preparePasswordChanged } from "../../src/domain/sessions/notifications.ts";
import { prepareCode } from "../../src/domain/verification/notifications.ts";
import { tick } from "../../src/pipeline/expire.ts";
import { createRecover } from "../../src/pipeline/recover-member.ts";
import { createSettingsService } from "../../src/pipeline/settings-service.ts";
import type { SettingsService, Visitor, Went } from "../../src/web/settings/service.ts";
import { insertAuthenticator, insertMember, insertRole } from "../fixtures/rows.ts";
import { databases, freshDatabase } from "../harness/database.ts";
import { atOnce, type Company, type Member, openOrganization, refIn, wordsOf } from "./setup.ts";

const PASSWORD = "seven grey herons over Lima";
const WRONG = "This code is wrong";
const tokenOf = (went: Went): string => {
  if (!went.ok) throw new Error(`refused: ${JSON.stringify(went.errors)}`);
  return went.token;
};
/** What was refused, in words, or "done". */
const said = (work: Promise<unknown>) =>
  work.then(
    (done) => wordsOf(done) || "done",
    (error) => wordsOf({ kind: "text", text: error.text }) || String(error),
  );

describe.each(databases)("alternate addresses, on $kind", ({ kind }) => {
  let db: Database;
  let company: Company;
  let other: Company;
  let pages: SettingsService;
  let chief: Member;
  let second: Member;
  let hashed: string;
  let people = 0;

  beforeAll(async () => {
    db = await freshDatabase(kind);
    company = await openOrganization(db, { accounts: ["Shop", "Stall"] });
    other = await openOrganization(db, { name: "Other", tenant: "T2", beside: company });
    pages = createSettingsService(company.services, company.id);
    hashed = await hashPassword(PASSWORD, createLimit());
    chief = await company.member("Chief", ["Admin"]);
    second = await company.member("Second", ["Admin"]);
  });
  afterAll(() => db.close());
  afterEach(async () => {
    await passes(80);
    expect(company.faults.splice(0)).toEqual([]);
  });

  const passes = async (hours: number) => {
    company.clock.forward({ hours });
    await tick(company.services);
  };
  const visitor = (): Visitor => ({
    ...{ network: `10.7.${++people >> 8}.${people & 255}`, agent: "Firefox, Linux", device: newToken() },
  });
  const newAddress = () => `codes${++people}@private.example`;
  const somebody = async (roles = ["Finance"], scope: string[] | "all" = "all"): Promise<Member> => {
    const member = await company.member(`Person${++people}`, roles, scope);
    await db.sql("UPDATE member SET password_hash = $2 WHERE id = $1", [member.id, hashed]);
    return member;
  };
  const inside = <Done>(does: (context: JobContext) => Promise<Done>, of = company): Promise<Done> =>
    inTransaction(db, (tx: Tx) => does(of.jobContext(tx)));
  const mailOf = (task: Task<Tx>): Mail => {
    if (task.kind !== "mail") throw new Error(`no mail, but ${task.kind}`);
    return task.mail;
  };
  /** The mail with the newest code for that, as it is sent. */
  const codeMail = async (command: string, subject: string): Promise<Mail> => {
    const [row] = await db.sql(
      "SELECT id::text FROM challenge WHERE command = $1 AND subject = $2 ORDER BY created_at DESC LIMIT 1",
      [command, subject],
    );
    return mailOf(await inside((c) => prepareCode({ ...c, purposes: {} }, { challengeId: String(row?.id) })));
  };
  const signsIn = async ({ email }: Member) => {
    const token = tokenOf(await pages.signIn({ email, password: PASSWORD, page: null }, visitor()));
    return { token, mail: await codeMail("session.sign-in", (await pages.find(token))?.id ?? "") };
  };
  const isIn = async (who: Member): Promise<string> => {
    const { token, mail } = await signsIn(who);
    return tokenOf(await pages.prove(token, mail.code ?? ""));
  };
  /** Where a code of theirs goes now: of a request in the chat, and of the pages. */
  async function codesOf(who: Member): Promise<string[]> {
    company.clock.forward({ hours: 2 });
    const ref = refIn(
      await who.submits("grant.ask", { roles: [company.roles.get("Operations") ?? ""], access: "all", ends: "never" }),
    );
    const chat = await codeMail("request.verify", ref.id);
    await who.submits("request.withdraw", {}, { ref });
    const { mail } = await signsIn(who);
    return [...new Set([chat.to, mail.to])];
  }
  const changeOf = async ({ id }: Member) =>
    (await db.sql("SELECT * FROM alternate_change WHERE member_id = $1 ORDER BY created_at DESC LIMIT 1", [id]))[0] ??
    {};
  const alternateOf = async ({ id }: Member) =>
    (await db.sql("SELECT alternate FROM member WHERE id = $1", [id]))[0]?.alternate;
  const confirms = async (token: string, who: Member) => {
    const mail = await codeMail("alternate.confirm", String((await changeOf(who)).id));
    return pages.alternate.confirm(token, mail.code ?? "");
  };
  async function asked(who: Member, email = newAddress()) {
    const token = await isIn(who);
    expect(await pages.alternate.ask(token, email)).toEqual({ ok: true });
    return { token, email };
  }
  /** Confirmed, and waiting for its day. */
  async function waiting(who: Member, email = newAddress()) {
    const { token } = await asked(who, email);
    expect(await confirms(token, who)).toEqual({ ok: true });
    return { token, email };
  }
  async function withAlternate(roles = ["Finance"]) {
    const who = await somebody(roles);
    const { email } = await waiting(who);
    await passes(25);
    expect(await alternateOf(who)).toBe(email);
    return { who, email };
  }
  const moved = async (who: Member, to: "mail" | "alternate") => {
    const { id, state } = await changeOf(who);
    return inside((c) => prepareAlternateMoved(c, { changeId: String(id), state: state as "confirmed", to }));
  };
  const linkIn = (mail: Mail) => mail.link?.url.split("/").at(-1) ?? "";
  const stopLink = async (who: Member) => linkIn(mailOf(await moved(who, "mail")));
  const refOf = ({ id }: Member): Ref => ({ id, version: 1 });
  const asksFor = (by: Member, whom: Member, email: string) =>
    by.submits("alternate.ask", { email, reason: "I called them" }, { ref: refOf(whom) });
  /** Asked for and proved; the request as it is then. */
  async function requested(by: Member, whom: Member, email = newAddress()): Promise<Ref> {
    company.clock.forward({ hours: 2 });
    const ref = refIn(await asksFor(by, whom, email));
    await company.confirms(by, ref);
    return company.current(ref.id);
  }
  /** Approved; with the token of the link in the mail to the new address. */
  async function approved(whom: Member, email = newAddress()) {
    await company.reviews(second, await requested(chief, whom, email));
    const { id } = await changeOf(whom);
    const mail = mailOf(await inside((c) => prepareAlternateNew(c, { changeId: String(id), state: "asked" })));
    return { mail, link: linkIn(mail), id: String(id) };
  }

  it("C11: codes go to the old address alone for 24 hours after the new one is confirmed, then to the new one alone", async () => {
    const who = await somebody();
    const { email, token } = await asked(who, `Codes${++people}@PRIVATE.example`);
    const kept = email.toLowerCase();
    expect((await codeMail("alternate.confirm", String((await changeOf(who)).id))).to).toBe(kept);
    expect(await codesOf(who)).toEqual([who.email]);
    await passes(1);
    const again = await isIn(who);
    await pages.alternate.sendAgain(again);
    expect([token === again, await confirms(again, who)]).toEqual([false, { ok: true }]);
    await passes(20);
    expect([await alternateOf(who), await codesOf(who)]).toEqual([null, [who.email]]);
    await passes(5);
    expect([await alternateOf(who), await codesOf(who)]).toEqual([kept, [kept]]);
    const events = (await company.events()).filter((event) => event.memberId === who.id).map((event) => event.kind);
    expect(events.filter((one) => String(one).startsWith("alternate"))).toEqual([
      ...["alternate.asked", "alternate.confirmed", "alternate.changed"],
    ]);
    expect(JSON.stringify(await company.events())).not.toContain(kept);
  });

  it("C11: one that nobody confirms within 24 hours ends, and never counts", async () => {
    const who = await somebody();
    await asked(who);
    await passes(25);
    expect([(await changeOf(who)).state, await alternateOf(who)]).toEqual(["expired", null]);
  });

  it("C11: the code must be the one that went to that address: not another's, not one of the sign-in, not an older address's", async () => {
    const [who, another] = [await somebody(), await somebody()];
    const { token } = await asked(who);
    const first = await codeMail("alternate.confirm", String((await changeOf(who)).id));
    const theirs = await asked(another);
    const mail = await codeMail("alternate.confirm", String((await changeOf(another)).id));
    expect(await said(pages.alternate.confirm(token, mail.code ?? ""))).toContain(WRONG);
    expect(await said(pages.alternate.confirm(theirs.token, first.code ?? ""))).toContain(WRONG);
    const { mail: own } = await signsIn(who);
    expect(await said(pages.alternate.confirm(token, own.code ?? ""))).toContain(WRONG);
    // Another address takes the place of the one that was typed first.
    company.clock.forward({ seconds: 61 });
    expect(await pages.alternate.ask(token, newAddress())).toEqual({ ok: true });
    expect(await said(pages.alternate.confirm(token, first.code ?? ""))).toContain(WRONG);
    expect((await changeOf(who)).state).toBe("asked");
    expect(await confirms(token, who)).toEqual({ ok: true });
  });

  it("C11: a row whose address was changed by hand is not confirmed by the code of before", async () => {
    const who = await somebody();
    const { token } = await asked(who);
    const mail = await codeMail("alternate.confirm", String((await changeOf(who)).id));
    await db.sql("UPDATE alternate_change SET email = 'mallory@evil.example' WHERE member_id = $1", [who.id]);
    expect(await said(pages.alternate.confirm(token, mail.code ?? ""))).toContain(WRONG);
  });

  it("only who has proved themselves a moment ago sets one or takes one off", async () => {
    const { who } = await withAlternate();
    const token = await isIn(who);
    const { token: halfway } = await signsIn(who);
    company.clock.forward({ minutes: 6 });
    for (const one of [token, halfway, newToken()]) {
      expect(await said(pages.alternate.ask(one, newAddress()))).toContain("signed out");
      expect(await said(pages.alternate.remove(one))).toContain("signed out");
    }
    expect(await said(pages.alternate.find(halfway))).toContain("signed out");
    expect(await said(pages.alternate.stop(halfway))).toContain("signed out");
    expect((await changeOf(who)).state).toBe("changed");
  });

  it("C11: to take it off waits the same 24 hours, and is told to both addresses, from each of which it can be stopped", async () => {
    const { who, email } = await withAlternate();
    const token = await isIn(who);
    await pages.alternate.remove(token);
    await passes(20);
    expect(await codesOf(who)).toEqual([email]);
    const mails = [mailOf(await moved(who, "mail")), mailOf(await moved(who, "alternate"))];
    expect(mails.map(({ to }) => to)).toEqual([who.email, email]);
    expect(await pages.alternate.stopByLink(linkIn(mails[1] as Mail))).toBe(true);
    await passes(10);
    expect([await alternateOf(who), (await changeOf(who)).state]).toEqual([email, "stopped"]);
    await pages.alternate.remove(await isIn(who));
    await passes(25);
    expect([await alternateOf(who), await codesOf(who)]).toEqual([null, [who.email]]);
  });

  it("what waits for its time is not put aside in silence by asking for another, or for none", async () => {
    const { who } = await withAlternate();
    const { token } = await waiting(who);
    expect(await said(pages.alternate.ask(token, newAddress()))).toContain("Stop that one first");
    expect(await said(pages.alternate.remove(token))).toContain("Stop that one first");
    expect((await changeOf(who)).state).toBe("confirmed");
  });

  it("E16: the link in the notice to the old address stops it, once; to look at it does nothing", async () => {
    const who = await somebody();
    const { email } = await waiting(who);
    const link = await stopLink(who);
    const open = await pages.alternate.open(link, "stop");
    expect([open?.email, (await changeOf(who)).state]).toEqual(["c***@p***.example", "confirmed"]);
    const stops = await atOnce(3, () => said(pages.alternate.stopByLink(link)));
    expect(stops.length).toBe(3);
    expect(await company.count("alternate.ended")).toBe(
      (
        await db.sql(
          "SELECT 1 FROM alternate_change WHERE organization_id = $1 AND state <> 'changed' AND state <> 'confirmed' AND state <> 'asked'",
          [company.id],
        )
      ).length,
    );
    expect([await pages.alternate.stopByLink(link), await pages.alternate.open(link, "stop")]).toEqual([false, null]);
    // A later change is not stopped by the link of an earlier one.
    company.clock.forward({ hours: 2 });
    await waiting(who, email);
    expect(await pages.alternate.stopByLink(link)).toBe(false);
    await passes(25);
    expect(await alternateOf(who)).toBe(email);
    const told = (await company.jobs()).filter(({ name }) => name === "alternate-moved");
    expect(told.map((job) => ("state" in job ? job.state : ""))).toContain("stopped");
  });

  it("E16: a link stops nothing after it counts, in another organization, or if it is the one that confirms", async () => {
    const who = await somebody();
    await waiting(who);
    const link = await stopLink(who);
    const theirs = createSettingsService(other.services, other.id);
    expect([await theirs.alternate.open(link, "stop"), await theirs.alternate.stopByLink(link)]).toEqual([null, false]);
    expect(await pages.alternate.open(link, "confirm")).toBeNull();
    expect(await pages.alternate.stopByLink(newToken())).toBe(false);
    await passes(25);
    expect([await pages.alternate.open(link, "stop"), await pages.alternate.stopByLink(link)]).toEqual([null, false]);
    expect((await changeOf(who)).state).toBe("changed");
    const target = await somebody();
    const { link: confirming, id } = await approved(target);
    expect(await pages.alternate.stopByLink(confirming)).toBe(false);
    expect((await db.sql("SELECT state FROM alternate_change WHERE id = $1", [id]))[0]?.state).toBe("asked");
  });

  it("E2: of a link only its SHA-256 is kept, and no job and no entry holds a link, a code or an address", async () => {
    const who = await somebody();
    const { email } = await waiting(who);
    const link = await stopLink(who);
    const rows = JSON.stringify(await db.sql("SELECT * FROM alternate_link"));
    const kept = JSON.stringify([await company.jobs(), await company.events()]);
    for (const secret of [link, email]) expect([rows.includes(secret), kept.includes(secret)]).toEqual([false, false]);
  });

  it("is nobody's account address, one's own included, nobody else's alternate one, and no address that is on its way", async () => {
    const { who, email } = await withAlternate();
    const [one, target] = [await somebody(), await somebody()];
    await insertMember(db, { organizationId: company.id, email: "invited@acme.example", state: "invited" });
    const token = await isIn(one);
    const tries: [string, string][] = [
      [one.email.toUpperCase(), "known of this member already"],
      [who.email, "belongs to somebody else"],
      [email.toUpperCase(), "belongs to somebody else"],
      ["invited@acme.example", "belongs to somebody else"],
      ["no address", "no e-mail address"],
    ];
    for (const [typed, why] of tries) expect(await said(pages.alternate.ask(token, typed))).toContain(why);
    // So many answers about addresses, and no more.
    expect(await said(pages.alternate.ask(token, target.email))).toContain("belongs to somebody else");
    expect(await said(pages.alternate.ask(token, newAddress()))).toContain("asked for too often");
    expect(await said(pages.alternate.ask(await isIn(who), email))).toContain("Codes go to this address already");
    expect(await changeOf(one)).toEqual({});
  });

  it("an address that becomes somebody's in between is not used", async () => {
    const [who, late, third] = [await somebody(), await somebody(), await somebody()];
    const { token, email } = await asked(who);
    const { email: taken } = await waiting(late);
    const mine = newAddress();
    await waiting(third, mine);
    await insertMember(db, { organizationId: company.id, email, state: "invited" });
    await insertMember(db, { organizationId: company.id, email: taken, state: "active" });
    await db.sql("UPDATE member SET email = $2 WHERE id = $1", [third.id, mine]);
    expect(await said(confirms(token, who))).toContain("belongs to somebody else");
    await passes(25);
    expect([(await changeOf(late)).state, await alternateOf(late)]).toEqual(["taken", null]);
    expect([(await changeOf(third)).state, await alternateOf(third)]).toEqual(["taken", null]);
  });

  it("of two who confirm one address at once, one gets it", async () => {
    const [one, two] = [await somebody(), await somebody()];
    const email = newAddress();
    const tokens = [(await asked(one, email)).token, (await asked(two, email)).token];
    const mails = await Promise.all(
      [one, two].map(async (who) => codeMail("alternate.confirm", String((await changeOf(who)).id))),
    );
    const answers = await atOnce(2, (at) => said(pages.alternate.confirm(tokens[at] ?? "", mails[at]?.code ?? "")));
    expect(answers.filter((one) => one.includes("belongs to somebody else") || one.includes("ended"))).toHaveLength(1);
    const states = [(await changeOf(one)).state, (await changeOf(two)).state];
    expect(states.sort()).toEqual(["asked", "confirmed"]);
  });

  it("in the form in which addresses are kept: small letters, and a domain in its ASCII form", async () => {
    const who = await somebody();
    await asked(who, "Grace@例子.公司");
    expect((await changeOf(who)).email).toBe("grace@xn--fsqu00a.xn--55qx5d");
    const next = await somebody();
    await asked(next, "Grace2@büro.example".normalize("NFD"));
    expect((await changeOf(next)).email).toBe("grace2@xn--bro-hoa.example");
  });

  it("D12: at most five codes an hour, whatever address is typed, and a minute between two to one address", async () => {
    const who = await somebody();
    const { token } = await asked(who);
    expect(await said(pages.alternate.sendAgain(token))).toContain("seconds");
    const sent = async () =>
      (await db.sql("SELECT 1 FROM challenge WHERE member_id = $1 AND command = 'alternate.confirm'", [who.id])).length;
    company.clock.forward({ seconds: 61 });
    for (let at = 0; at < 3; at += 1) await said(pages.alternate.ask(token, newAddress()));
    company.clock.forward({ seconds: 61 });
    for (let at = 0; at < 4; at += 1) {
      company.clock.forward({ seconds: 61 });
      await said(pages.alternate.sendAgain(token));
    }
    // With the one that signed in, which was used, and is not counted.
    expect(await sent()).toBe(5);
  });

  it("D1: five wrong codes, also at once, and the right one comes too late", async () => {
    const who = await somebody();
    const { token } = await asked(who);
    const mail = await codeMail("alternate.confirm", String((await changeOf(who)).id));
    const before = company.compared.codes;
    const wrong = String((Number(mail.code) + 1) % 10 ** 8).padStart(8, "0");
    await atOnce(20, () => said(pages.alternate.confirm(token, wrong)));
    expect(company.compared.codes - before).toBeLessThanOrEqual(5);
    expect(await said(pages.alternate.confirm(token, mail.code ?? ""))).toContain(WRONG);
    expect((await changeOf(who)).state).toBe("asked");
  });

  it("what concerns somebody's security goes to both addresses, and everything else to their own", async () => {
    const { who, email } = await withAlternate();
    const plan = await inside((c) => preparePasswordChanged(c, { memberId: who.id, how: "changed" }));
    const places = plan.kind === "jobs" ? plan.jobs.map((job) => ("to" in job ? job.to : null)) : [];
    expect(places).toEqual(["mail", "alternate"]);
    const mails: string[] = [];
    for (const to of ["mail", "alternate"] as const)
      mails.push(mailOf(await inside((c) => preparePasswordChanged(c, { memberId: who.id, how: "changed", to }))).to);
    expect(mails).toEqual([who.email, email]);
  });

  it("others see it masked, and nobody but its member sees it whole", async () => {
    const { who, email } = await withAlternate(["Admin"]);
    const seen = [
      await chief.types("security who"),
      await chief.types(`member ${who.email}`),
      await who.types("security"),
    ];
    const words = seen.map(wordsOf);
    expect(words.map((one) => one.includes(email))).toEqual([false, false, false]);
    expect([words[0], words[2]].map((one) => one?.includes("c***@p***.example"))).toEqual([true, true]);
    const { token } = await signsIn(who);
    expect(await pages.find(token)).toMatchObject({ email: who.email, codesTo: "c***@p***.example" });
    expect(await pages.alternate.find(await isIn(who))).toMatchObject({ alternate: email });
  });

  it("is gone once its member is removed, or reinstated, and what waited is stopped", async () => {
    const { who } = await withAlternate();
    await waiting(who);
    company.clock.forward({ hours: 2 });
    const suspended = refIn(await chief.submits("member.suspend", { reason: "" }, { ref: refOf(who) }));
    await company.confirms(chief, suspended);
    expect((await changeOf(who)).state).toBe("stopped");
    const ref = refIn(await chief.submits("member.reinstate", { reason: "" }, { ref: refOf(who) }));
    await company.confirms(chief, ref);
    await company.reviews(second, await company.current(ref.id));
    expect([await alternateOf(who), await codesOf(who)]).toEqual([null, [who.email]]);
    await passes(30);
    expect(await alternateOf(who)).toBeNull();
    const { who: next } = await withAlternate();
    await waiting(next);
    company.clock.forward({ hours: 2 });
    const removal = refIn(await chief.submits("member.remove", { reason: "gone" }, { ref: refOf(next) }));
    await company.confirms(chief, removal);
    await company.reviews(second, await company.current(removal.id));
    expect([await alternateOf(next), (await changeOf(next)).state]).toEqual([null, "stopped"]);
  });

  it("at the console it is gone at once, with what waited, and both addresses are told", async () => {
    const alone = await openOrganization(db, { name: "Alone", tenant: "T3", beside: company });
    const ada = await alone.member("Ada", ["Admin"]);
    await db.sql("UPDATE member SET alternate = 'ada@private.example' WHERE id = $1", [ada.id]);
    const recover = createRecover(alone.services, alone.id);
    expect(await recover({ email: ada.email, address: null })).toMatchObject({ ok: true });
    expect(await alternateOf(ada)).toBeNull();
    const { id } = await changeOf(ada);
    const mail = mailOf(
      await inside((c) => prepareAlternateMoved(c, { changeId: String(id), state: "changed", to: "alternate" }), alone),
    );
    expect([mail.to, mail.link]).toEqual(["ada@private.example", undefined]);
    expect(await alone.count("alternate.changed")).toBe(1);
  });

  describe("a mailbox that is lost", () => {
    it("waits for a code, for an approval, for the member's code at the new address, and for a day", async () => {
      const who = await somebody();
      const email = newAddress();
      const ref = await requested(chief, who, email);
      expect(await changeOf(who)).toEqual({});
      expect(wordsOf(await chief.presses("request.approve", ref))).toContain("You asked for this yourself");
      expect(wordsOf(await company.reviews(second, ref))).toContain("Approved and done");
      const { id } = await changeOf(who);
      const mail = mailOf(await inside((c) => prepareAlternateNew(c, { changeId: String(id), state: "asked" })));
      expect(mail.to).toBe(email);
      const link = linkIn(mail);
      await pages.alternate.open(link, "confirm");
      expect(
        (await db.sql("SELECT 1 FROM challenge WHERE command = 'alternate.confirm' AND subject = $1", [id])).length,
      ).toBe(0);
      await pages.alternate.sendByLink(link);
      expect(await said(pages.alternate.confirmByLink(link, "00000000"))).toContain(WRONG);
      const code = await codeMail("alternate.confirm", String(id));
      expect(code.to).toBe(email);
      expect(await pages.alternate.confirmByLink(link, code.code ?? "")).toEqual({ ok: true });
      expect(await said(pages.alternate.confirmByLink(link, code.code ?? ""))).toContain("ended meanwhile");
      expect(await codesOf(who)).toEqual([who.email]);
      await passes(25);
      expect(await codesOf(who)).toEqual([email]);
    });

    it("the old address can stop it before and after it is confirmed, and so can its member in the chat, and nobody else there", async () => {
      const who = await somebody();
      const { link } = await approved(who);
      expect(await pages.alternate.stopByLink(await stopLink(who))).toBe(true);
      expect([await pages.alternate.open(link, "confirm"), (await changeOf(who)).state]).toEqual([null, "stopped"]);
      company.clock.forward({ hours: 2 });
      const { id } = await approved(who);
      const ref = { id, version: 1 };
      expect(wordsOf(await second.submits("alternate.stop", {}, { ref }))).toContain(
        "no change of where your codes go",
      );
      expect((await changeOf(who)).state).toBe("asked");
      await who.submits("alternate.stop", {}, { ref });
      expect((await changeOf(who)).state).toBe("stopped");
    });

    it("D9: nobody asks for it for themselves, nor approves their own", async () => {
      const before = await company.count("command.refused");
      expect(wordsOf(await asksFor(chief, chief, newAddress()))).toContain("Nobody does this for themselves");
      expect(await company.count("command.refused")).toBe(before + 1);
      const target = await somebody(["Admin"]);
      const ref = await requested(chief, target);
      await target.presses("request.approve", ref);
      await company.reviews(target, ref);
      expect(await changeOf(target)).toEqual({});
    });

    it("B2: nobody asks for it for somebody who holds more than they can give, nor approves that", async () => {
      const further = await somebody(["Finance"], ["Shop", "Stall"]);
      const local = await somebody(["Admin"], ["Shop"]);
      expect(wordsOf(await asksFor(local, further, newAddress()))).toContain("You can't give the role Finance");
      const permissions = ["member:edit", "request:approve"];
      const roleId = await insertRole(db, { organizationId: company.id, name: `Editor ${people}`, permissions });
      company.roles.set("Editor", roleId);
      const editor = await somebody(["Editor"]);
      const boss = await somebody(["Admin"]);
      expect(wordsOf(await asksFor(editor, boss, newAddress()))).not.toContain("mailed a code");
      expect(await changeOf(boss)).toEqual({});
      const ref = await requested(chief, boss);
      await company.reviews(editor, ref);
      expect(await changeOf(boss)).toEqual({});
      await chief.submits("request.withdraw", {}, { ref });
    });

    it("rights that were lost since, and roles that were given since, are looked at when it is approved", async () => {
      const who = await somebody();
      const ref = await requested(chief, who);
      await company.grant(who.id, "Admin");
      await company.reviews(second, ref);
      expect(await changeOf(who)).toEqual({});
    });

    it("is not for who has an app, is not active, or to an address that is somebody's", async () => {
      const app = await somebody();
      await insertAuthenticator(db, { organizationId: company.id, memberId: app.id, activeAt: new Date(0) });
      expect(wordsOf(await asksFor(chief, app, newAddress()))).toContain("has an authenticator app");
      const gone = await somebody();
      await db.sql("UPDATE member SET state = 'suspended' WHERE id = $1", [gone.id]);
      expect(wordsOf(await asksFor(chief, gone, newAddress()))).toContain("only for active members");
      const who = await somebody();
      for (const address of [chief.email, who.email, gone.email])
        expect(wordsOf(await asksFor(chief, who, address))).toMatch(/belongs to somebody else|known of this member/);
    });

    it("D12: its codes are bounded too, and its link is good for nothing in another organization or once it is out of time", async () => {
      const who = await somebody();
      const { link } = await approved(who);
      await pages.alternate.sendByLink(link);
      expect(await said(pages.alternate.sendByLink(link))).toContain("seconds");
      for (let at = 0; at < 8; at += 1) {
        company.clock.forward({ seconds: 61 });
        await said(pages.alternate.sendByLink(link));
      }
      const sent = await db.sql("SELECT 1 FROM challenge WHERE member_id = $1 AND command = 'alternate.confirm'", [
        who.id,
      ]);
      expect(sent.length).toBe(5);
      const theirs = createSettingsService(other.services, other.id);
      expect(await theirs.alternate.open(link, "confirm")).toBeNull();
      expect(await said(theirs.alternate.sendByLink(link))).toContain("ended meanwhile");
      company.clock.forward({ hours: 25 });
      expect(await pages.alternate.open(link, "confirm")).toBeNull();
      expect(await said(pages.alternate.confirmByLink(link, "00000000"))).toContain("ended meanwhile");
    });
  });
});
