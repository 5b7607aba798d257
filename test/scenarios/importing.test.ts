import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Person, Story } from "../harness/story.ts";
import { becomes, colleague } from "./staff.ts";

describe.each(stories)("an import of people, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind, { MERCHANT_ACCOUNTS: "Berlin, Lima" }));
  });
  afterAll(() => story.close());
  afterEach(() => story.clock.forward({ hours: 25 }));

  const file = (rows: string[], head = "email;name;roles;accounts;until") => [head, ...rows].join("\r\n");

  it("is checked, asked for, approved and carried out, and everybody is told", async () => {
    const linus = await colleague(story, "Linus", ["Operations"]);
    const rows = [
      "new@example.com;Noor;finance;Berlin|Lima;",
      "two@example.com;;Finance, developer;all;",
      `${linus.email};;finance;Berlin;`,
      `${grace.email};;admin;all;`,
      "three@example.com;;fynance;all;",
      "four@;;finance;all;",
    ];
    await ada.types("import");
    const draft = await ada.submitsFile("CSV file", "people.csv", file(rows));
    for (const words of [
      "Import of people.csv",
      "Nothing is changed until it is approved",
      "Will be invited",
      "2 people",
      "Get more roles",
      "Have everything already",
      "2 rows",
      "Line 6: three@example.com",
      "there is no role “fynance”; did you mean Finance?",
      "Line 7: four@",
    ])
      expect(draft.text).toContain(words);
    expect(draft.buttons).toEqual(expect.arrayContaining(["Ask for approval", "Rows", "Send me the list", "Discard"]));
    await ada.presses("Rows", draft);
    await ada.presses("Back to the file");
    const sent = await ada.presses("Send me the list");
    expect(sent.text).toContain("The list is on its way to ada@example.com.");
    const list = (await story.mailbox.filesFor(ada.email)).get("people-checked.csv");
    expect(list).toContain('"6","three@example.com",,"Left out: there is no role “fynance”; did you mean Finance?"');
    await ada.presses("Ask for approval", sent);
    await ada.submits({ reason: "The new team" });
    expect((await ada.submits({ code: await ada.code() })).text).toContain("sent for approval");
    const asked = await becomes(grace, "import 3 people from people.csv", ({ buttons }) => buttons.includes("Approve"));
    expect(asked.text).toContain("Finance: 3 people");
    expect(asked.buttons).toContain("Send me the list");
    const shown = await grace.presses("Rows", asked);
    expect(shown.text).toContain("Noor (new@example.com)");
    expect(shown.text).toContain("Will be invited as Finance for Berlin and Lima");
    await grace.presses("Back to the request", shown);
    await grace.presses(
      "Approve",
      await becomes(grace, "import 3 people", ({ buttons }) => buttons.includes("Approve")),
    );
    expect((await grace.submits({ code: await grace.code() })).text).toContain("being carried out");
    await becomes(ada, "import 3 people", ({ text }) => text.includes("Done for 3 people."));
    await linus.finds("You now have in Acme Payments:");
    const link = await story.mailbox.linkFor("new@example.com");
    expect(await story.activates("new@example.com", link)).toContain("new@example.com");
    for (const { email } of [grace, ada])
      expect((await story.mailbox.filesFor(email)).get("people-checked.csv")).toContain(
        '"2","new@example.com","Noor","Was invited as Finance for Berlin and Lima"',
      );
    expect((await ada.types("history")).text).toContain("import 3 people from people.csv");
  });

  it("may be sent as a file, is found again, sent as a list and discarded", async () => {
    const draft = await ada.sendsFile("more.csv", "", "email,roles,accounts\nfive@example.com,=finance,all");
    expect(draft.text).toContain("There is nothing to do in this file");
    expect(draft.buttons).not.toContain("Ask for approval");
    expect((await ada.types("import rows")).text).toContain("Line 2: five@example.com");
    await ada.sendsFile("more.csv", "import", "email,roles,accounts\nfive@example.com,finance,all");
    const form = await ada.types("import ask");
    expect(form.text).toContain("more.csv, 1 person");
    await ada.types("import discard");
    expect((await ada.submits({})).text).toContain("more.csv is forgotten");
    expect((await ada.types("import ask")).text).toContain("There is no such file");
  });

  it("with an unknown column is refused, and says which there are", async () => {
    await ada.types("import");
    const said = await ada.submitsFile("CSV file", "people.csv", file(["a@example.com;1"], "email;salary"));
    expect(said.text).toContain("There is no column “salary”, so nothing was read.");
    expect(said.text).toContain("email, name, roles, accounts, and until");
  });
});
