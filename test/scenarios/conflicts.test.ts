import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { insertRule } from "../fixtures/rows.ts";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Seen, Values } from "../harness/driver.ts";
import type { Person, Story } from "../harness/story.ts";
import { ALL, becomes, colleague, comesRound, employs, field, gives, idsOf, loses } from "./staff.ts";

const RULE = "The role Finance and the permission to approve requests";
const RULE_WITHIN = "the role Finance and the permission to approve requests";

describe.each(stories)("what must not meet in one person, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind));
  });
  afterAll(() => story.close());
  // Requests and codes are limited by the day, and what is open would stand in the way of the next.
  afterEach(async () => {
    story.clock.forward({ hours: 80 });
    await comesRound(story);
    await story.db.sql("DELETE FROM conflict_rule");
  });

  const rules = () => story.db.sql("SELECT reason FROM conflict_rule");

  /** Fills in the form that is in front of somebody and types the code. */
  async function asks(person: Person, values: Values = {}): Promise<Seen> {
    const form = await person.submits(values);
    if (form.title !== "Confirm it's you") return form;
    return person.submits({ code: await person.code() });
  }

  const isOpen = ({ buttons }: Seen) => buttons.includes("Approve");
  /** What was read on the card, and what is said once it is approved. */
  async function approves(words: string): Promise<{ card: Seen; said: Seen }> {
    const card = await becomes(grace, words, isOpen);
    await grace.presses("Approve", card);
    return { card, said: await grace.submits({ code: await grace.code() }) };
  }

  const sets = async () =>
    insertRule(story.db, {
      ...{ organizationId: story.app.organization.id },
      sides: [(await idsOf(story, "role", "Finance"))[0] ?? "", "request:approve"],
    });

  it("is set by a change of its own, with who stands against it on the card, and listed", async () => {
    const otto = await employs(story, "otto@example.com", ["Finance", "Admin"]);
    const empty = await ada.types("conflicts");
    expect(empty.text).toContain("What must not meet in one person");
    expect(empty.text).toContain("There is no such rule.");
    const form = await ada.presses("Set a rule", empty);
    expect(form.text).toContain("such as paying and approving payments");
    expect(await ada.searches("first", "fin")).toContain("Finance");
    expect(await ada.searches("second", "approve")).toEqual(["Requests: approve"]);
    const asked = await asks(ada, { first: "Finance", second: "Requests: approve", reason: "The auditors want it" });
    expect(asked.text).toContain("sent for approval to grace@example.com");
    const { card, said } = await approves(`set the rule that ${RULE_WITHIN} must not meet`);
    expect(card.text).toMatch(/Who has both today[\s:]*otto@example\.com/);
    expect(card.text).toContain("Nobody loses anything.");
    expect(said.text).toContain("Approved and done.");
    expect(await rules()).toEqual([{ reason: "The auditors want it" }]);
    expect((await ada.types("history")).text).toContain(
      `ada@example.com set the rule that ${RULE_WITHIN} must not meet`,
    );

    const list = await ada.types("conflicts");
    expect(list.text).toContain(RULE);
    expect(list.text).toContain("Has both: otto@example.com");
    const shown = await ada.presses("Open", list);
    expect(shown.text).toContain("The auditors want it");
    expect(shown.text).toContain("On all merchant accounts");
    const member = await ada.presses("Open", shown);
    expect(member.text).toContain(`Has both ${RULE_WITHIN} on all merchant accounts.`);
    await loses(story, otto);
    expect((await ada.types("conflicts")).text).toContain("Nobody has both.");
    expect((await ada.types("roles")).buttons).toContain("What must not meet");
  });

  it("understands what is typed, and says at the field what it does not understand", async () => {
    const filled = await ada.types("conflict add finance, approve requests");
    expect(filled.text).toContain("Set a rule");
    expect(field(filled, "first").options).toEqual(["Finance"]);
    expect(field(filled, "second").options).toEqual(["Requests: approve"]);
    const wrong = await ada.types("conflict add Fnance, approve requests");
    expect(wrong.text).toContain("There is no role and no permission “Fnance”. Did you mean Finance?");
    await ada.types("conflict add finance, finance");
    expect(field(await asks(ada), "second").error).toContain("Please choose two that are different.");
    await sets();
    await ada.types("conflict add approve requests, finance");
    expect(field(await asks(ada), "second").error).toContain("There is such a rule already.");
    expect((await ada.types("conflict finance, approve requests")).text).toContain(RULE);
    expect((await ada.types("conflict finance, operations")).text).toContain("There is no such rule.");
  });

  it("refuses what would bring both together, and says where and what to do", async () => {
    await sets();
    const linus = await employs(story, "linus@example.com");
    await gives(story, linus, "Admin", ["Online store"]);
    const form = await ada.types("give linus@example.com finance");
    expect(form.title).toBe("Give a role");
    const refused = await asks(ada, { access: ALL });
    expect(refused.text).toContain(
      `linus@example.com would have both ${RULE_WITHIN} on Online store. These must not meet in one person on the same merchant account. Choose another role or other merchant accounts`,
    );
    const narrower = await asks(ada, { access: "Some merchant accounts", accounts: ["Retail stores"] });
    expect(narrower.text).toContain("sent for approval to grace@example.com");
    expect((await approves("linus@example.com")).said.text).toContain("Approved and done.");
  });

  it("refuses what was asked for before the rule came, when it is approved", async () => {
    const edsger = await employs(story, "edsger@example.com", ["Finance"]);
    await ada.types("give edsger@example.com admin");
    expect((await asks(ada, { access: ALL })).text).toContain("sent for approval to");
    await sets();
    const { said } = await approves("edsger@example.com");
    expect(said.text).toContain(`edsger@example.com would have both ${RULE_WITHIN} on all merchant accounts.`);
    await loses(story, edsger);
  });

  it("is deleted by a change too, from its card or typed", async () => {
    await sets();
    const shown = await ada.types("conflict finance, approve requests");
    const form = await ada.presses("Delete", shown);
    expect(form.text).toContain(`Once the rule is deleted, somebody can be given both ${RULE_WITHIN}.`);
    expect((await asks(ada, { reason: "No longer needed" })).text).toContain("sent for approval to");
    const { card, said } = await approves(`delete the rule that ${RULE_WITHIN} must not meet`);
    expect(card.text).toContain("From then on, one person can be given both.");
    expect(said.text).toContain("Approved and done.");
    expect(await rules()).toEqual([]);

    await sets();
    const typed = await ada.types("conflict delete approve requests, finance");
    expect(typed.title).toBe("Delete a rule");
    const choose = await ada.types("conflict delete");
    expect(choose.text).toContain("Which rule?");
    expect((await ada.presses("Choose", choose)).title).toBe("Delete a rule");
  });

  it("is for those who manage members, and changed by those who manage the policy", async () => {
    const hedy = await colleague(story, "Hedy", ["Finance"]);
    for (const words of ["conflicts", "conflict finance, operations"])
      expect((await hedy.types(words)).text).toContain("You need the permission to manage members for this.");
    for (const words of ["conflict add", "conflict delete"])
      expect((await hedy.types(words)).text).toContain("You need the permission to manage the policy for this.");
    expect((await hedy.types("roles")).buttons).not.toContain("What must not meet");
  });
});
