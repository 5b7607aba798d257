import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { insertAccounts, insertRoles } from "../fixtures/rows.ts";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Seen } from "../harness/driver.ts";
import type { Person, Story } from "../harness/story.ts";
import { ALL, becomes, colleague, field, gives, loses, memberId, SOME } from "./staff.ts";

const numbered = (what: string, count: number, digits: number) =>
  Array.from({ length: count }, (_, at) => `${what} ${String(at).padStart(digits, "0")}`);
const BRANCHES = numbered("Branch", 5_000, 4);
const TEAMS = numbered("Team", 300, 3);

describe.each(stories)("choosing among thousands, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let grace: Person;

  beforeAll(async () => {
    ({ story, ada, grace } = await withApprover(platform, kind));
    const organizationId = story.app.organization.id;
    await insertAccounts(story.db, { organizationId, names: BRANCHES });
    await insertRoles(story.db, { organizationId, names: TEAMS });
  });
  afterAll(() => story.close());
  // Requests and codes are limited by the day.
  afterEach(() => story.clock.forward({ hours: 80 }));

  it("what is found by typing is chosen, outlives an error elsewhere, and is what is approved and given", async () => {
    await ada.types("invite");
    expect(await ada.searches("roles", "fin")).toEqual(["Finance"]);
    expect(await ada.searches("roles", "TEAM 12")).toEqual(TEAMS.slice(120, 130));
    const chosen = { roles: ["Finance", "Team 123"], accounts: ["Branch 0491", "Branch 0498"] };
    await ada.fills({ email: grace.email, roles: chosen.roles, access: SOME, reason: "New branches" });
    expect(await ada.searches("accounts", "branch 049")).toEqual(BRANCHES.slice(490, 500));
    expect(await ada.searches("accounts", "nowhere")).toEqual([]);
    expect(await ada.searches("accounts", "%")).toEqual([]);

    const wrong = await ada.submits({ accounts: chosen.accounts });
    expect(field(wrong, "email").error).toContain("is already a member.");
    expect(field(wrong, "roles").options).toEqual(chosen.roles);
    expect(field(wrong, "accounts").options).toEqual(chosen.accounts);
    expect(field(wrong, "reason").value).toBe("New branches");

    const confirm = await ada.submits({ email: "linus@example.com" });
    expect(confirm.title).toBe("Confirm it's you");
    const asked = await ada.submits({ code: await ada.code() });
    expect(asked.text).toContain("sent for approval to");
    const card = await grace.finds("invite linus@example.com");
    for (const name of [...chosen.roles, ...chosen.accounts]) expect(card.text).toContain(name);
    await grace.presses("Approve");
    expect((await grace.submits({ code: await grace.code() })).text).toContain("Approved and done.");
    expect(await given("linus@example.com")).toEqual(
      chosen.roles.flatMap((role) => chosen.accounts.map((account) => `${role} on ${account}`)),
    );
  });

  it("more can be found and chosen after an error, and as many as fifty accounts are all on the card", async () => {
    await ada.types("invite hedy@example.com finance");
    const none = await ada.submits({ access: SOME, accounts: [] });
    expect(field(none, "accounts").error).toMatch(/choose at least one|required/);
    const names: string[] = [];
    for (const ten of [0, 1, 2, 3, 4]) names.push(...(await ada.searches("accounts", `branch 10${ten}`)));
    expect(names).toEqual(BRANCHES.slice(1_000, 1_050));
    await ada.submits({ access: SOME, accounts: names });
    await ada.submits({ code: await ada.code() });
    const card = await grace.finds("invite hedy@example.com");
    for (const name of names) expect(card.text).toContain(name);
  });

  it("a role that is typed behind the command is chosen, wherever it is among the three hundred", async () => {
    const form = await ada.types("invite edsger@example.com team 250, operations");
    expect([...field(form, "roles").options].sort()).toEqual(["Operations", "Team 250"]);
    await ada.submits({ access: ALL });
    await ada.submits({ code: await ada.code() });
    const hasBoth = ({ text }: Seen) => text.includes("Team 250") && text.includes("Operations");
    await becomes(ada, "invite edsger@example.com", hasBoth);
  });

  it("who may invite to some accounts only is offered these, and nothing else by any words", async () => {
    const regional = await colleague(story, "Regional");
    await gives(story, regional.id, "Admin", BRANCHES.slice(100, 125));
    await regional.types("invite near@example.com operations");
    expect(await regional.searches("accounts", "012")).toEqual(BRANCHES.slice(120, 125));
    for (const words of ["", "branch", "0"])
      for (const found of await regional.searches("accounts", words)) expect(BRANCHES.slice(100, 125)).toContain(found);
    for (const words of ["branch 02", "Online store", "0126"])
      expect(await regional.searches("accounts", words)).toEqual([]);
    await regional.submits({ access: SOME, accounts: ["Branch 0121"] });
    await regional.submits({ code: await regional.code() });
    await becomes(regional, "invite near@example.com", ({ text }) => text.includes("Branch 0121"));
  });

  it("who may not invite any more is offered nothing, nor is who is no longer known", async () => {
    const barbara = await colleague(story, "Barbara", ["Admin"]);
    await barbara.types("invite near@example.com operations");
    await barbara.fills({ access: SOME });
    expect(await barbara.searches("roles", "fin")).toEqual(["Finance"]);
    expect(await barbara.searches("accounts", "branch 049")).toHaveLength(10);
    const nothing = async () => {
      for (const words of ["", "fin", "team"]) expect(await barbara.searches("roles", words)).toEqual([]);
      for (const words of ["", "branch 049"]) expect(await barbara.searches("accounts", words)).toEqual([]);
    };
    await loses(story, barbara.id);
    await gives(story, barbara.id, "Finance");
    await nothing();
    await gives(story, barbara.id, "Admin");
    expect(await barbara.searches("roles", "fin")).toEqual(["Finance"]);
    await story.db.sql("DELETE FROM identity WHERE member_id = $1", [barbara.id]);
    await nothing();
  });

  it("roles come a page at a time, each once, to the last page", async () => {
    const pages = [await ada.types("roles")];
    while (pages.at(-1)?.buttons.includes("Next page") && pages.length < 99) pages.push(await ada.presses("Next page"));
    const seen = pages.flatMap((page) => page.text.match(/Team \d{3}/g) ?? []);
    expect(seen).toEqual(TEAMS);
    expect(pages).toHaveLength(31);
    expect(pages[0]?.text).toMatch(/Admin[\s\S]*Finance[\s\S]*Operations/);
  });

  /** "role on account", in order, as it is in the database. */
  async function given(email: string): Promise<string[]> {
    const rows = await story.db.sql(
      `SELECT r.name || ' on ' || a.name AS given FROM role_grant g
       JOIN role r ON r.id = g.role_id JOIN role_grant_account l ON l.grant_id = g.id
       JOIN merchant_account a ON a.id = l.account_id WHERE g.member_id = $1 ORDER BY 1`,
      [await memberId(story, email)],
    );
    return rows.map((row) => String(row.given));
  }
});
