import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import { insertMember } from "../fixtures/rows.ts";
import { accessibilityProblems } from "../harness/axe.ts";
import { launchBrowser, openPage, withoutBrowser } from "../harness/browser.ts";
import { withApprover } from "../harness/company.ts";
import { PASSWORD, type Person, type Story } from "../harness/story.ts";
import { addVirtualAuthenticator } from "../harness/virtual-authenticator.ts";
import { becomes, colleague } from "../scenarios/staff.ts";

const STATUS = /the server responded with a status of 4\d\d/;
const screens = [
  ["a phone", { width: 390, height: 844 }, "light"],
  ["a desktop", { width: 1280, height: 800 }, "dark"],
] as const;

describe.skipIf(withoutBrowser())("passkeys in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let story: Story;
  let ada: Person;
  let url: string;
  let people = 0;

  beforeAll(async () => {
    browser = await launchBrowser();
    ({ story, ada } = await withApprover("local", "embedded"));
    // An IP address can have no passkeys.
    url = story.url.replace("127.0.0.1", "localhost");
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await story.close();
  });

  /** Somebody who has just been activated. */
  async function hasPassword(id: string): Promise<void> {
    const hashed = await hashPassword(PASSWORD, createLimit());
    const activatedAt = story.clock.now();
    await story.db.sql("UPDATE member SET password_hash = $2, activated_at = $3 WHERE id = $1", [
      id,
      hashed,
      activatedAt,
    ]);
  }
  const typeInto = async (page: Page, what: Record<string, string>) => {
    for (const [id, value] of Object.entries(what)) await page.locator(`#${id}`).fill(value);
    await page.keyboard.press("Enter");
  };
  const looksGood = async (page: Page, what: string) => {
    await page.getByText(what).first().waitFor();
    // Nothing is said that is not so.
    const said = ["This browser can't use passkeys", "No passkey was used"].filter((one) => !what.startsWith(one));
    for (const one of said) expect(await page.getByText(one).filter({ visible: true }).count(), what).toBe(0);
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
    const email = `person${++people}@example.com`;
    await hasPassword(await insertMember(story.db, { organizationId: story.app.organization.id, email }));
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

  it.each(screens)("on %s: signs in, and approves what the chat has asked for", async (_, viewport, colorScheme) => {
    const complaints: string[] = [];
    const page = await openPage(browser, complaints, { viewport, colorScheme });
    await addVirtualAuthenticator(page);
    const chief = await colleague(story, `Chief${++people}`, ["Admin"]);
    await hasPassword(chief.id);
    await addsPasskey(page, chief.email);
    await looksGood(page, "Your passkey is added.");
    await page.getByRole("button", { name: "Sign out" }).press("Enter");
    await typeInto(page, { email: chief.email, password: PASSWORD });
    await looksGood(page, "Your device asks for a finger");
    await page.getByRole("button", { name: "Use a passkey" }).press("Enter");
    await looksGood(page, `You are signed in as ${chief.email}.`);
    const email = `new${++people}@example.com`;
    await ada.types(`invite ${email} Finance`);
    await ada.submits({ access: "All merchant accounts, including new ones", reason: "She joins the team in Berlin" });
    await ada.submits({ code: await ada.code() });
    const asked = await becomes(chief, email, ({ buttons }) => buttons.includes("Approve"));
    const form = await chief.presses("Approve", asked);
    await page.goto(form.links[0]?.url ?? "");
    await looksGood(page, "Approve this?");
    await page.getByRole("button", { name: "Deny with a passkey" }).press("Enter");
    // Why is asked for before the device is.
    expect(await page.evaluate("document.activeElement.id")).toBe("comment");
    await page.getByRole("button", { name: "Approve with a passkey" }).press("Enter");
    await looksGood(page, "Approved and done.");
    await becomes(chief, email, ({ buttons }) => !buttons.includes("Approve"));
    await page.goto(form.links[0]?.url ?? "");
    await looksGood(page, "Approved and done.");
    await page.goto(`${url}/decide/nothing`);
    await looksGood(page, "It is good for a short time only.");
    expect(complaints.filter((one) => !STATUS.test(one))).toEqual([]);
    await page.context().close();
    story.clock.forward({ hours: 25 });
  });
});
