import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { invites, joins, withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Seen, Values } from "../harness/driver.ts";
import type { Person, Story } from "../harness/story.ts";
import { ALL, becomes, colleague, employs, field, gives, loses } from "./staff.ts";

const EVERYDAY = ["Transactions: see", "Transactions: download"];

describe.each(stories)("roles of one's own, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind));
  });
  afterAll(() => story.close());
  // Requests and codes are limited by the day.
  afterEach(() => story.clock.forward({ hours: 80 }));

  const roles = () => story.db.sql("SELECT name, purpose, permissions FROM role WHERE NOT predefined ORDER BY name");
  const role = async (name: string) => (await roles()).find((one) => one.name === name);

  /** Fills in the form that is in front of somebody and types the code. */
  async function asks(person: Person, values: Values): Promise<Seen> {
    const form = await person.submits(values);
    if (form.title !== "Confirm it's you") return form;
    return person.submits({ code: await person.code() });
  }

  const isOpen = ({ buttons }: Seen) => buttons.includes("Approve") && buttons.includes("Deny");
  let code = "";
  async function approves(person: Person, words: string, given?: string): Promise<Seen> {
    await person.presses("Approve", await becomes(person, words, isOpen));
    code = given ?? (await person.code());
    return person.submits({ code });
  }

  async function makes(name: string, values: Values = {}): Promise<void> {
    await ada.types(`role add ${name}`);
    await asks(ada, { purpose: "made for this", permissions: EVERYDAY, ...values });
    expect((await approves(grace, `create the role ${name}`)).text).toContain("Approved and done.");
    story.clock.forward({ hours: 25 });
  }

  describe("creating one", () => {
    it("shows every permission with what it means, and is there once a second person has approved it", async () => {
      const form = await ada.types("role add Refunds");
      expect(form.title).toBe("Create a role");
      expect(field(form, "name").value).toBe("Refunds");
      expect(form.text).toContain("Save lists of payments and refunds as files.");
      expect(form.text).toContain("Approve or deny what others have asked for.");
      const asked = await asks(ada, { purpose: "people who pay back", permissions: EVERYDAY, reason: "Season" });
      expect(asked.text).toContain("sent for approval to grace@example.com");
      const card = await grace.finds("create the role Refunds");
      expect(card.text).toContain("people who pay back");
      expect(card.text).toContain("Transactions: see, download");
      expect(await role("Refunds")).toBeUndefined();
      expect((await approves(grace, "create the role Refunds")).text).toContain("Approved and done.");
      expect(await role("Refunds")).toMatchObject({ permissions: ["transaction:read", "transaction:download"] });
      const history = await ada.types("history");
      expect(history.text).toContain("ada@example.com created the role Refunds");
      expect((await ada.types("roles")).text).toContain("Refunds (people who pay back)");
      expect((await ada.types("invite new@example.com refunds")).text).toContain("Refunds");
    });

    it("comes back with a sentence at each field, and everything else still there", async () => {
      await makes("Month-end");
      expect((await ada.types("role add finance")).text).toContain("There is a role “finance” already.");
      await ada.types("role add");
      const none = await asks(ada, { name: "Nothing", purpose: "nobody" });
      expect(field(none, "permissions").error).toContain("Please choose at least one.");
      expect(field(none, "name").value).toBe("Nothing");
      const said = async (name: string) => field(await asks(ada, { name, permissions: EVERYDAY }), "name").error;
      expect(await said("mONTH-END\u200b")).toContain("There is a role “mONTH-END” already.");
      expect(await said("FINANCE")).toContain("There is a role “FINANCE” already.");
      expect(await said("Finanzen")).toContain("“Finanzen” is what people call the predefined role Finance.");
      expect(await said("Payouts, weekly")).toContain("Please leave out @, <, >");
      expect(await said(`Ask ${grace.mention}`)).toContain("Please leave out @, <, >");
      expect(await said("x".repeat(81))).toContain("At most 80 characters; this has 81.");
      expect(await said("\u200b\u202e")).toContain("Please fill this in.");
    });

    it("from a copy has everything filled in but the name", async () => {
      const form = await ada.types("role copy finance");
      expect(form.title).toBe("Create a role");
      expect([field(form, "name").value, field(form, "purpose").value]).toEqual(["", "finance staff"]);
      expect([field(form, "permissions").value].flat().sort()).toEqual([
        "settlement:download",
        "settlement:read",
        "transaction:download",
        "transaction:read",
      ]);
      expect((await asks(ada, { name: "Junior finance" })).text).toContain("sent for approval to");
      const offered = await ada.types("role copy");
      expect(offered.text).toContain("Which role?");
      expect((await ada.presses("Choose")).title).toBe("Create a role");
    });

    it("offers only what one may put in, and refuses others", async () => {
      const helper = await colleague(story, "Helper");
      await makes("Role makers", { permissions: [], administration: ["Roles: manage"] });
      await gives(story, helper.id, "Role makers");
      const form = await helper.types("role add Mine");
      expect(field(form, "administration").options).toEqual(["Roles: manage"]);
      const copy = await helper.types("role copy admin");
      expect(copy.text).toContain(
        "Left out, because you don't hold it on all merchant accounts yourself: invite members",
      );
      expect([field(copy, "administration").value].flat()).toEqual(["role:manage"]);
      const linus = await colleague(story, "Linus", ["Finance"]);
      for (const words of ["role add X", "role copy finance", "role change X", "role delete X", "role compare finance"])
        expect((await linus.types(words)).text).toContain("You need the permission to manage roles for this.");
    });
  });

  describe("changing one", () => {
    it("asks for the difference, says whom it touches, and changes what they can do", async () => {
      await makes("Payouts", { permissions: ["Transactions: see"] });
      const nils = await colleague(story, "Nils");
      await gives(story, nils.id, "Payouts");
      for (const at of Array.from({ length: 11 }, (_, at) => at))
        await gives(story, await employs(story, `payer${10 + at}@example.com`), "Payouts");
      const form = await ada.types("role change PAYOUTS");
      expect(form.title).toBe("Change a role");
      expect([field(form, "name").value, field(form, "purpose").value]).toEqual(["Payouts", "made for this"]);
      expect([field(form, "permissions").value].flat()).toEqual(["transaction:read"]);
      const same = await asks(ada, {});
      expect(same.text).toContain("Nothing is different from what the role is now.");
      await asks(ada, {
        ...{ name: "Pay-outs", permissions: ["Settlements: see"], administration: ["People: invite"] },
        reason: "More for them",
      });
      const card = await grace.finds("change the role Payouts");
      expect(card.text).toContain("Pay-outs (before: Payouts)");
      expect(card.text).toMatch(/Permissions added[\s\S]*Settlements: see[\s\S]*People: invite/);
      expect(card.text).toMatch(/Permissions taken away[\s\S]*Transactions: see/);
      expect(card.text).toMatch(
        /Held by[\s\S]*nils@example\.com, payer10@example\.com.*payer18@example\.com, and 2 others/,
      );
      expect(card.text).toContain("Somebody who does not hold this role");
      expect((await nils.types("invite")).text).toContain("You need the permission to invite members");
      expect((await approves(grace, "change the role Payouts")).text).toContain("Approved and done.");
      expect((await nils.types("invite")).title).toBe("Invite a member");
      const told = await nils.finds("The role Pay-outs, which you hold, was changed.");
      expect(told.text).toContain("It permits now: Settlements: see; People: invite.");
      await grace.settles();
      const toldByMail = () =>
        story.mailbox.mails.filter(({ subject }) => JSON.stringify(subject).includes("role-changed"));
      expect(new Set(toldByMail().map(({ to }) => to)).size).toBe(11);
      expect((await ada.types("history")).text).toContain(
        "ada@example.com changed the role Pay-outs (added: see settlements and invite members; taken away: see transactions)",
      );
      // Where they are more than twenty, nobody is told.
      for (const at of Array.from({ length: 9 }, (_, at) => at))
        await gives(story, await employs(story, `more${at}@example.com`), "Pay-outs");
      await ada.types("role change pay-outs");
      await asks(ada, { permissions: EVERYDAY });
      expect((await approves(grace, "change the role Pay-outs")).text).toContain("Approved and done.");
      await grace.settles();
      expect(toldByMail()).toHaveLength(11);
    });

    it("is refused for a predefined role, with the offer of a copy", async () => {
      const refused = await ada.types("role change Finance");
      expect(refused.text).toContain("Finance is a predefined role, which stays as it is.");
      expect(refused.text).toContain(ada.command("role copy Finance"));
      expect((await ada.types("role delete finance")).text).toContain("Finance is a predefined role");
      expect((await ada.types("role finance")).buttons).toEqual(["Copy", "Compare"]);
    });

    it("that somebody else has changed meanwhile is out of date, and can be asked for with what is there now", async () => {
      await makes("Analysts");
      await ada.types("role change analysts");
      await asks(ada, { purpose: "the first wish" });
      await grace.finds("change the role Analysts");
      await story.db.sql("UPDATE role SET purpose = 'something else' WHERE name = 'Analysts'");
      expect((await approves(grace, "change the role Analysts")).text).toContain("can't be applied");
      const stale = await becomes(ada, "change the role Analysts", ({ buttons }) => buttons.includes("Ask again"));
      expect(stale.text).toContain("The role Analysts was changed since.");
      const again = await ada.presses("Ask again", stale);
      expect(field(again, "purpose").value).toBe("something else");
      expect(await role("Analysts")).toMatchObject({ purpose: "something else" });
    });

    it("that was denied can't be asked for again as it was, once the role is another", async () => {
      await makes("Scouts");
      await ada.types("role change scouts");
      await asks(ada, { purpose: "the first wish" });
      await grace.presses("Deny", await becomes(grace, "change the role Scouts", isOpen));
      // It may take rights away, so that to deny it takes a code too.
      expect((await grace.submits({ comment: "No", code: await grace.code() })).text).toContain("Denied.");
      await story.db.sql("UPDATE role SET purpose = 'something else' WHERE name = 'Scouts'");
      const denied = await becomes(ada, "change the role Scouts", ({ buttons }) => buttons.includes("Ask again"));
      expect((await ada.presses("Ask again", denied)).text).toContain("The role Scouts was changed since.");
    });

    it("says so in the form where it was changed since the form was opened", async () => {
      await makes("Curators");
      await ada.types("role change curators");
      await story.db.sql("UPDATE role SET purpose = 'something else' WHERE name = 'Curators'");
      const late = await asks(ada, { purpose: "my own words" });
      expect(late.text).toContain("This role was changed since you opened the form.");
      expect(field(late, "purpose").value).toBe("my own words");
      expect((await asks(ada, {})).text).toContain("sent for approval to");
    });

    it("B3: takes somebody who doesn't hold it, and holding it is no reason not to ask", async () => {
      await makes("Deputies", { permissions: [], administration: ["Roles: manage", "Requests: approve"] });
      const one = await colleague(story, "Deputyone", ["Deputies"]);
      const two = await colleague(story, "Deputytwo", ["Deputies"]);
      await one.types("role change deputies");
      const asked = await asks(one, { permissions: EVERYDAY });
      expect(asked.text).toContain("sent for approval to");
      expect(asked.text).not.toContain(two.email);
      expect((await two.types("requests")).text).not.toContain("change the role Deputies");
      expect((await approves(grace, "change the role Deputies")).text).toContain("Approved and done.");
      await loses(story, one.id);
      await loses(story, two.id);
    });
  });

  describe("deleting one", () => {
    it("that somebody holds shows who, each with a button, and not the form", async () => {
      await makes("Seasonal");
      const tove = await colleague(story, "Tove", ["Seasonal"]);
      const held = await ada.types("role delete seasonal");
      expect(held.text).toContain("Seasonal can't be deleted yet");
      expect(held.text).toContain("tove@example.com");
      expect((await ada.presses("Open")).text).toContain("tove@example.com");
      await loses(story, tove.id);
      const form = await ada.types("role delete seasonal");
      expect(form.title).toBe("Delete a role");
      // Somebody gets it while the form is open, and loses it again.
      await gives(story, tove.id, "Seasonal");
      expect((await asks(ada, {})).text).toContain("It is held by tove@example.com.");
      await loses(story, tove.id);
      await ada.types("role delete seasonal");
      expect((await asks(ada, {})).text).toContain("sent for approval to");
      // And while it waits.
      await gives(story, tove.id, "Seasonal");
      expect((await approves(grace, "delete the role Seasonal")).text).toContain("It is held by tove@example.com.");
      await loses(story, tove.id);
      // Nothing was done with the code, so it is still good.
      expect((await approves(grace, "delete the role Seasonal", code)).text).toContain("Approved and done.");
      expect((await ada.types("roles")).text).not.toContain("Seasonal");
      expect((await ada.types("role seasonal")).text).toContain("There is no role “seasonal”.");
      expect((await ada.types("invite x@example.com seasonal")).text).toContain("There is no role “seasonal”.");
      expect((await ada.types("history")).text).toContain("ada@example.com deleted the role Seasonal");
      await ada.types("role add seasonal");
      const again = await asks(ada, { purpose: "again", permissions: EVERYDAY });
      expect(field(again, "name").error).toContain("was deleted less than 90 days ago");
      story.clock.forward({ hours: 24 * 91 });
      await ada.types("role add seasonal");
      expect((await asks(ada, { purpose: "again", permissions: EVERYDAY })).text).toContain("sent for approval to");
    });

    it("that is invited to holds the role too; and what was asked for before it was deleted is refused", async () => {
      await makes("Interns");
      await invites(ada, "intern@example.com", "interns");
      await grace.finds("invite intern@example.com");
      await employs(story, "temp@example.com");
      await ada.types("give temp@example.com interns");
      await asks(ada, { access: ALL });
      await ada.types("role delete interns");
      await asks(ada, {});
      expect((await approves(grace, "delete the role Interns")).text).toContain("Approved and done.");
      expect((await approves(grace, "invite intern@example.com")).text).toContain("The role Interns was deleted.");
      expect((await approves(grace, "temp@example.com")).text).toContain("The role Interns was deleted.");
      await makes("Guests");
      const guest = await story.person("Guest");
      await invites(ada, guest.email, "guests");
      await approves(grace, `invite ${guest.email}`);
      const held = await ada.types("role delete guests");
      expect(held.text).toMatch(/guest@example\.com[\s\S]*invited, not active yet/);
      await joins(story, guest);
    });
  });

  it("two are compared: what both permit, and each alone", async () => {
    const compared = await ada.types("role compare Finance, Admin");
    expect(compared.text).toContain("Finance and Admin");
    expect(compared.text).toMatch(/Both permit[\s\S]*Transactions and settlements: see/);
    expect(compared.text).toMatch(/Only Finance permits[\s\S]*Transactions and settlements: download/);
    expect(compared.text).toMatch(/Only Admin permits[\s\S]*People: invite, manage, remove/);
    expect((await ada.types("role compare data analytics operations")).text).toMatch(/Both permit[\s\S]*nothing/);
    expect((await ada.types("role compare finance nonsense")).text).toContain("There is no role");
    await ada.types("role finance");
    const which = await ada.presses("Compare");
    expect(which.text).toContain("Compare Finance with which role?");
    expect((await ada.presses("Compare")).text).toContain("Only Finance permits");
  });

  it("shown in full, has buttons for what its reader may do", async () => {
    await makes("Shown");
    expect((await ada.types("role shown")).buttons).toEqual(["Change", "Copy", "Compare", "Delete"]);
    expect((await ada.presses("Change")).title).toBe("Change a role");
    await ada.types("role shown");
    expect((await ada.presses("Delete")).title).toBe("Delete a role");
    await makes("Lookers", { permissions: [], administration: ["People: manage"] });
    const eve = await colleague(story, "Eve", ["Lookers"]);
    expect((await eve.types("role shown")).buttons).toEqual([]);
    expect((await eve.types("roles")).buttons).not.toContain("Create a role");
    const list = await ada.types("roles");
    expect((await ada.presses("Create a role", list)).title).toBe("Create a role");
  });
});
