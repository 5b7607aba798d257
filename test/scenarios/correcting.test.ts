import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Person, Story } from "../harness/story.ts";
import { becomes, colleague, comesRound, employs, field } from "./staff.ts";

describe.each(stories)("members who are corrected, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;
  let people = 0;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind));
  });
  afterAll(() => story.close());
  afterEach(() => story.clock.forward({ hours: 25 }));

  const newColleague = () => colleague(story, `Colleague${++people}`, ["Finance"]);
  const approves = async (email: string) => {
    const asked = await becomes(grace, email, ({ text, buttons }) =>
      [text.includes("You see this because"), buttons.includes("Approve")].every(Boolean),
    );
    await grace.presses("Approve", asked);
    await grace.submits({ code: await grace.code() });
    return asked;
  };
  const asks = async (person: Person, values: Record<string, string>) => {
    await person.submits(values);
    return person.submits({ code: await person.code() });
  };
  const emailOf = async (id: string) =>
    (await story.db.sql("SELECT email FROM member WHERE id = $1", [id])).map(({ email }) => email)[0];
  const passes = async (hours: number) => {
    story.clock.forward({ hours });
    await comesRound(story);
  };

  it("by name: the form has what is known, an approver sees both, and the member is told", async () => {
    const linus = await newColleague();
    await ada.types(`member ${linus.email}`);
    const form = await ada.presses("Correct");
    expect([field(form, "name").value, field(form, "email").value]).toEqual(["", linus.email]);
    await asks(ada, { name: "Linus Torvalds", email: linus.email });
    const card = await approves(linus.email);
    expect(card.text).toContain(`correct the name of ${linus.email}`);
    expect(card.text).toContain("Linus Torvalds");
    await linus.finds("You are called Linus Torvalds in Acme Payments now.");
    expect((await ada.types("members torvalds")).text).toContain(`Linus Torvalds (${linus.email})`);
  });

  it("by address: confirmed by the member at the new one, used a day later, and the old one is told each time", async () => {
    const linus = await newColleague();
    const email = `moved${people}@new.example`;
    await ada.types(`correct ${linus.email}`);
    await asks(ada, { name: "", email: email.toUpperCase() });
    expect((await approves(linus.email)).text).toContain(email);
    await story.mailbox.noticeFor(linus.email, `is to become ${email}. Nothing has changed yet`);
    const told = await linus.finds(`is to become ${email}`);
    expect((await ada.types(`member ${linus.email}`)).text).toContain(`${email}, to be confirmed until`);
    await linus.presses("Confirm new address", told);
    expect((await linus.submits({ code: await story.mailbox.codeFor(email) })).text).toContain("is confirmed");
    await story.mailbox.noticeFor(linus.email, `${email} becomes your address`);
    expect(await emailOf(linus.id)).toBe(linus.email);
    // Until then codes go to the old address.
    await linus.types("ask operations");
    await linus.submits({ access: "All merchant accounts, including new ones" });
    expect((await linus.submits({ code: await linus.code() })).text).toContain("sent for approval");
    await passes(25);
    expect(await emailOf(linus.id)).toBe(email);
    await story.mailbox.noticeFor(linus.email, `is ${email} now. This is the last mail to this address.`);
    expect((await ada.types(`members moved${people}`)).text).toContain(email);
    expect((await linus.types("help")).text).toContain(`You are ${email}`);
    const history = (await ada.types("history")).text;
    for (const said of ["was corrected", "confirmed a new address", "has a new address"])
      expect(history).toContain(`${email} ${said}`);
  });

  it("the member can keep the old address, by the button or by words, also after it was confirmed", async () => {
    for (const how of ["button", "words"]) {
      const linus = await newColleague();
      const email = `not${people}@new.example`;
      await ada.types(`correct ${linus.email}`);
      await asks(ada, { email });
      await approves(linus.email);
      const told = await linus.finds(`is to become ${email}`);
      if (how === "button") await linus.presses("Keep the old address", told);
      else {
        expect((await linus.types("address")).title).toContain("Confirm your new address");
        await linus.submits({ code: await story.mailbox.codeFor(email) });
        await linus.types("address stop");
      }
      expect((await linus.submits({})).text).toContain(`${email} will not be used`);
      await story.mailbox.noticeFor(linus.email, `${email} will not become your address`);
      await passes(25);
      expect(await emailOf(linus.id)).toBe(linus.email);
    }
  });

  it("an administrator can stop it too; one that nobody confirms ends after a day", async () => {
    const linus = await newColleague();
    await ada.types(`correct ${linus.email}`);
    await asks(ada, { email: `first${people}@new.example` });
    await approves(linus.email);
    await ada.types(`member ${linus.email}`);
    await ada.presses("Keep the old address");
    expect((await ada.submits({})).text).toContain("will not be used");
    await ada.types(`correct ${linus.email}`);
    await asks(ada, { email: `second${people}@new.example` });
    await approves(linus.email);
    await passes(25);
    await linus.finds(`second${people}@new.example was not confirmed in time`);
    expect(await emailOf(linus.id)).toBe(linus.email);
    expect((await linus.types("address")).text).toContain("was not confirmed in time");
  });

  it("who is in no chat is told by mail how to confirm, and where to stop it", async () => {
    const email = `quiet${++people}@example.com`;
    await employs(story, email, ["Finance"]);
    await ada.types(`correct ${email}`);
    await asks(ada, { email: `loud${people}@example.com` });
    await approves(email);
    const mail = await story.mailbox.noticeFor(email, "To do that, write /team address to");
    expect(mail).toContain("/team address stop");
  });

  it("by oneself: with an approval; nobody else, and not even whether there is somebody", async () => {
    const linus = await newColleague();
    const form = await linus.types("correct");
    expect(field(form, "email").value).toBe(linus.email);
    await asks(linus, { name: "Linus", email: linus.email });
    expect((await approves(linus.email)).text).toContain(`correct the name of ${linus.email}`);
    expect((await becomes(linus, "You are called Linus", () => true)).text).toContain("You are called Linus");
    for (const whom of [ada.email, "nobody@example.com"])
      expect((await linus.types(`correct ${whom}`)).text).toContain("You need the permission to manage members");
  });

  it("an address of somebody else, a name that looks like an address, and nothing at all are refused at their field", async () => {
    const [linus, other] = [await newColleague(), await newColleague()];
    await ada.types(`correct ${linus.email}`);
    const taken = await ada.submits({ email: other.email.toUpperCase() });
    expect(field(taken, "email").error).toContain("belongs to another member");
    const named = await ada.submits({ name: "ada@example.com", email: linus.email });
    expect(field(named, "name").error).toBeTruthy();
    expect((await ada.submits({ name: "", email: linus.email })).text).toContain("Nothing is different.");
  });
});
