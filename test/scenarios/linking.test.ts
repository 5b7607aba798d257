import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { insertIdentity } from "../fixtures/rows.ts";
import { withAdministrator } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Seen } from "../harness/driver.ts";
import type { Person, Story } from "../harness/story.ts";
import { employs, field, memberId } from "./staff.ts";

describe.each(stories)("connecting a chat account, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let people = 0;

  beforeAll(async () => {
    ({ story, ada } = await withAdministrator(platform, kind));
  });
  afterAll(() => story.close());
  afterEach(() => story.clock.forward({ hours: 25 }));

  const newcomer = () => story.person(`Newcomer${++people}`);
  const employed = async () => {
    const person = await newcomer();
    await employs(story, person.email, ["Finance"]);
    return person;
  };
  const identities = () => story.db.sql("SELECT member_id::text, user_id FROM identity ORDER BY user_id");
  const same = ({ title, text, buttons, fields }: Seen) => ({
    title,
    text,
    buttons,
    fields: fields.map(({ name }) => name),
  });
  const opposite = (code: string) => code.replace(/./g, (digit) => String(9 - Number(digit)));
  const mailsTo = (email: string) => story.mailbox.mails.filter(({ to }) => to === email);
  /** Long enough for a mail that shouldn't be to have come: another that should be has. */
  const mailIsThrough = async () => {
    const other = await employed();
    await other.types("");
    await other.submits({ email: other.email });
    await other.code();
  };

  it("whatever somebody unknown wants, they are asked who they are", async () => {
    const stranger = await newcomer();
    for (const words of ["", "help", "members", "invite x@example.com admin", "withdraw 1", "nonsense"]) {
      const asked = await stranger.types(words);
      expect([asked.title, asked.text.includes("ada@example.com")]).toEqual(["Connect your account", false]);
    }
  });

  it("a code to the member's address connects the account, and the member is told by mail", async () => {
    const person = await employed();
    await person.types("");
    await person.submits({ email: person.email.toUpperCase() });
    const done = await person.submits({ code: await person.code() });
    expect(done.text).toContain("You are connected");
    expect((await person.types("")).text).toContain(`You are ${person.email} in Acme Payments.`);
    await story.mailbox.noticeFor(person.email, "If this wasn't you, tell an administrator at once.");
    expect((await ada.types("history")).text).toContain(`${person.email} connected a chat account`);
  });

  it("a mistyped address is changed at once", async () => {
    const person = await employed();
    await person.types("");
    const form = await person.submits({ email: `x${person.email}` });
    expect(form.buttons).toContain("Use another address");
    await person.presses("Use another address");
    await person.submits({ email: person.email });
    expect((await person.submits({ code: await person.code() })).text).toContain("You are connected");
  });

  it("the code may be written to the bot", async () => {
    const person = await employed();
    await person.types("");
    await person.submits({ email: person.email });
    expect((await person.writes(await person.code())).text).toContain("You are connected");
  });

  it("an address that is nobody's, an invited one's, a suspended one's and a member's are answered alike", async () => {
    const member = await employed();
    const addresses = { member: member.email, nobody: "nobody@example.com", invited: "", suspended: "" };
    for (const state of ["invited", "suspended"] as const) {
      addresses[state] = `${state}@example.com`;
      await employs(story, addresses[state]);
      await story.db.sql("UPDATE member SET state = $2 WHERE email = $1", [addresses[state], state]);
    }
    const told: Record<string, unknown[]> = {};
    for (const [who, email] of Object.entries(addresses)) {
      const stranger = await newcomer();
      await stranger.types("");
      const steps = [await stranger.submits({ email })];
      for (let at = 0; at < 5; at += 1) steps.push(await stranger.submits({ code: "00000000" }));
      steps.push(await stranger.writes("00000000"), await stranger.types(""));
      told[who] = steps.map(same);
    }
    expect(told.nobody?.slice(0, 1)).toEqual([expect.objectContaining({ title: "Enter the code" })]);
    expect(told.nobody).toEqual(told.member);
    expect([told.invited, told.suspended]).toEqual([told.member, told.member]);
    expect(mailsTo(addresses.member)).toHaveLength(1);
    for (const email of [addresses.nobody, addresses.invited, addresses.suspended]) expect(mailsTo(email)).toEqual([]);
  });

  it("what is no address is said to be none, and stays in the field", async () => {
    const stranger = await newcomer();
    await stranger.types("");
    // Some chats see that for themselves and say it in their own words.
    const said = await stranger.submits({ email: "ada@example" });
    expect(field(said, "email").value).toBe("ada@example");
    expect(field(said, "email").error).toMatch(/not an e-mail address|valid email/);
  });

  it("a member connected here already isn't moved to another account, not even with the right code", async () => {
    const person = await employed();
    await person.types("");
    await person.submits({ email: person.email });
    await person.submits({ code: await person.code() });
    const before = await identities();
    const thief = await newcomer();
    await thief.types("");
    await thief.submits({ email: person.email });
    const said = await thief.submits({ code: await person.code() });
    expect(said.text).toContain("This member is already connected to another chat account here. Nothing was changed");
    expect(await identities()).toEqual(before);
    expect((await thief.types("")).title).toBe("Connect your account");
    expect((await person.types("")).text).toContain(`You are ${person.email}`);
  });

  it("a form that was open while the account got connected does not connect it to somebody else", async () => {
    const [one, two] = [await employed(), await employed()];
    await one.types("");
    const form = await one.submits({ email: two.email });
    const [hers] = await story.db.sql("SELECT tenant FROM identity");
    await insertIdentity(story.db, {
      ...{ organizationId: story.app.organization.id, memberId: await memberId(story, one.email) },
      ...{ platform, tenant: String(hers?.tenant), user: one.user },
    });
    const said = await one.submits({ code: await two.code() }, form);
    expect(said.text).toContain("This chat account is already connected to a member. Nothing was changed");
    expect((await one.types("")).text).toContain(`You are ${one.email}`);
  });

  it("five wrong codes, and the right one opens nothing any more", async () => {
    const person = await employed();
    await person.types("");
    await person.submits({ email: person.email });
    const code = await person.code();
    for (let at = 0; at < 5; at += 1)
      expect((await person.submits({ code: opposite(code) })).text).toContain("This code is wrong");
    expect((await person.writes(code)).text).toContain("Nothing is waiting for a code from you.");
    expect((await person.types("")).title).toBe("Connect your account");
  });

  it("a second code to an address waits a minute, to another one it does not; the fourth of an hour isn't sent, the sixth refused", async () => {
    const person = await employed();
    await person.types("");
    await person.submits({ email: person.email });
    await person.code();
    await person.types("");
    const soon = await person.submits({ email: person.email });
    expect(soon.text).toMatch(/A code was sent a moment ago\. Another can be sent in \d+ seconds?\./);
    expect((await person.submits({ email: "nobody@example.com" })).title).toBe("Enter the code");
    for (let at = 0; at < 3; at += 1) {
      person.waits({ seconds: 61 });
      await person.types("");
      expect((await person.submits({ email: person.email })).title).toBe("Enter the code");
      if (at < 2) await person.code();
    }
    person.waits({ seconds: 61 });
    await person.types("");
    expect((await person.submits({ email: person.email })).text).toContain(
      "5 codes were sent to you within an hour and not used",
    );
    await mailIsThrough();
    expect(mailsTo(person.email)).toHaveLength(3);
  });

  it("many accounts together send one member three codes an hour, and none of them is told", async () => {
    const person = await employed();
    const answers: unknown[] = [];
    for (let at = 0; at < 8; at += 1) {
      const stranger = await newcomer();
      await stranger.types("");
      answers.push(same(await stranger.submits({ email: person.email })));
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    await mailIsThrough();
    expect(mailsTo(person.email)).toHaveLength(3);
  });
});
