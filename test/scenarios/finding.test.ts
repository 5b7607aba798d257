import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertAccounts, insertGrant, insertMember, insertRole } from "../fixtures/rows.ts";
import { withApprover } from "../harness/company.ts";
import { stories } from "../harness/database.ts";
import type { Seen } from "../harness/driver.ts";
import type { Person, Story } from "../harness/story.ts";
import { colleague, idsOf } from "./staff.ts";

const DAY = 86_400_000;

type New = {
  email: string;
  name?: string;
  state?: "invited" | "active" | "suspended";
  seenAt?: Date;
  /** by name */
  roles?: string[];
  on?: string[];
  until?: Date;
};

describe.each(stories)("finding members, on $platform with $kind", ({ platform, kind }) => {
  let story: Story;
  let ada: Person;
  let linus: Person;

  /** A member who was there before the story begins. */
  async function hires({ roles = [], on, until, ...who }: New): Promise<void> {
    const organizationId = story.app.organization.id;
    const memberId = await insertMember(story.db, { organizationId, ...who });
    const accounts = on ? await idsOf(story, "merchant_account", ...on) : "all";
    for (const roleId of await idsOf(story, "role", ...roles))
      await insertGrant(story.db, { organizationId, memberId, roleId, accounts, ...(until && { until }) });
  }

  const now = () => story.clock.now();
  const inDays = (days: number) => new Date(now().getTime() + days * DAY);
  const emails = ({ text }: Seen) => [...new Set(text.match(/[\w.+-]+@[\w.-]+\.\w+/g) ?? [])];
  /** everybody on this page and on those that follow */
  async function allPages(first: Seen): Promise<string[]> {
    const found = emails(first);
    for (let page = first; page.buttons.includes("Next page"); found.push(...emails(page)))
      page = await ada.presses("Next page", page);
    return found;
  }

  beforeAll(async () => {
    ({ story, ada } = await withApprover(platform, kind));
    const organizationId = story.app.organization.id;
    await insertAccounts(story.db, { organizationId, names: ["Berlin", "Nord Stream 2"] });
    await insertRole(story.db, { organizationId, name: "Night shift", permissions: ["transaction:read"] });
    linus = await colleague(story, "Linus", ["Finance"]);
    await hires({ email: "zoe.lovelace@shop.acme.test", name: "Zoé King-Noel", roles: ["Finance"], on: ["Berlin"] });
    await hires({ email: "otto@acme.test", name: "Otto Zoellner", roles: ["Operations"], on: ["Berlin"] });
    await hires({ email: "eve@acme.test", roles: ["Data Analytics"], state: "suspended", on: ["Nord Stream 2"] });
    await hires({ email: "new@acme.test", roles: ["Night shift"], state: "invited" });
    await hires({ email: "temp@acme.test", roles: ["Finance", "Admin"], until: inDays(3) });
    await hires({ email: "later@acme.test", roles: ["Finance"], until: inDays(30) });
    for (let at = 10; at < 33; at += 1) await hires({ email: `team${at}@many.test`, name: `Robin ${at}` });
  });
  afterAll(() => story.close());

  describe("/team members", () => {
    it.each([
      ["zoe", ["zoe.lovelace@shop.acme.test", "otto@acme.test"]],
      ["ZOÉ", ["zoe.lovelace@shop.acme.test", "otto@acme.test"]],
      ["noel", ["zoe.lovelace@shop.acme.test"]],
      ["lovelace", ["zoe.lovelace@shop.acme.test"]],
      ["shop.acme", ["zoe.lovelace@shop.acme.test"]],
      ["zoe king", ["zoe.lovelace@shop.acme.test"]],
      ["otto@acme.test", ["otto@acme.test"]],
      ["suspended", ["eve@acme.test"]],
      ["invited", ["new@acme.test"]],
      ["night shift", ["new@acme.test"]],
      ["Datenanalyse", ["eve@acme.test"]],
      ["expiring", ["temp@acme.test"]],
      ["finanzen expiring acme", ["temp@acme.test"]],
      ["operations expiring", []],
      ["nord stream 2 data analytics", ["eve@acme.test"]],
      ["operations berlin", ["otto@acme.test"]],
      ["finance berlin acme", ["later@acme.test", "temp@acme.test", "zoe.lovelace@shop.acme.test"]],
      ["finance operations", []],
      ["suspended invited", ["eve@acme.test", "new@acme.test"]],
      ["active eve", []],
      ["ovelace", []],
      ["%", []],
      ["o_to", []],
    ])("%s finds %j", async (words, found) => {
      const seen = await ada.types(`members ${words}`);
      expect(emails(seen).toSorted()).toEqual(found.toSorted());
      expect(seen.text.includes("Nobody was found. You can search by how an address")).toBe(found.length === 0);
    });

    it("says how the words were understood", async () => {
      const { text } = await ada.types("members finanzen Berlin suspended zo");
      expect(text).toContain(
        "Searched for members with: an address, a domain or a name that begins with “zo”; the role Finance; something to do on Berlin; a suspended membership.",
      );
    });

    it("goes on page by page, and each has everybody once", async () => {
      const robins = await allPages(await ada.types("members robin active"));
      expect(robins).toEqual(Array.from({ length: 23 }, (_, at) => `team${at + 10}@many.test`));
      const everybody = await allPages(await ada.types("members"));
      expect(everybody).toEqual([...new Set(everybody)].toSorted());
      expect(everybody).toEqual(expect.arrayContaining([...robins, ada.email, "new@acme.test", "eve@acme.test"]));
    });

    it("opens who was found", async () => {
      await ada.types("members otto");
      expect((await ada.presses("Open")).text).toContain("Operations, on Berlin");
    });

    it("a mention is that person", async () => {
      const { text } = await ada.types(`members ${linus.mention}`);
      expect(text).toContain("Last seen");
      expect(text).toContain(linus.email);
    });

    it("too many words are refused, and everybody who may not manage people", async () => {
      expect((await ada.types(`members ${"word ".repeat(11)}`)).text).toContain("fewer words: 10 at most");
      expect((await linus.types("members ada")).text).toContain("You need the permission to manage members");
    });

    it("whose invitation is past its time is found no more, nor somebody who was removed", async () => {
      await hires({ email: "late@acme.test", state: "invited" });
      expect(emails(await ada.types("members late@"))).toEqual(["late@acme.test"]);
      await story.db.sql(
        `INSERT INTO invitation (id, organization_id, member_id, email, state, created_at, expires_at)
         SELECT gen_random_uuid(), organization_id, id, email, 'pending', $1, $2 FROM member WHERE email = 'late@acme.test'`,
        [inDays(-8), inDays(-1)],
      );
      expect(emails(await ada.types("members late@"))).toEqual([]);
      await hires({ email: "former@acme.test" });
      await story.db.sql("UPDATE member SET state = 'removed' WHERE email = 'former@acme.test'");
      expect(emails(await ada.types("members former"))).toEqual([]);
      const [row] = await story.db.sql(
        "SELECT count(*)::int AS words FROM member_word WHERE email = 'former@acme.test'",
      );
      expect(row).toEqual({ words: 0 });
    });

    it("somebody is found by the name that they give when they join", async () => {
      await story.db.sql("UPDATE member SET name = 'Margaret Hamilton' WHERE email = 'eve@acme.test'");
      expect(emails(await ada.types("members hamilton"))).toEqual(["eve@acme.test"]);
    });
  });

  describe("/team whocan", () => {
    it("names everybody who could, with the roles that let them", async () => {
      const seen = await ada.types("whocan approve requests");
      expect(seen.text).toContain("Who can approve requests");
      expect(emails(seen)).toEqual(["ada@example.com", "grace@example.com", "temp@acme.test"]);
      expect(seen.text).toMatch(/Admin, on all merchant accounts, until /);
      expect((await ada.types("whocan request:approve")).text).toContain("grace@example.com");
    });

    it("on a merchant account: those who hold it there", async () => {
      const seen = await ada.types("whocan see transactions on berlin");
      expect(emails(seen)).toEqual([
        ...["ada@example.com", "grace@example.com", "later@acme.test", "linus@example.com"],
        ...["otto@acme.test", "temp@acme.test", "zoe.lovelace@shop.acme.test"],
      ]);
      expect(seen.text).toContain("Finance, on Berlin");
      expect(emails(await ada.types("whocan insight:read berlin"))).toEqual([]);
      expect((await ada.types("whocan see transactions atlantis")).text).toContain(
        "There is no merchant account “atlantis”.",
      );
    });

    it("counts who is suspended, and does not list them", async () => {
      const seen = await ada.types("whocan insight:read");
      expect(emails(seen)).toEqual([]);
      expect(seen.text).toContain("1 suspended member would have it too.");
    });

    it("without a permission, or with one that isn't there: the list to choose from", async () => {
      const list = await ada.types("whocan");
      expect(list.text).toContain("manage the policy");
      const unknown = await ada.types("whocan fly");
      expect(unknown.text).toContain("There is no permission “fly”.");
      expect((await ada.presses("Who?")).text).toContain("Who can see accounts");
    });

    it("has pages", async () => {
      const [role] = await idsOf(story, "role", "Developer");
      await story.db.sql(
        `INSERT INTO role_grant (id, organization_id, member_id, role_id, all_accounts)
         SELECT gen_random_uuid(), organization_id, id, $1, true FROM member WHERE email LIKE '%@many.test' AND state = 'active'`,
        [role],
      );
      expect(await allPages(await ada.types("whocan use the developer tools"))).toHaveLength(23);
    });

    it("is for those who manage people", async () => {
      expect((await linus.types("whocan approve requests")).text).toContain(
        "You need the permission to manage members",
      );
    });
  });

  describe("/team members dormant", () => {
    it("lists active members who were not here for 90 days, the longest first, page by page", async () => {
      expect((await ada.types("members dormant")).text).toContain("No active member has been away for 90 days.");
      for (let at = 10; at < 22; at += 1)
        await hires({ email: `gone${at}@old.test`, seenAt: inDays(-100 - at), roles: ["Finance"] });
      await hires({ email: "recent@old.test", seenAt: inDays(-89) });
      await hires({ email: "away@old.test", seenAt: inDays(-200), state: "suspended" });
      const first = await ada.types("members dormant");
      expect(emails(first)).toHaveLength(10);
      expect(first.text).toContain("last seen ");
      expect(await allPages(first)).toEqual(Array.from({ length: 12 }, (_, at) => `gone${21 - at}@old.test`));
      await ada.types("members dormant");
      const opened = await ada.presses("Open");
      expect(opened.text).toContain("Last seen");
      expect(emails(opened)).toEqual(["gone21@old.test"]);
    });

    it("who was never here counts from when they joined", async () => {
      await story.db.sql("UPDATE member SET activated_at = $1 WHERE email = 'otto@acme.test'", [inDays(-91)]);
      expect((await allPages(await ada.types("members dormant"))).at(-1)).toBe("otto@acme.test");
    });

    it("is for those who manage people", async () => {
      expect((await linus.types("members dormant")).text).toContain("You need the permission to manage members");
    });
  });

  it("where many meet each part of a search and few meet all, it goes on a piece at a time and says so", async () => {
    // In steps: the embedded database lets nobody else run meanwhile.
    for (let from = 1; from <= 2_100; from += 300)
      await story.db.sql(
        `INSERT INTO member (id, organization_id, email, name, state, created_at)
         SELECT gen_random_uuid(), $1, CASE WHEN n = 2100 THEN 'zz' ELSE 'crowd' || n END || '@crowd.test',
           CASE WHEN n = 2100 THEN 'Alpha Beta' WHEN n % 2 = 0 THEN 'Alpha' ELSE 'Beta' END, 'invited', now()
         FROM generate_series($2::int, $2::int + 299) AS n`,
        [story.app.organization.id, from],
      );
    // Connections that were idle for so long are closed, and both ends have to notice.
    await sleep(200);
    const first = await ada.types("members alpha beta");
    expect(first.text).toContain("Not everybody has been looked at yet.");
    expect([emails(first), first.text.includes("Nobody was found")]).toEqual([[], false]);
    const second = await ada.presses("Search on");
    expect(emails(second)).toEqual(["zz@crowd.test"]);
    expect(second.text).not.toContain("Not everybody");
    expect(emails(await ada.types("members alpha"))).toHaveLength(10);
  });
});
