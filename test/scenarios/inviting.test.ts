import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { invites, withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Seen } from "../harness/driver.ts";
import type { Person, Story } from "../harness/story.ts";
import { ALL, becomes, colleague, employs, field, gives, idsOf, loses, SOME } from "./staff.ts";

describe.each(stories)("inviting, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;

  beforeAll(async () => {
    ({ story, ada } = await withApprover(platform, kind));
  });
  afterAll(() => story.close());
  // Requests and codes are limited by the day.
  afterEach(() => story.clock.forward({ hours: 80 }));

  const other = (code: string) => (code.startsWith("1") ? "2" : "1") + code.slice(1);
  const requests = () => story.db.sql("SELECT subject, state FROM change_request ORDER BY number");
  const about = async (email: string) => (await requests()).filter(({ subject }) => subject === email);

  const waiting = (email: string) => becomes(ada, `invite ${email}`, ({ buttons }) => buttons.includes("Enter code"));

  async function asksFor(email: string, reason = ""): Promise<Seen> {
    await ada.types(`invite ${email} operations`);
    return ada.submits({ access: ALL, ...(reason && { reason }) });
  }

  describe("the form", () => {
    it("is filled with what was typed: the address, and roles in any case and order", async () => {
      const form = await ada.types("invite new.person@example.com data analytics, FINANCE");
      expect(form.title).toBe("Invite a member");
      expect(field(form, "email").value).toBe("new.person@example.com");
      const wanted = await idsOf(story, "role", "Finance", "Data Analytics");
      expect([...field(form, "roles").value].sort()).toEqual(wanted.sort());
    });

    it("shows while choosing what each role permits", async () => {
      const form = await ada.types("invite");
      expect(field(form, "email").value).toBe("");
      expect(form.text).toContain("Transactions and settlements: see, download");
      expect(field(form, "roles").options.join()).toContain("Data Analytics");
    });

    it("says at the field which role there isn't, and keeps the address and the roles there are", async () => {
      const form = await ada.types("invite new.person@example.com finanze operations");
      expect(field(form, "email").value).toBe("new.person@example.com");
      expect([field(form, "roles").value].flat()).toEqual(await idsOf(story, "role", "Operations"));
      expect(form.text).toContain("There is no role “finanze”. Did you mean Finance?");
    });

    it("says at the field that what was typed is no address", async () => {
      const form = await ada.types("invite new.person@ finance");
      expect(form.text).toContain("This is not an e-mail address: new.person@.");
      expect([field(form, "roles").value].flat()).toEqual(await idsOf(story, "role", "Finance"));
    });

    it("says at the field why an address can't be used that many mail servers don't know, and keeps it", async () => {
      const why =
        "Not every mail server can deliver to grüße@example.com: before the @ it has letters other than a to z.";
      const form = await ada.types("invite grüße@example.com finance");
      expect(field(form, "email").value).toBe("grüße@example.com");
      expect(form.text).toContain(why);
      const sent = await ada.submits({ access: ALL });
      expect(field(sent, "email")).toMatchObject({ value: "grüße@example.com", error: expect.stringContaining(why) });
      expect((await ada.submits({ email: "gruesse@example.com" })).title).toBe("Confirm it's you");
      await ada.code();
    });

    it("asks for merchant accounts only where some are to be chosen, and shows them then", async () => {
      const form = await ada.types("invite new.person@example.com finance");
      expect(form.fields.map(({ name }) => name)).toEqual(["email", "roles", "access", "ends", "reason"]);
      const some = await ada.submits({ access: SOME, accounts: [], reason: "Month-end & <more>" });
      expect(some.fields.map(({ name }) => name)).toEqual(["email", "roles", "access", "accounts", "ends", "reason"]);
      expect(field(some, "accounts").error).toMatch(/^Please (choose at least one|complete this required field)\.$/);
      expect(field(some, "email").value).toBe("new.person@example.com");
      expect([field(some, "roles").value].flat()).toEqual(await idsOf(story, "role", "Finance"));
      expect(field(some, "access").value).toBe("some");
      expect(field(some, "reason").value).toBe("Month-end & <more>");
    });

    it("takes all accounts from who chose some first and all then", async () => {
      await ada.types("invite new.person@example.com finance");
      await ada.fills({ access: SOME });
      expect((await ada.submits({ access: ALL })).title).toBe("Confirm it's you");
      await ada.code();
    });

    it("comes back with errors at their fields and everything still there", async () => {
      await employs(story, "old.friend@example.com");
      await ada.types("invite old.friend@example.com finance");
      const reason = "Month-end closing & <more>";
      const [store] = await idsOf(story, "merchant_account", "Online store");
      const taken = await ada.submits({ access: SOME, accounts: ["Online store"], reason });
      expect(field(taken, "email").error).toContain("is already a member.");
      expect(taken.fields.filter(({ error }) => error).map(({ name }) => name)).toEqual(["email"]);
      expect([field(taken, "roles").value].flat()).toEqual(await idsOf(story, "role", "Finance"));
      expect([field(taken, "accounts").value].flat()).toEqual([store]);
      expect(field(taken, "reason").value).toBe(reason);
      expect(await about("old.friend@example.com")).toEqual([]);
      expect((await ada.submits({ email: "new.friend@example.com" })).title).toBe("Confirm it's you");
      await ada.code();
    });

    it("is refused for somebody who is a member already, or has an invitation", async () => {
      await employs(story, "old.hand@example.com");
      await ada.types("invite old.hand@example.com finance");
      const member = await ada.submits({ access: ALL });
      expect(field(member, "email").error).toContain("old.hand@example.com is already a member.");
      expect(field(member, "email").value).toBe("old.hand@example.com");
      const next = await ada.submits({ email: "ADA@example.com" });
      expect(field(next, "email").error).toContain("is already a member.");
      await story.db.sql("UPDATE member SET state = 'invited' WHERE email = 'old.hand@example.com'");
      const pending = await ada.submits({ email: "old.hand@example.com" });
      expect(field(pending, "email").error).toContain("has already been invited and has not accepted yet.");
    });

    it("offers only what one may give: roles and merchant accounts in one's own reach", async () => {
      const regional = await colleague(story, "Regional", ["Admin"]);
      await loses(story, regional.id);
      await gives(story, regional.id, "Admin", ["Retail stores"]);
      const form = await regional.types("invite near@example.com operations");
      expect(form.text).toContain("Retail stores");
      expect(form.text).not.toMatch(/Online store|All merchant accounts/);
      await regional.submits({ access: SOME, accounts: ["Retail stores"] });
      const asked = await regional.submits({ code: await regional.code() });
      expect(asked.text).toContain("sent for approval to");
      const isLimited = ({ text }: Seen) => /Merchant accounts[\s\S]*Retail stores/.test(text);
      await becomes(regional, "invite near@example.com", isLimited);
    });
  });

  describe("the code", () => {
    it("went to an address that is shown but not told", async () => {
      const form = await asksFor("one@example.com");
      expect(form.text).toContain("We have sent a code to a***@e***.com. It is good for 10 minutes.");
      expect(form.text).not.toContain("ada@example.com");
      expect(form.buttons).toContain("Send a new code");
      await ada.code();
    });

    it("that is wrong is said at its field, and the right one still works", async () => {
      await asksFor("two@example.com");
      const code = await ada.code();
      const wrong = await ada.submits({ code: other(code) });
      expect(field(wrong, "code").error).toContain("This code is wrong or no longer valid.");
      expect((await ada.submits({ code: "123" })).text).toContain("The code has 8 digits.");
      expect((await ada.submits({ code })).text).toContain("sent for approval to");
    });

    it("is not good after ten minutes; a new one is", async () => {
      await asksFor("three@example.com");
      const old = await ada.code();
      ada.waits({ minutes: 11 });
      expect((await ada.submits({ code: old })).text).toContain("no longer valid");
      await ada.presses("Send a new code");
      expect((await ada.submits({ code: old })).text).toContain("no longer valid");
      expect((await ada.submits({ code: await ada.code() })).text).toContain("sent for approval to");
    });

    it("can be sent again after a minute, and the older one stops working", async () => {
      await asksFor("four@example.com");
      const older = await ada.code();
      const soon = await ada.presses("Send a new code");
      expect(soon.text).toMatch(/Another can be sent in \d+ seconds/);
      expect(soon.text).not.toContain("new code to");
      ada.waits({ seconds: 61 });
      const sent = await ada.presses("Send a new code");
      expect(sent.text).toContain("We have sent a new code to a***@e***.com.");
      const newer = await ada.code();
      expect((await ada.submits({ code: older })).text).toContain("no longer valid");
      expect((await ada.submits({ code: newer })).text).toContain("sent for approval to");
    });

    it("may be written to the bot while it is the only one that is waited for", async () => {
      await asksFor("five@example.com");
      const code = await ada.code();
      const fullWidth = code.replace(/./g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
      const done = await ada.writes(`${fullWidth.slice(0, 4)} ${fullWidth.slice(4)}`);
      expect(done.text).toContain("sent for approval to");
      expect((await about("five@example.com"))[0]?.state).toBe("awaiting_approval");
    });

    it("may not be written to the bot while two are waited for, for it might sign the other", async () => {
      await asksFor("six@example.com");
      const first = await ada.code();
      await asksFor("seven@example.com");
      const second = await ada.code();
      for (const code of [first, second])
        expect((await ada.writes(code)).text).toContain("More than one form is waiting for a code from you.");
      await ada.types("requests");
      await ada.presses("Open");
      await ada.presses("Enter code", await waiting("six@example.com"));
      expect((await ada.submits({ code: first })).text).toContain("invite six@example.com");
      expect((await ada.writes(second)).text).toContain("sent for approval to");
      expect((await about("seven@example.com"))[0]?.state).toBe("awaiting_approval");
    });

    it("can be typed later: the request waits in the chat, with Withdraw beside it", async () => {
      await asksFor("later@example.com");
      const code = await ada.code();
      const message = await waiting("later@example.com");
      expect(message.buttons).toEqual(["Enter code", "Withdraw"]);
      await ada.presses("Enter code", message);
      expect((await ada.submits({ code })).text).toContain("sent for approval to");
      const isAsked = ({ text }: Seen) => text.includes("Waiting for grace@example.com");
      expect((await becomes(ada, "invite later@example.com", isAsked)).buttons).toEqual(["Withdraw"]);
      const offered = (await ada.sees()).filter(({ text }) => text.includes("invite later@example.com"));
      expect(offered.filter(({ buttons }) => buttons.includes("Enter code"))).toEqual([]);
    });

    it("can be typed later, too, from /team requests", async () => {
      await asksFor("eight@example.com");
      const code = await ada.code();
      await ada.types("requests");
      await ada.presses("Open");
      const form = await ada.presses("Enter code", await waiting("eight@example.com"));
      expect(form.title).toBe("Confirm it's you");
      expect((await ada.submits({ code })).text).toContain("sent for approval to");
    });
  });

  it("sent twice it is one request with one code, and confirmed twice it is asked for once", async () => {
    const form = await ada.types("invite nine@example.com operations");
    await Promise.allSettled([ada.submits({ access: ALL }, form), ada.submits({ access: ALL }, form)]);
    expect(await about("nine@example.com")).toHaveLength(1);
    const code = await ada.code();
    const codes = story.mailbox.mails.filter((mail) => mail.to === ada.email && mail.code).length;
    await ada.types("requests");
    await ada.presses("Open");
    const again = await ada.presses("Enter code", await waiting("nine@example.com"));
    await Promise.allSettled([ada.submits({ code }, again), ada.submits({ code }, again)]);
    const asked = await story.db.sql(
      "SELECT body FROM audit_entry WHERE body LIKE '%request.approval_asked%' AND body LIKE '%' || (SELECT id FROM change_request WHERE subject = 'nine@example.com') || '%'",
    );
    expect(asked).toHaveLength(1);
    expect(story.mailbox.mails.filter((mail) => mail.to === ada.email && mail.code)).toHaveLength(codes);
  });

  it("the same person can't be asked for twice, not even by somebody else", async () => {
    await invites(ada, "ten@example.com", "operations");
    const again = await asksFor("ten@example.com");
    expect(again.text).toMatch(/Request \d+ asks for the same and is still open\./);
    expect(field(again, "email").value).toBe("ten@example.com");
    expect(await about("ten@example.com")).toHaveLength(1);
  });
});
