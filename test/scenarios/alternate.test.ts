import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import { PASSWORD, type Person, type Story } from "../harness/story.ts";
import { createVisitor } from "../harness/visitor.ts";
import { becomes, colleague, comesRound } from "./staff.ts";

describe.each(stories)("where somebody's codes go, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;
  let hashed: string;
  let people = 0;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind));
    hashed = await hashPassword(PASSWORD, createLimit());
  });
  afterAll(() => story.close());
  afterEach(() => story.clock.forward({ hours: 25 }));

  const member = async (role = "Finance") => {
    const person = await colleague(story, `Mover${++people}`, [role]);
    await story.db.sql("UPDATE member SET password_hash = $2 WHERE id = $1", [person.id, hashed]);
    return person;
  };
  const passes = async (hours: number) => {
    story.clock.forward({ hours });
    await comesRound(story);
  };
  /** In the pages, with the code that goes to `codesTo`. */
  const isIn = async (person: Person, codesTo = person.email) => {
    const visitor = createVisitor();
    await visitor.go(`${story.url}/security`);
    await visitor.submit(/sign-in$/, { email: person.email, password: PASSWORD });
    await visitor.submit(/code$/, { code: await story.mailbox.codeFor(codesTo) });
    return visitor;
  };
  /** The newest mail with a link for that, as a path. */
  const linkOf = (to: string, path: string) => {
    const mail = story.mailbox.mails.findLast((one) => one.to === to && one.link?.url.includes(path));
    if (!mail?.link) throw new Error(`no such link for ${to}`);
    return story.url + new URL(mail.link.url).pathname;
  };
  async function sets(person: Person, email: string) {
    const visitor = await isIn(person);
    await visitor.go(`${story.url}/security/email`);
    await visitor.submit(/email$/, { email });
    await visitor.submit(/confirm$/, { code: await story.mailbox.codeFor(email) });
    return visitor;
  }

  it("is set from the chat's button on the page, told everywhere, and counts a day later", async () => {
    const person = await member();
    const email = `mover${people}@private.example`;
    const card = await person.types("security");
    expect(card.text).toContain("your own address");
    const link = card.links.find(({ label }) => label === "Alternate address")?.url ?? "";
    expect(new URL(link).pathname).toMatch(/^\/security\/open\/[A-Za-z0-9_-]{43}\/email$/);
    const visitor = createVisitor();
    await visitor.go(story.url + new URL(link).pathname);
    await visitor.submit(/open/);
    await visitor.submit(/password$/, { password: PASSWORD });
    await visitor.submit(/code$/, { code: await person.code() });
    expect(visitor.page().url).toBe(`${story.url}/security/email`);
    await visitor.submit(/email$/, { email: person.email });
    expect([visitor.page().status, visitor.words()]).toEqual([
      422,
      expect.stringContaining("known of this member already"),
    ]);
    await visitor.submit(/email$/, { email: "nothing of the kind" });
    expect(visitor.page().html).toContain('value="nothing of the kind"');
    await visitor.submit(/email$/, { email: email.toUpperCase() });
    expect(visitor.words()).toContain(`We have mailed a code to ${email}`);
    await visitor.submit(/confirm$/, { code: "00000000" });
    expect([visitor.page().status, visitor.words()]).toEqual([422, expect.stringContaining("code is wrong")]);
    await visitor.submit(/confirm$/, { code: await story.mailbox.codeFor(email) });
    expect(visitor.words()).toContain(`codes go to ${email}. Until then nothing changes`);
    const told = await person.finds("If this was not you, stop it now");
    expect(told.buttons).toContain("Leave it as it is");
    await story.mailbox.noticeFor(person.email, "If this was not you, stop it now");
    await story.mailbox.noticeFor(email, "come to this address from");
    expect((await person.types("security")).text).toContain("m***@p***.example");
    await passes(25);
    await person.finds("go to m***@p***.example now");
    for (const to of [person.email, email]) await story.mailbox.noticeFor(to, "now");
    // What the chat asks for, and what the pages ask for.
    await person.types("ask Operations");
    const asked = await person.submits({ access: "All merchant accounts, including new ones", reason: "needed" });
    expect(asked.text).toContain("m***@p***.example");
    expect((await person.submits({ code: await story.mailbox.codeFor(email) })).text).toContain("sent for approval");
    await isIn(person, email);
    const mails = story.mailbox.mails.filter(({ to, code }) => to === person.email && code);
    expect(mails.length).toBeGreaterThan(0);
    story.clock.forward({ minutes: 2 });
    await isIn(person, email);
    expect(story.mailbox.mails.filter(({ to, code }) => to === person.email && code)).toHaveLength(mails.length);
    // Anything else still goes to the own address alone.
    expect(story.mailbox.mails.filter(({ to, kind: what }) => to === email && what === "notice")).toEqual([]);
  });

  it("is stopped with the link in the old mail, once, and with the button in the chat", async () => {
    const person = await member();
    await sets(person, `stopped${people}@private.example`);
    await story.mailbox.noticeFor(person.email, "If this was not you, stop it now");
    const link = linkOf(person.email, "/security/email/stop/");
    const stranger = createVisitor();
    await stranger.go(link);
    expect(stranger.words()).toContain("will not go to s***@p***.example");
    await stranger.submit(/stop\//);
    expect(stranger.page().url).toBe(`${story.url}/security/email/stopped`);
    await person.finds("it was stopped");
    await story.mailbox.noticeFor(person.email, "it was stopped");
    await stranger.go(link);
    expect(stranger.page().status).toBe(410);
    story.clock.forward({ hours: 2 });
    await sets(person, `again${people}@private.example`);
    const told = await becomes(person, "If this was not you", ({ buttons }) => buttons.includes("Leave it as it is"));
    await person.presses("Leave it as it is", told);
    expect((await person.submits({})).text).toContain("They go where they went before");
    await passes(25);
    await isIn(person);
  });

  it("goes back to the own address after the same day, and both are told", async () => {
    const person = await member();
    const email = `back${people}@private.example`;
    await sets(person, email);
    await passes(25);
    await story.mailbox.noticeFor(email, "come to this address now");
    const visitor = await isIn(person, email);
    await visitor.go(`${story.url}/security/email`);
    expect(visitor.words()).toContain(`Codes are mailed to ${email}.`);
    await visitor.submit(/remove$/);
    expect(visitor.words()).toContain("you can stop it");
    for (const to of [person.email, email]) await story.mailbox.noticeFor(to, "go to your own address from");
    await isIn(person, email);
    await passes(25);
    story.clock.forward({ minutes: 2 });
    await isIn(person);
    expect((await ada.types("history")).text).toContain(`Codes of ${person.email} go to another address`);
  });

  it("is another one for somebody who lost their mailbox: asked from their card, approved, confirmed with a mailed link", async () => {
    const person = await member();
    const email = `found${people}@private.example`;
    const card = await ada.types(`member ${person.email}`);
    const form = await ada.presses("Mailbox lost", card);
    expect(form.text).toContain("How do you know that it is really them");
    await ada.submits({ email, reason: "I called them" });
    expect((await ada.submits({ code: await ada.code() })).text).toContain("sent for approval");
    const asked = await becomes(grace, person.email, ({ buttons }) => buttons.includes("Approve"));
    expect(asked.text).toContain(email);
    await grace.presses("Approve", asked);
    expect((await grace.submits({ code: await grace.code() })).text).toContain("Approved and done.");
    const told = await person.finds("Two people at Acme Payments have agreed");
    expect(told.buttons).toContain("Leave it as it is");
    await story.mailbox.noticeFor(person.email, "Two people at Acme Payments have agreed");
    await story.mailbox.noticeFor(email, "page sends a code here");
    const visitor = createVisitor();
    await visitor.go(linkOf(email, "/security/email/confirm/"));
    await visitor.submit(/confirm\//);
    expect(visitor.page().url).toBe(`${story.url}/security/email/code`);
    await visitor.submit(/code$/, { code: "00000000" });
    expect(visitor.page().status).toBe(422);
    await visitor.submit(/code$/, { code: await story.mailbox.codeFor(email) });
    expect(visitor.page().url).toBe(`${story.url}/security/email/confirmed`);
    await story.mailbox.noticeFor(person.email, "If this was not you, stop it now");
    await isIn(person);
    await passes(25);
    await isIn(person, email);
    expect((await ada.types(`security mailbox ${ada.email}`)).text).toContain("Nobody does this for themselves");
  });
});
