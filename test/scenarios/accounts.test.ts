import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { insertAccounts } from "../fixtures/rows.ts";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Seen, Values } from "../harness/driver.ts";
import type { Person, Story } from "../harness/story.ts";
import { becomes, colleague, comesRound, employs, field, gives, idsOf, loses, SOME } from "./staff.ts";

describe.each(stories)("merchant accounts, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind));
  });
  afterAll(async () => {
    await ada.settles();
    await story.close();
  });
  // Requests and codes are limited by the day, and what is open would stand in the way of the next.
  afterEach(async () => {
    story.clock.forward({ hours: 80 });
    await comesRound(story);
  });

  const accounts = async () =>
    (await story.db.sql("SELECT name FROM merchant_account WHERE closed_at IS NULL ORDER BY name")).map(
      ({ name }) => name,
    );
  const stateOf = async () =>
    (await story.db.sql("SELECT state FROM change_request ORDER BY number DESC LIMIT 1"))[0]?.state;

  /** Ada fills the form that is in front of her, and types the code. */
  async function sends(values: Values = {}, by = ada): Promise<Seen> {
    const confirm = await by.submits(values);
    expect(confirm.title).toBe("Confirm it's you");
    return by.submits({ code: await by.code() });
  }

  async function asks(words: string, values: Values = {}): Promise<Seen> {
    await ada.types(words);
    return sends(values);
  }

  /** Grace finds the card with these words, and approves; what she read on the card, and what she is told then. */
  async function approves(words: string): Promise<{ card: Seen; said: Seen }> {
    const card = await becomes(grace, words, ({ buttons }) => buttons.includes("Approve"));
    await grace.presses("Approve", card);
    return { card, said: await grace.submits({ code: await grace.code() }) };
  }

  async function done(words: string, values: Values, title: string): Promise<Seen> {
    await asks(words, values);
    const { card, said } = await approves(title);
    expect(said.text).toContain("Approved and done.");
    return card;
  }

  describe("seeing them", () => {
    it("lists them by name, and shows one: whether it is open, and who reaches it by name", async () => {
      const linus = await employs(story, "linus@example.com");
      await gives(story, linus, "Finance", ["Retail stores"]);
      const list = await ada.types("accounts");
      expect(list.text).toMatch(/Merchant accounts[\s\S]*Online store[\s\S]*Retail stores/);
      expect((await ada.presses("Add a merchant account", list)).title).toBe("Add merchant account");
      const shown = await ada.types("account retail STORES");
      expect(shown.text).toMatch(/State[\s:]*open/);
      expect(shown.text).toContain("linus@example.com");
      expect(shown.text).toMatch(/on all merchant accounts[\s:]*ada@example\.com and grace@example\.com/);
      expect(shown.buttons).toEqual(expect.arrayContaining(["Rename", "Close", "Open"]));
      expect((await ada.presses("Open", shown)).text).toContain("Finance, on Retail stores");
      await loses(story, linus);
    });

    it("only those on which one may see accounts, and who reaches them only for who manages people", async () => {
      await story.db.sql(
        `INSERT INTO role SELECT gen_random_uuid(), id, 'Reader', 'reads', false, '{account:read}', 9 FROM organization`,
      );
      const rita = await colleague(story, "Rita");
      await gives(story, rita.id, "Reader", ["Online store"]);
      const list = await rita.types("accounts");
      expect(list.text).toContain("Online store");
      expect(list.text).not.toContain("Retail stores");
      expect(list.buttons).not.toContain("Add a merchant account");
      const shown = await rita.types("account online store");
      expect(shown.text).toContain("Online store");
      expect(shown.buttons).toEqual([]);
      expect(shown.text).not.toContain("@example.com");
      expect((await rita.types("account retail stores")).text).toContain(
        "There is no merchant account “retail stores” here for you.",
      );
      const help = await rita.types("help");
      expect(help.text).toContain("The merchant accounts that you can see.");
      expect(help.text).not.toContain("Give a merchant account another name.");
      expect((await rita.types("account add Kiosk")).text).toContain(
        "You need the permission to manage merchant accounts",
      );
    });

    it("is not for who may not see accounts", async () => {
      const otto = await colleague(story, "Otto", ["Developer"]);
      for (const words of ["accounts", "account Online store"])
        expect((await otto.types(words)).text).toContain("You need the permission to see accounts for this.");
    });
  });

  describe("adding one", () => {
    it("the approver reads who gets it; then it is there, for everybody who has all of them", async () => {
      const form = await ada.types("account add  Café & <Kiosk> ");
      expect(form.title).toBe("Add merchant account");
      expect(field(form, "name").value).toBe("Café & <Kiosk>");
      expect(form.text).toContain("have it on the new one too");
      const asked = await sends({ reason: "We open in May" });
      expect(asked.text).toContain("sent for approval to grace@example.com");
      expect(await accounts()).toEqual(["Online store", "Retail stores"]);
      const { card, said } = await approves("add the merchant account Café & <Kiosk>");
      expect(card.text).toMatch(/Who gets it[\s\S]*ada@example\.com, grace@example\.com, and otto@example\.com/);
      expect(card.text).toContain("We open in May");
      expect(said.text).toContain("Approved and done.");
      expect(await accounts()).toEqual(["Café & <Kiosk>", "Online store", "Retail stores"]);
      expect((await ada.types("history")).text).toContain("The merchant account Café & <Kiosk> was added");
    });

    it("is refused for a name that an open one has, whatever the case, and for one that is too long or empty", async () => {
      await ada.types("account add");
      const taken = await ada.submits({ name: "online \u200bSTORE" });
      expect(field(taken, "name").error).toContain("There is an open merchant account called online STORE already.");
      expect(field(taken, "name").value).toContain("STORE");
      const invisible = await ada.submits({ name: "\u200b\u2060" });
      expect(field(invisible, "name").error).toMatch(/fill this in|required/);
      expect(await stateOf()).toBe("applied");
    });

    it("is out of date where another one has got the name meanwhile", async () => {
      await asks("account add Pop-up");
      await insertAccounts(story.db, { organizationId: story.app.organization.id, names: ["POP-UP"] });
      const { said } = await approves("add the merchant account Pop-up");
      expect([said.text, await stateOf()]).toEqual([expect.stringContaining("is different now"), "stale"]);
      const stale = await becomes(
        ada,
        "add the merchant account Pop-up",
        ({ text, buttons }) =>
          text.includes("There is an open merchant account called Pop-up already") && buttons.includes("Ask again"),
      );
      const again = await ada.presses("Ask again", stale);
      expect(field(again, "name").value).toBe("Pop-up");
      await story.db.sql("DELETE FROM merchant_account WHERE name = 'POP-UP'");
    });
  });

  describe("renaming one", () => {
    it("the card tells both names; cards and the history have the new one then", async () => {
      await ada.types("invite edsger@example.com operations");
      await sends({ access: SOME, accounts: ["Café & <Kiosk>"] });
      await grace.finds("invite edsger@example.com as Operations for Café & <Kiosk>");
      const form = await ada.types("account rename café & <kiosk> to Kiosk");
      expect([field(form, "account").value].flat()).toEqual(await idsOf(story, "merchant_account", "Café & <Kiosk>"));
      expect(field(form, "name").value).toBe("Kiosk");
      await sends();
      const { card, said } = await approves("rename the merchant account Café & <Kiosk> to Kiosk");
      expect(card.text).toMatch(/Name now[\s:]*Café & <Kiosk>[\s\S]*New name[\s:]*Kiosk/);
      expect(said.text).toContain("Approved and done.");
      expect(await accounts()).toEqual(["Kiosk", "Online store", "Retail stores"]);
      await becomes(grace, "invite edsger@example.com as Operations for", ({ text }) => text.includes("for Kiosk"));
      expect((await ada.types("history")).text).toContain("A merchant account was renamed, and is called Kiosk now");
    });

    it("from the button of its card; the name that it has, and one that is taken, are refused at the field", async () => {
      const shown = await ada.types("account Kiosk");
      const form = await ada.presses("Rename", shown);
      expect(form.title).toBe("Rename merchant account");
      const same = await ada.submits({ name: "Kiosk" });
      expect(field(same, "name").error).toContain("This is the name that it has.");
      const taken = await ada.submits({ name: "ONLINE STORE" });
      expect(field(taken, "name").error).toContain("There is an open merchant account called ONLINE STORE already.");
      // Only its case is another one.
      expect((await ada.submits({ name: "KIOSK" })).title).toBe("Confirm it's you");
      await ada.code();
    });

    it("says at the field which account there isn't, and what was probably meant", async () => {
      const form = await ada.types("account rename Kiosc");
      expect(form.text).toContain("There is no merchant account “Kiosc” here for you. Did you mean Kiosk?");
    });

    it("is out of date once it was renamed or closed", async () => {
      await asks("account close Kiosk");
      await asks("account rename Kiosk to Stand");
      await approves("close the merchant account Kiosk");
      const { said } = await approves("rename the merchant account Kiosk to Stand");
      expect([said.text, await stateOf()]).toEqual([expect.stringContaining("is different now"), "stale"]);
      await becomes(ada, "rename the merchant account Kiosk to Stand", ({ text }) => text.includes("Kiosk is closed."));
      await done("account reopen Kiosk", {}, "open the merchant account Kiosk again");
    });
  });

  describe("closing one", () => {
    it("the card tells whom and what it touches; nobody loses a role, and nothing new is given on it", async () => {
      const [vera, wim] = [await employs(story, "vera@example.com"), await employs(story, "wim@example.com")];
      await gives(story, vera, "Finance", ["Kiosk"]);
      await gives(story, wim, "Finance", ["Kiosk", "Online store"]);
      await ada.types("invite hedy@example.com operations");
      const invited = await sends({ access: SOME, accounts: ["Kiosk"] });
      const number = /Request (\d+)/.exec(invited.text)?.[1];
      const card = await done("account close Kiosk", { reason: "Sold" }, "close the merchant account Kiosk");
      expect(card.text).toMatch(/Members with a role that names it[\s:]*vera@example\.com and wim@example\.com/);
      expect(card.text).toMatch(/Left with closed accounts only[\s:]*vera@example\.com\. Such a role is kept/);
      expect(card.text).toMatch(new RegExp(`Open requests that name it[^]*${number}`));
      expect(card.text).toContain("Nobody loses a role.");
      expect((await ada.types("member vera@example.com")).text).toContain("Finance, on Kiosk (closed)");
      expect((await ada.types("accounts")).text).toMatch(/Kiosk[\s\S]*closed/);
      expect((await ada.types("history")).text).toContain("The merchant account Kiosk was closed");
      await becomes(grace, "invite hedy@example.com as Operations for", ({ text }) => text.includes("Kiosk (closed)"));
      const { said } = await approves("invite hedy@example.com as Operations for Kiosk (closed)");
      expect(said.text).toContain("The merchant account Kiosk is closed, so no role can be given on it.");
      expect(await stateOf()).not.toBe("stale");
      expect(await story.db.sql("SELECT FROM member WHERE email = 'hedy@example.com'")).toEqual([]);
    });

    it("it is offered for nothing new, and what names it all the same is refused", async () => {
      const form = await ada.types("invite new.person@example.com operations");
      await ada.fills({ access: SOME });
      const offered = (await ada.looksAgain())?.text ?? "";
      expect(form.text + offered).not.toContain("Kiosk");
      expect((await ada.types("account close Kiosk")).text).toContain(
        "There is no merchant account “Kiosk” here for you.",
      );
    });

    it("a role that names it can be changed and keeps it, and no other role is given on it", async () => {
      const member = await ada.types("member wim@example.com");
      expect(member.text).toContain("Finance, on Kiosk (closed) and Online store");
      const given = await ada.types("give vera@example.com operations");
      expect(given.text).not.toContain("Kiosk");
      const asked = await ada.types("ask finance on Kiosk");
      expect(asked.text).toMatch(/“Kiosk”/);
    });

    it("its name is free for another one, and then it can't be opened again", async () => {
      await done("account add kiosk", {}, "add the merchant account kiosk");
      const form = await ada.types("account reopen Kiosk");
      const taken = await ada.submits({});
      expect(field(taken, "account").error ?? taken.text).toContain(
        "There is an open merchant account called Kiosk already.",
      );
      expect(form.title).toBe("Reopen merchant account");
      await done("account rename kiosk to Stand", {}, "rename the merchant account kiosk to Stand");
    });

    it("is opened again, and given on again", async () => {
      const shown = await ada.types("account Kiosk");
      expect(shown.buttons).toContain("Open again");
      expect(shown.text).toMatch(/closed on/);
      await done("account reopen Kiosk", {}, "open the merchant account Kiosk again");
      expect(await accounts()).toContain("Kiosk");
      expect((await ada.types("history")).text).toContain("The merchant account Kiosk was opened again");
      expect((await ada.types("member vera@example.com")).text).not.toContain("(closed)");
      expect((await ada.types("account reopen")).text).toContain(
        "None of the merchant accounts that you can manage is closed.",
      );
    });

    it("one that was closed while a form was open is refused there", async () => {
      await ada.types("invite new.person@example.com operations");
      await ada.fills({ access: SOME });
      await story.db.sql("UPDATE merchant_account SET closed_at = now() WHERE name = 'Stand'");
      const refused = await ada.submits({ accounts: ["Stand"] });
      expect(refused.text).toContain("The merchant account Stand is closed");
      expect((await ada.submits({ accounts: ["Online store"] })).title).toBe("Confirm it's you");
      await story.db.sql("UPDATE merchant_account SET closed_at = NULL WHERE name = 'Stand'");
      await ada.code();
    });
  });

  describe("where there are many", () => {
    it("they are found by typing, and listed ten at a time", async () => {
      const names = Array.from({ length: 40 }, (_, at) => `Branch ${String(at).padStart(2, "0")}`);
      await insertAccounts(story.db, { organizationId: story.app.organization.id, names });
      const first = await ada.types("accounts");
      expect(first.text).toContain("Branch 09");
      expect(first.text).not.toContain("Branch 10");
      expect((await ada.presses("Next page", first)).text).toContain("Branch 10");
      await ada.types("account close");
      expect(await ada.searches("account", "branch 2")).toEqual(names.slice(20, 30));
      expect((await ada.submits({ account: "Branch 21" })).title).toBe("Confirm it's you");
      await ada.code();
      const named = await ada.types("account rename Branch 33");
      expect(field(named, "account").options).toEqual(["Branch 33"]);
    });
  });
});
