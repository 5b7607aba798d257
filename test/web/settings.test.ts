import { generateSync } from "otplib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword } from "../../src/domain/credentials/password.ts";
import { insertMember } from "../fixtures/rows.ts";
import { accessibilityProblems } from "../harness/axe.ts";
import { launchBrowser, openPage, withoutBrowser } from "../harness/browser.ts";
import { PASSWORD, type Story, startStory } from "../harness/story.ts";

const OTHER = "nine copper kettles whistle";
const STATUS = /the server responded with a status of 4\d\d/;

describe.skipIf(withoutBrowser())("the pages below /security in a browser", { timeout: 60_000 }, () => {
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

  async function somebody(): Promise<string> {
    const email = `person${++people}@example.com`;
    const id = await insertMember(story.db, { organizationId: story.app.organization.id, email });
    await story.db.sql("UPDATE member SET password_hash = $2 WHERE id = $1", [id, hashed]);
    return email;
  }
  const typeInto = async (page: Page, what: Record<string, string>) => {
    for (const [id, value] of Object.entries(what)) await page.locator(`#${id}`).fill(value);
    await page.keyboard.press("Enter");
  };
  const heading = (page: Page) => page.getByRole("heading", { level: 1 }).textContent();

  it.each([
    ["a phone", { width: 390, height: 844 }, "dark"],
    ["a desktop", { width: 1280, height: 800 }, "light"],
  ] as const)(
    "with the keyboard alone, on %s: every page is whole, fits, and axe finds nothing",
    async (_, viewport, colorScheme) => {
      const complaints: string[] = [];
      const page = await openPage(browser, complaints, { viewport, colorScheme });
      const email = await somebody();
      const seen: (string | null)[] = [];
      const looks = async () => {
        seen.push(await heading(page));
        expect(await accessibilityProblems(page), String(seen.at(-1))).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      };
      await page.goto(`${story.url}/security/change-password`);
      await looks();
      await typeInto(page, { email, password: "not the right password" });
      await page.getByRole("alert").waitFor();
      // The cursor is where something is wrong, and the address is still there.
      expect(await page.evaluate("document.activeElement.id")).toBe("password");
      expect(await page.locator("#email").inputValue()).toBe(email);
      await looks();
      await typeInto(page, { password: PASSWORD });
      await page.locator("#code").waitFor();
      await looks();
      await typeInto(page, { code: await story.mailbox.codeFor(email) });
      await page.locator("#current").waitFor();
      await looks();
      await typeInto(page, { current: PASSWORD, password: OTHER, repeat: `${OTHER}!` });
      await page.getByRole("alert").waitFor();
      await looks();
      await typeInto(page, { current: PASSWORD, password: OTHER, repeat: OTHER });
      await page.getByRole("status").waitFor();
      await looks();
      // To load it again sends nothing again.
      await page.reload();
      story.clock.forward({ minutes: 6 });
      await page.goto(`${story.url}/security/change-password`);
      await looks();
      await page.goto(`${story.url}/security`);
      await page.getByRole("button", { name: "Sign out" }).press("Enter");
      await page.getByRole("status").waitFor();
      await page.getByRole("link", { name: "Forgot your password?" }).press("Enter");
      await page.getByRole("button", { name: "Send the link" }).waitFor();
      await looks();
      await typeInto(page, { email });
      await page.waitForURL(/sent$/);
      await looks();
      await page.goto((await story.mailbox.linkFor(email)).replace(/^https?:\/\/[^/]+/, story.url));
      await looks();
      await page.getByRole("button", { name: "Send code" }).press("Enter");
      await page.locator("#code").waitFor();
      expect(page.url()).toBe(`${story.url}/security`);
      await typeInto(page, { code: await story.mailbox.codeFor(email) });
      await page.locator("#repeat").waitFor();
      await looks();
      await page.goto(`${story.url}/security/open/${"x".repeat(43)}`);
      await looks();
      expect(seen).toEqual([
        ...["Sign in", "Sign in", "Type the code", "Change your password", "Change your password", "Security settings"],
        ...["Is it still you?", "Set a new password", "Look into your mail", "Set a new password"],
        ...["Choose a new password", "This link doesn't work"],
      ]);
      expect(complaints.filter((one) => !STATUS.test(one))).toEqual([]);
      await page.context().close();
      story.clock.forward({ hours: 3 });
    },
  );

  it("sets an authenticator app up on a phone, and axe finds nothing", async () => {
    const complaints: string[] = [];
    const page = await openPage(browser, complaints, { viewport: { width: 390, height: 844 } });
    const email = await somebody();
    await page.goto(`${story.url}/security/authenticator`);
    await typeInto(page, { email, password: PASSWORD });
    await page.locator("#code").waitFor();
    await typeInto(page, { code: await story.mailbox.codeFor(email) });
    const looks = async (what: string) => {
      await page.getByText(what).first().waitFor();
      expect(await accessibilityProblems(page), what).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    };
    await looks("You have none.");
    await page.getByRole("button", { name: "Set up an app" }).press("Enter");
    await looks("Scan this picture");
    const uri = (await page.getByRole("link", { name: "Open it in an app" }).getAttribute("href")) ?? "";
    expect(uri).toMatch(/^otpauth:\/\/totp\//);
    const secret = new URL(uri).searchParams.get("secret") ?? "";
    const epoch = Math.floor(story.clock.now().getTime() / 1000);
    await typeInto(page, { code: generateSync({ secret, epoch }) });
    await looks("Write these down");
    await page.getByRole("link", { name: "I have them" }).press("Enter");
    await looks("Security settings");
    // The secret is shown while it is set up, and never again.
    await page.goto(`${story.url}/security/authenticator`);
    expect(await page.content()).not.toContain(secret);
    expect(complaints.filter((one) => !STATUS.test(one))).toEqual([]);
    await page.context().close();
    story.clock.forward({ hours: 3 });
  });

  it("switches mailed codes on again on a phone, and axe finds nothing", async () => {
    const complaints: string[] = [];
    const page = await openPage(browser, complaints, { viewport: { width: 390, height: 844 } });
    const email = await somebody();
    await story.db.sql(
      `INSERT INTO factor (organization_id, member_id, kind, failures, failures_in_row)
        SELECT organization_id, id, 'email', 50, 50 FROM member WHERE email = $1`,
      [email],
    );
    await page.goto(`${story.url}/security`);
    await typeInto(page, { email, password: PASSWORD });
    await page.locator("#code").waitFor();
    await typeInto(page, { code: await story.mailbox.codeFor(email) });
    const looks = async (what: string) => {
      await page.getByText(what).first().waitFor();
      expect(await accessibilityProblems(page), what).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    };
    await looks("They are off: fifty wrong codes");
    await page.getByRole("link", { name: "Switch on again: Codes by mail" }).press("Enter");
    await looks("Tell an administrator before you switch");
    await page.getByRole("button", { name: "Switch on again" }).press("Enter");
    await page.getByRole("status").waitFor();
    await looks("Codes are mailed to you again");
    expect(await page.content()).not.toContain("They are off");
    expect(complaints.filter((one) => !STATUS.test(one))).toEqual([]);
    await page.context().close();
    story.clock.forward({ hours: 3 });
  });

  it.each([
    ["a phone", { width: 390, height: 844 }, "light"],
    ["a desktop", { width: 1280, height: 800 }, "dark"],
  ] as const)(
    "a payment password is added and changed with the keyboard alone, on %s: axe finds nothing",
    async (_, viewport, colorScheme) => {
      const complaints: string[] = [];
      const page = await openPage(browser, complaints, { viewport, colorScheme });
      const email = await somebody();
      const looks = async (title: string) => {
        expect(await heading(page)).toBe(title);
        expect(await accessibilityProblems(page), title).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      };
      await page.goto(`${story.url}/security/payment-password`);
      await typeInto(page, { email, password: PASSWORD });
      await typeInto(page, { code: await story.mailbox.codeFor(email) });
      await page.locator("#repeat").waitFor();
      await looks("Add a payment password");
      // Password managers keep it apart from the password for signing in, under a name of its own.
      expect(await page.locator("#username").inputValue()).toBe(`payment ${email}`);
      await page.getByRole("button", { name: "Show passwords" }).press("Enter");
      expect(await page.locator("#repeat").getAttribute("type")).toBe("text");
      await typeInto(page, { password: "short", repeat: "short" });
      await page.getByRole("alert").waitFor();
      expect(await page.evaluate("document.activeElement.id")).toBe("password");
      await looks("Add a payment password");
      await typeInto(page, { password: "ten tin drums", repeat: "ten tin drums" });
      await page.getByRole("status").waitFor();
      await looks("Security settings");
      await page.getByRole("link", { name: "Change: Payment password" }).press("Enter");
      await page.locator("#repeat").waitFor();
      await looks("Change your payment password");
      await typeInto(page, { password: "six tin drums", repeat: "six tin drums" });
      await page.getByRole("status").waitFor();
      expect(complaints.filter((one) => !STATUS.test(one))).toEqual([]);
      await page.context().close();
      story.clock.forward({ hours: 3 });
    },
  );

  it("E7: a form of another session, another page or another site does nothing", async () => {
    const email = await somebody();
    const post = (path: string, body: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${story.url}/security${path}`, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams(body),
        headers: { Origin: story.url, "Sec-Fetch-Site": "same-origin", ...headers },
      });
    const given = { email, password: PASSWORD };
    for (const headers of [
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site", Origin: "http://evil.example" },
      { "Content-Type": "text/plain" },
    ])
      expect([403, 415]).toContain((await post("/sign-in", given, headers)).status);
    const before = story.mailbox.mails.length;
    for (const csrf of ["", "made-up"]) {
      const answered = await post("/sign-in", { ...given, csrf });
      expect([answered.status, answered.headers.getSetCookie().some((one) => one.includes("-session="))]).toEqual([
        422,
        false,
      ]);
    }
    expect(story.mailbox.mails.length).toBe(before);
  });

  it("E2, E8: the cookie is for this server alone, nothing is kept or framed, and no link is in the log", async () => {
    const answered = await fetch(`${story.url}/security`);
    const [form = ""] = answered.headers.getSetCookie();
    expect(form).toMatch(/HttpOnly; SameSite=Lax/);
    expect(answered.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect([answered.headers.get("cache-control"), answered.headers.get("referrer-policy")]).toEqual([
      "no-store",
      "no-referrer",
    ]);
    const token = "y".repeat(43);
    await fetch(`${story.url}/security/open/${token}`);
    expect(story.log.join("")).not.toContain(token);
    expect(story.log.join("")).toContain("/security/open/:token");
  });
});
