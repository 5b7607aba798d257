import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { insertGroup } from "../fixtures/rows.ts";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Seen, Values } from "../harness/driver.ts";
import type { Person, Story } from "../harness/story.ts";
import { becomes, comesRound, employs, gives, idsOf, loses, SOME } from "./staff.ts";

describe.each(stories)("groups of merchant accounts, on $platform with $kind", ({ platform, kind }) => {
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
    await story.db.sql("DELETE FROM role_grant_group");
    await story.db.sql("DELETE FROM account_group_member");
    await story.db.sql("DELETE FROM account_group");
  });

  /** Ada fills the form that is in front of her, and types the code; Grace approves. What Grace read on the card. */
  async function done(values: Values, title: string): Promise<Seen> {
    const confirm = await ada.submits(values);
    expect(confirm.title).toBe("Confirm it's you");
    await ada.submits({ code: await ada.code() });
    const card = await becomes(grace, title, ({ buttons }) => buttons.includes("Approve"));
    await grace.presses("Approve", card);
    expect((await grace.submits({ code: await grace.code() })).text).toContain("Approved and done.");
    return card;
  }

  const europe = async (...names: string[]) =>
    insertGroup(story.db, {
      ...{ organizationId: story.app.organization.id, name: "Europe" },
      accounts: await idsOf(story, "merchant_account", ...names),
    });

  it("is made with accounts in it, listed and shown", async () => {
    expect((await ada.types("account groups")).text).toContain("There are no more groups");
    await ada.types("account group add Europe");
    const card = await done({ add: ["Online store"] }, "add the group of merchant accounts Europe");
    expect(card.text).toMatch(/Merchant accounts in it[\s:]*Online store/);
    const list = await ada.types("account groups");
    expect(list.text).toMatch(/Europe[\s\S]*1 merchant account/);
    const shown = await ada.types("account group europe");
    expect(shown.text).toMatch(/Group: Europe[\s\S]*Online store[\s\S]*Members with a role on the group[\s:]*nobody/);
    expect(shown.buttons).toEqual(expect.arrayContaining(["Change", "Rename", "Delete"]));
    expect((await ada.types("account Online store")).text).toMatch(/In the groups[\s:]*Europe/);
  });

  it("is given like an account, is told as what it is, and its people are found", async () => {
    await europe("Online store");
    const linus = await employs(story, "linus@example.com");
    await ada.types("give linus@example.com finance");
    const card = await done({ access: SOME, accounts: ["Group: Europe"] }, "linus@example.com");
    expect(card.text).toContain("Finance, on Group: Europe");
    expect((await ada.types("member linus@example.com")).text).toContain("Finance, on Group: Europe");
    expect((await ada.types("members online store")).text).toContain("linus@example.com");
    expect((await ada.types("members europe")).text).toContain("linus@example.com");
    expect((await ada.types("members retail stores")).text).not.toContain("linus@example.com");
    expect((await ada.types("whocan see settlements on Online store")).text).toContain("linus@example.com");
    expect((await ada.types("account Online store")).text).toContain("linus@example.com");
    await loses(story, linus);
  });

  it("reaches an account that comes into it, and who gains and loses is told to who approves", async () => {
    const [group, linus] = [await europe("Online store"), await employs(story, "gain@example.com")];
    await gives(story, linus, "Operations", [], [group]);
    await ada.types("account group change Europe");
    const card = await done(
      { add: ["Retail stores"], remove: ["Online store"] },
      "change which merchant accounts are in the group Europe",
    );
    expect(card.text).toMatch(/Comes in[\s:]*Retail stores[\s\S]*Who gets what comes in[^\n]*[\s:]*gain@example\.com/);
    expect(card.text).toMatch(/Goes out[\s:]*Online store[\s\S]*Who loses what goes out[^\n]*[\s:]*gain@example\.com/);
    expect((await ada.types("members retail stores")).text).toContain("gain@example.com");
    expect((await ada.types("members online store")).text).not.toContain("gain@example.com");
    await ada.types("account add Paris");
    const added = await done({ groups: ["Europe"] }, "add the merchant account Paris");
    expect(added.text).toMatch(/or on these groups[\s:]*ada@example\.com, gain@example\.com,? and grace@example\.com/);
    expect((await ada.types("account Paris")).text).toMatch(/In the groups[\s:]*Europe/);
    expect((await ada.types("history")).text).toContain("Which merchant accounts are in the group Europe was changed");
    await loses(story, linus);
  });

  it("is renamed, and only deleted when nobody holds a role on it", async () => {
    const [group, linus] = [await europe("Online store"), await employs(story, "held@example.com")];
    await ada.types("account group rename Europe to EMEA");
    await done({}, "rename the group Europe to EMEA");
    await gives(story, linus, "Operations", [], [group]);
    const held = await ada.types("account group delete EMEA");
    expect(held.text).toContain("EMEA is in use");
    expect((await ada.presses("Open", held)).text).toContain("Operations, on Group: EMEA");
    await loses(story, linus);
    await ada.types("account group delete EMEA");
    await done({}, "delete the group of merchant accounts EMEA");
    expect((await ada.types("account group EMEA")).text).toContain("There is no group of merchant accounts “EMEA”");
  });

  it("refuses a name that is taken, and a form in which nothing changes", async () => {
    await europe("Online store");
    await ada.types("account group add europe");
    expect((await ada.submits({})).text).toContain("There is a group of merchant accounts called europe already.");
    await ada.types("account group add Online store");
    expect((await ada.submits({})).text).toContain("There is an open merchant account called Online store already.");
    await ada.types("account add Europe");
    expect((await ada.submits({})).text).toContain("There is a group of merchant accounts called Europe already.");
    await ada.types("account group change Europe");
    expect((await ada.submits({})).text).not.toContain("Confirm it's you");
  });
});
