import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import { insertAlternateChange, insertMember } from "../fixtures/rows.ts";
import { accessibilityProblems } from "../harness/axe.ts";
import { launchBrowser, openPage, withoutBrowser } from "../harness/browser.ts";
import { PASSWORD, type Story, startStory } from "../harness/story.ts";
import { comesRound } from "../scenarios/staff.ts";

const STATUS = /the server responded with a status of 4\d\d/;
/** Where pictures of the pages go, to be looked at; none are made without it. */
const PICTURES = process.env.PICTURES;

describe.skipIf(withoutBrowser())("the pages about an alternate address in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let story: Story;
  let hashed: string;
  let people = 0;

  beforeAll(async () => {
    browser = await launchBrowser();
    story = await startStory("local", "embedded");
    hashed = await hashPassword(PASSWORD, createLimit());
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await story.close();
  });

  async function somebody(): Promise<{ id: string; email: string }> {
    const email = `person${++people}@example.com`;
    const id = await insertMember(story.db, { organizationId: story.app.organization.id, email });
    await story.db.sql("UPDATE member SET password_hash = $2 WHERE id = $1", [id, hashed]);
    return { id, email };
  }
  const typeInto = async (page: Page, what: Record<string, string>) => {
    for (const [id, value] of Object.entries(what)) await page.locator(`#${id}`).fill(value);
    await page.keyboard.press("Enter");
  };
  const linkOf = async (to: string, words: string, path: string) => {
    await story.mailbox.noticeFor(to, words);
    const mail = story.mailbox.mails.findLast((one) => one.to === to && one.link?.url.includes(path));
    return story.url + new URL(mail?.link?.url ?? "").pathname;
  };

  it.each([
    ["phone", { width: 390, height: 844 }, "dark"],
    ["desktop", { width: 1280, height: 800 }, "light"],
  ] as const)(
    "with the keyboard alone, on a %s: every page is whole, fits, and axe finds nothing",
    async (device, viewport, colorScheme) => {
      const complaints: string[] = [];
      const page = await openPage(browser, complaints, { viewport, colorScheme });
      const { id, email } = await somebody();
      const codes = `a.rather.long.address.for.codes.${device}${people}@an-even-longer-domain-of-somebody.example`;
      const seen: (string | null)[] = [];
      const looks = async () => {
        seen.push(await page.getByRole("heading", { level: 1 }).textContent());
        expect(await accessibilityProblems(page), String(seen.at(-1))).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), String(seen.at(-1))).toBe(
          true,
        );
        if (PICTURES) await page.screenshot({ path: `${PICTURES}${device}-${seen.length}.png`, fullPage: true });
      };
      const presses = async (name: string) => page.getByRole("button", { name }).press("Enter");
      await page.goto(`${story.url}/security/email`);
      await typeInto(page, { email, password: PASSWORD });
      await page.locator("#code").waitFor();
      await typeInto(page, { code: await story.mailbox.codeFor(email) });
      await page.getByRole("button", { name: "Send code" }).waitFor();
      expect(page.url()).toBe(`${story.url}/security/email`);
      expect(await page.evaluate("document.activeElement.id")).toBe("email");
      await looks();
      await typeInto(page, { email });
      await page.getByRole("alert").waitFor();
      // The cursor is where something is wrong, and what was typed is still there.
      expect(await page.evaluate("document.activeElement.id")).toBe("email");
      expect(await page.locator("#email").inputValue()).toBe(email);
      await looks();
      await typeInto(page, { email: codes });
      await page.locator("#code").waitFor();
      await looks();
      await typeInto(page, { code: "00000000" });
      await page.getByRole("alert").waitFor();
      await looks();
      await typeInto(page, { code: await story.mailbox.codeFor(codes) });
      await page.getByRole("status").waitFor();
      await looks();
      await page.goto(`${story.url}/security`);
      await looks();
      await page.goto(await linkOf(email, "If this was not you", "/stop/"));
      await looks();
      await presses("Leave it as it is");
      await page.waitForURL(/stopped$/);
      await looks();
      await page.goBack();
      await page.reload();
      await looks();
      story.clock.forward({ minutes: 2 });
      await page.goto(`${story.url}/security/email`);
      await typeInto(page, { email: codes });
      await page.locator("#code").waitFor();
      await typeInto(page, { code: await story.mailbox.codeFor(codes) });
      await page.getByRole("status").waitFor();
      story.clock.forward({ hours: 25 });
      await comesRound(story);
      await page.goto(`${story.url}/security/email`);
      await typeInto(page, { email, password: PASSWORD });
      await page.locator("#code").waitFor();
      await looks();
      await typeInto(page, { code: await story.mailbox.codeFor(codes) });
      await page.getByRole("button", { name: "Remove the alternate address" }).waitFor();
      await looks();
      await presses("Remove the alternate address");
      await page.getByRole("status").waitFor();
      await looks();
      await presses("Leave it as it is");
      await page.getByText("Stopped.").waitFor();
      // Somebody else has asked for one: the link in the mail that went there.
      const found = `found${people}@private.example`;
      const changeId = await insertAlternateChange(story.db, {
        ...{ organizationId: story.app.organization.id, memberId: id, email: found },
      });
      await story.db.sql("UPDATE alternate_change SET created_at = $2 WHERE id = $1", [changeId, story.clock.now()]);
      await page.goto(`${story.url}/security/email`);
      await looks();
      expect(seen).toEqual([
        ...["Alternate address", "Alternate address", "Confirm the new address", "Confirm the new address"],
        ...["Alternate address", "Security settings", "Leave it as it is?", "Stopped", "This link doesn't work"],
        ...["Type the code", "Alternate address", "Alternate address", "Alternate address"],
      ]);
      expect(complaints.filter((one) => !STATUS.test(one))).toEqual([]);
      await page.context().close();
      story.clock.forward({ hours: 3 });
    },
  );
});
