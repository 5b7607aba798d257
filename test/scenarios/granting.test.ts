import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Person, Story } from "../harness/story.ts";
import { ALL, becomes, colleague, comesRound, gives, SOME } from "./staff.ts";

describe.each(stories)("roles of members, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;
  let people = 0;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind, { MERCHANT_ACCOUNTS: "Berlin, Lima, Osaka" }));
  });
  afterAll(() => story.close());
  afterEach(() => story.clock.forward({ hours: 25 }));

  const newColleague = (roles: string[] = ["Finance"]) => colleague(story, `Member${++people}`, roles);
  const confirms = async (person: Person) => person.submits({ code: await person.code() });
  /** Approves what was asked for about this member; what was asked for about others is on the screen too. */
  const askedOf = (person: Person, { email }: { email: string }) =>
    becomes(person, email, ({ text, buttons }) => text.includes("You see this because") && buttons.includes("Approve"));
  const approves = async (person: Person, about: { email: string }) => {
    await person.presses("Approve", await askedOf(person, about));
    return person.submits({ code: await person.code() });
  };
  const card = async (email: string) => (await ada.types(`member ${email}`)).text;

  describe("to change them", () => {
    it("opens the form filled with what is, and asks for the difference alone", async () => {
      const linus = await newColleague(["Finance", "Operations"]);
      const form = await ada.types(`change ${linus.email}`);
      expect(form.fields.map(({ name }) => name)).toEqual(expect.arrayContaining(["roles", "access", "reason"]));
      await ada.submits({ roles: ["Operations", "Developer"] });
      expect((await confirms(ada)).text).toContain("sent for approval");
      const asked = await askedOf(grace, linus);
      expect(asked.text).toContain(`give ${linus.email} Developer instead of Finance`);
      for (const words of [
        "Takes away",
        "Finance, on all merchant accounts",
        "Gives",
        "Keeps",
        "Can do then",
        "Can't do any more",
      ])
        expect(asked.text).toContain(words);
      expect((await approves(grace, linus)).text).toContain("Approved and done.");
      const now = await card(linus.email);
      for (const role of ["Operations", "Developer"]) expect(now).toContain(`${role}, on all merchant accounts`);
      expect(now).not.toContain("Finance");
      await linus.finds("You now have in Acme Payments:");
      expect((await ada.types("history")).text).toContain(`${linus.email} now has`);
    });

    it("limits them to some accounts, and says so in history and card", async () => {
      const linus = await newColleague();
      await ada.types(`change ${linus.email}`);
      await ada.fills({ access: SOME });
      await ada.submits({ access: SOME, accounts: ["Berlin", "Osaka"] });
      await confirms(ada);
      await approves(grace, linus);
      expect(await card(linus.email)).toContain("Finance, on Berlin and Osaka");
    });

    it("asks for nothing where nothing changes", async () => {
      const linus = await newColleague();
      await ada.types(`change ${linus.email}`);
      expect((await ada.submits({})).text).toContain("This is what they have already.");
    });

    it("is out of date when what it takes away was taken meanwhile, and can be asked again", async () => {
      const linus = await newColleague(["Finance", "Operations"]);
      await ada.types(`change ${linus.email}`);
      await ada.submits({ roles: ["Developer"] });
      await confirms(ada);
      await story.db.sql(
        "DELETE FROM role_grant WHERE member_id = $1 AND role_id = (SELECT id FROM role WHERE name = 'Finance')",
        [linus.id],
      );
      expect((await approves(grace, linus)).text).toContain("What it would have changed is different now");
      const stale = await becomes(ada, `give ${linus.email} Developer instead of Finance and Operations`, ({ text }) =>
        text.includes(`${linus.email} no longer holds Finance on all merchant accounts`),
      );
      expect(stale.buttons).toContain("Ask again");
      expect((await ada.presses("Ask again", stale)).title).toContain("Change roles");
      expect(await card(linus.email)).toContain("Operations, on all merchant accounts");
    });

    it("of somebody whose roles differ shows each, with a button for it", async () => {
      const linus = await newColleague();
      await gives(story, linus.id, "Operations", ["Berlin"]);
      const shown = await ada.types(`change ${linus.email}`);
      expect(shown.text).toContain("Operations, on Berlin");
      expect(shown.buttons).toContain("Change");
      const form = await ada.presses("Change");
      expect(form.text).toContain("to have the role Finance?");
      expect(form.buttons).toContain("Take away");
      await ada.presses("Take away");
      await ada.submits({});
      await confirms(ada);
      await approves(grace, linus);
      const now = await card(linus.email);
      expect([now.includes("Finance,"), now.includes("Operations, on Berlin")]).toEqual([false, true]);
    });

    it("is for who could give and take these roles on these accounts", async () => {
      const local = await newColleague([]);
      await gives(story, local.id, "Admin", ["Berlin"]);
      const linus = await newColleague(["Finance"]);
      await local.types(`change ${linus.email}`);
      expect((await local.submits({ access: SOME, accounts: ["Berlin"] })).text).toContain(
        "You can't give the role Finance",
      );
      expect((await linus.types(`change ${ada.email}`)).text).toContain("You need the permission to manage members");
    });
  });

  describe("to give them for a time", () => {
    it("reads what is typed, and takes the role back on time", async () => {
      const linus = await newColleague();
      const form = await ada.types(`give ${linus.email} operations for 8 hours`);
      expect(form.text).toContain(`Which roles should ${linus.email} get`);
      await ada.submits({ access: ALL });
      await confirms(ada);
      expect((await askedOf(grace, linus)).text).toContain("for 8 hours from when it is approved");
      await approves(grace, linus);
      expect(await card(linus.email)).toContain("Operations, on all merchant accounts, until");
      story.clock.forward({ hours: 8, minutes: 1 });
      expect(await card(linus.email)).not.toContain("Operations");
      await comesRound(story);
      await linus.finds("Your role Operations on all merchant accounts has ended");
      await ada.finds(`The role Operations of ${linus.email} on all merchant accounts has ended`);
      expect((await ada.types("history")).text).toContain(`The role of ${linus.email} ended`);
    });

    it("the end of one takes nothing from another of the same role", async () => {
      const linus = await newColleague(["Operations"]);
      await ada.types(`give ${linus.email} operations for 1 hour`);
      await ada.submits({ access: ALL });
      await confirms(ada);
      await approves(grace, linus);
      story.clock.forward({ hours: 2 });
      await comesRound(story);
      expect(await card(linus.email)).toContain("Operations, on all merchant accounts");
    });

    it("tells them a day before", async () => {
      const linus = await newColleague();
      await ada.types(`give ${linus.email} operations for 3 days`);
      await ada.submits({ access: ALL });
      await confirms(ada);
      await approves(grace, linus);
      story.clock.forward({ hours: 47 });
      await comesRound(story);
      story.clock.forward({ hours: 2 });
      await comesRound(story);
      const told = await linus.finds("Your role Operations on all merchant accounts ends");
      expect(told.buttons).toContain("Renew");
      await ada.finds(`The role Operations of ${linus.email} on all merchant accounts ends`);
      expect((await linus.presses("Renew", told)).title).toContain("Ask for a role");
    });

    it("refuses an end that is over", async () => {
      const linus = await newColleague();
      await ada.types(`give ${linus.email} operations until 2020-01-01`);
      expect((await ada.submits({ access: ALL })).text).toContain("This end is already over");
    });
  });

  describe("to ask for one oneself", () => {
    it("needs no right of one's own: who approves must be able to give it", async () => {
      const linus = await newColleague(["Finance"]);
      const form = await linus.types("ask operations on berlin for 8 hours");
      expect(form.text).toContain("Which role do you need?");
      await linus.submits({});
      expect((await confirms(linus)).text).toContain("sent for approval");
      await approves(grace, linus);
      expect(await card(linus.email)).toContain("Operations, on Berlin, until");
    });

    it("an approver who could not give it can't approve it", async () => {
      const linus = await newColleague(["Finance"]);
      await linus.types("ask admin");
      await linus.submits({ access: ALL });
      await confirms(linus);
      const asked = await askedOf(grace, linus);
      expect(asked.text).toContain(`give ${linus.email} Admin`);
    });
  });
});
