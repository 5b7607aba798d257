import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import { insertMember } from "../fixtures/rows.ts";
import { accessibilityProblems } from "../harness/axe.ts";
import { launchBrowser, openPage, withoutBrowser } from "../harness/browser.ts";
import { PASSWORD, type Story, startStory } from "../harness/story.ts";
import { addVirtualAuthenticator } from "../harness/virtual-authenticator.ts";

const STATUS = /the server responded with a status of 4\d\d/;
const screens = [
  ["a phone", { width: 390, height: 844 }, "light"],
  ["a desktop", { width: 1280, height: 800 }, "dark"],
] as const;

describe.skipIf(withoutBrowser())("passkeys in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let story: Story;
  let url: string;
  let people = 0;

  beforeAll(async () => {
    browser = await launchBrowser();
    story = await startStory("local", "embedded");
    // An IP address can have no passkeys.
    url = story.url.replace("127.0.0.1", "localhost");
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await story.close();
  });

  async function somebody(): Promise<string> {
    const email = `person${++people}@example.com`;
    const id = await insertMember(story.db, { organizationId: story.app.organization.id, email });
    const hashed = await hashPassword(PASSWORD, createLimit());
    const activatedAt = story.clock.now();
    await story.db.sql("UPDATE member SET password_hash = $2, activated_at = $3 WHERE id = $1", [
      id,
      hashed,
      activatedAt,
    ]);
    return email;
  }
  const typeInto = async (page: Page, what: Record<string, string>) => {
    for (const [id, value] of Object.entries(what)) await page.locator(`#${id}`).fill(value);
    await page.keyboard.press("Enter");
  };
  const looksGood = async (page: Page, what: string) => {
    await page.getByText(what).first().waitFor();
    expect(await accessibilityProblems(page), what).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what).toBe(true);
  };

  async function addsPasskey(page: Page, email: string): Promise<void> {
    await page.goto(`${url}/security/passkeys`);
    await typeInto(page, { email, password: PASSWORD });
    await page.locator("#code").waitFor();
    await typeInto(page, { code: await story.mailbox.codeFor(email) });
    await looksGood(page, "You have none. With one");
    await page.locator("#name").fill("My key");
    await page.getByRole("button", { name: "Add a passkey" }).press("Enter");
  }

  it.each(screens)("on %s: one is added and removed, with the keyboard alone", async (_, viewport, colorScheme) => {
    const complaints: string[] = [];
    const page = await openPage(browser, complaints, { viewport, colorScheme });
    const device = await addVirtualAuthenticator(page);
    const email = await somebody();
    await device.verifies(false);
    await addsPasskey(page, email);
    await looksGood(page, "No passkey was used.");
    await device.verifies(true);
    await page.getByRole("button", { name: "Add a passkey" }).press("Enter");
    await looksGood(page, "Your passkey is added. You can use it from now on.");
    await page.getByRole("link", { name: "Change: Passkeys" }).press("Enter");
    await looksGood(page, "My key, added");
    await page.getByRole("button", { name: "Remove: My key" }).press("Enter");
    await looksGood(page, "The passkey is removed.");
    expect(complaints.filter((one) => !STATUS.test(one))).toEqual([]);
    await page.context().close();
    story.clock.forward({ hours: 3 });
  });
});
