import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import { createPasskey, type FakePasskey } from "../fakes/passkey.ts";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Seen } from "../harness/driver.ts";
import { PASSWORD, type Person, type Story } from "../harness/story.ts";
import { createVisitor } from "../harness/visitor.ts";
import { becomes, colleague } from "./staff.ts";

type Visitor = ReturnType<typeof createVisitor>;

describe.each(stories)("a passkey, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let origin: string;
  let hashed: string;
  let people = 0;

  beforeAll(async () => {
    ({ story, ada } = await withApprover(platform, kind));
    // Where people's browsers are: an IP address can have no passkeys.
    origin = story.url.replace("127.0.0.1", "localhost");
    hashed = await hashPassword(PASSWORD, createLimit());
  });
  afterAll(() => story.close());
  afterEach(() => story.clock.forward({ hours: 25 }));

  const admin = async () => {
    const person = await colleague(story, `Chief${++people}`, ["Admin"]);
    const about = [person.id, hashed, story.clock.now()];
    await story.db.sql("UPDATE member SET password_hash = $2, activated_at = $3 WHERE id = $1", about);
    return person;
  };

  /** What the button on a page asks the device for. */
  function optionsIn(visitor: Visitor, decision = "") {
    const { html } = visitor.page();
    const buttons = [...html.matchAll(/<button[^>]*data-passkey="([^"]*)"([^>]*)>/g)];
    const [, json = ""] = buttons.find(([, , more = ""]) => more.includes(`value="${decision}"`) || !decision) ?? [];
    return JSON.parse(json.replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
  }

  async function signsIn(email: string): Promise<Visitor> {
    const visitor = createVisitor();
    await visitor.go(`${story.url}/security`);
    await visitor.submit(/sign-in$/, { email, password: PASSWORD });
    return visitor;
  }

  /** Adds a passkey in the pages. */
  async function adds(person: Person): Promise<FakePasskey> {
    const device = createPasskey(origin);
    const visitor = await signsIn(person.email);
    await visitor.submit(/code$/, { code: await person.code() });
    await visitor.go(`${story.url}/security/passkeys`);
    const answer = JSON.stringify(device.makes(optionsIn(visitor)));
    await visitor.submit(/add$/, { name: "My phone", answer });
    expect(visitor.words()).toContain("Your passkey is added. You can use it from now on.");
    return device;
  }

  async function opens(link: string): Promise<Visitor> {
    const visitor = createVisitor();
    await visitor.go(link.replace(origin, story.url));
    return visitor;
  }

  async function asksFor(email: string): Promise<Seen> {
    await ada.types(`invite ${email} Finance`);
    await ada.submits({ access: "All merchant accounts, including new ones", reason: "needed" });
    return ada.submits({ code: await ada.code() });
  }

  it("is added on the page and approves there, and the card in the chat turns; no code is mailed", async () => {
    const chief = await admin();
    const device = await adds(chief);
    await chief.finds("A passkey (“My phone”) was added for you at Acme Payments");
    await story.mailbox.noticeFor(chief.email, "was added for you at Acme Payments");
    const email = `new${++people}@example.com`;
    await asksFor(email);
    const asked = await becomes(chief, email, ({ buttons }) => buttons.includes("Approve"));
    const mails = story.mailbox.mails.length;
    const form = await chief.presses("Approve", asked);
    expect(form.text).toContain("You use your passkey for this");
    expect(form.text).toContain(email);
    const [link] = form.links.filter(({ label }) => label === "Use a passkey");
    const page = await opens(link?.url ?? "");
    expect(page.words()).toContain("Approve this?");
    for (const fact of [email, "Finance", "ada@example.com", "needed"]) expect(page.words()).toContain(fact);
    const answer = JSON.stringify(device.signs(optionsIn(page, "approved")));
    await page.submit(/decide/, { decision: "approved", answer });
    expect(page.words()).toContain("Approved and done.");
    await becomes(chief, email, ({ buttons, text }) => !buttons.includes("Approve") && text.includes(chief.email));
    expect(story.mailbox.mails.slice(mails).filter(({ to, code }) => to === chief.email && code)).toEqual([]);
  });

  it("denies with a reason, which is asked for; and what was decided meanwhile is said", async () => {
    const chief = await admin();
    const device = await adds(chief);
    const email = `new${++people}@example.com`;
    await asksFor(email);
    const asked = await becomes(chief, email, ({ buttons }) => buttons.includes("Approve"));
    const form = await chief.presses("Approve", asked);
    const [page, other] = [await opens(form.links[0]?.url ?? ""), await opens(form.links[0]?.url ?? "")];
    await page.submit(/decide/, {
      decision: "denied",
      answer: JSON.stringify(device.signs(optionsIn(page, "denied"))),
    });
    expect([page.page().status, page.words()]).toEqual([422, expect.stringContaining("Please fill this in.")]);
    const answer = JSON.stringify(device.signs(optionsIn(page, "denied")));
    await page.submit(/decide/, { decision: "denied", comment: "Not now", answer });
    await becomes(chief, email, ({ text }) => text.includes("Not now"));
    await other.submit(/decide/, {
      ...{ decision: "approved", answer: JSON.stringify(device.signs(optionsIn(other, "approved"))) },
    });
    expect(other.words()).toContain("Denied. Nothing was changed.");
    const late = await opens(form.links[0]?.url ?? "");
    expect(late.words()).toContain("Denied. Nothing was changed.");
  });

  it("signs in, and asks for something and confirms it", async () => {
    const chief = await admin();
    const device = await adds(chief);
    const visitor = await signsIn(chief.email);
    expect(visitor.words()).toContain("Your device asks for a finger, a face or a PIN.");
    await visitor.submit(/passkey$/, { answer: JSON.stringify(device.signs(optionsIn(visitor))) });
    expect(visitor.words()).toContain(`You are signed in as ${chief.email}.`);
    await chief.types(`invite new${++people}@example.com Finance`);
    const asked = await chief.submits({ access: "All merchant accounts, including new ones", reason: "needed" });
    const page = await opens(asked.links[0]?.url ?? "");
    expect(page.words()).toContain("Confirm your request");
    await page.submit(/decide/, {
      ...{ decision: "confirmed", answer: JSON.stringify(device.signs(optionsIn(page, "confirmed"))) },
    });
    expect(page.words()).toContain("Confirmed with your passkey, and sent for approval to");
  });
});
