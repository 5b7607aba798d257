import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { verbatim } from "../../src/text/text.ts";
import { accessibilityProblems } from "../harness/axe.ts";
import { launchBrowser, openPage, withoutBrowser } from "../harness/browser.ts";
import { ADA, type OpenTryout, openTryout } from "./setup.ts";

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

describe.skipIf(withoutBrowser())("Home in the try-out chat, in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let tryout: OpenTryout;
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  beforeEach(async () => {
    tryout = await openTryout();
    const invite = { label: verbatim("Invite"), command: "invitation.create" };
    tryout.home = () => ({ kind: "card", card: { title: verbatim("Ada in Acme"), buttons: [invite] } });
  });
  afterEach(async () => {
    await tryout.close();
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(() => browser.close());

  it.each([
    ["a desktop", DESKTOP],
    ["a telephone", PHONE],
  ])("is the first page, changes while it is looked at, and answers in a dialog, on %s", async (_, how) => {
    const page = await openPage(browser, complaints, how);
    await page.goto(`${tryout.origin}/try`);
    await page.getByRole("heading", { name: "Ada in Acme" }).waitFor();
    const account = { platform: "local", tenant: "local", user: ADA.id } as const;
    const invite = { label: verbatim("Invite"), command: "invitation.create" };
    const card = { title: verbatim("Ada, later"), buttons: [invite] };
    await tryout.chat.sender.home?.({ account, card, locale: "en", version: null });
    await page.getByRole("heading", { name: "Ada, later" }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole("button", { name: "Invite" }).click();
    await page.getByRole("dialog").getByText("understood").waitFor();
    expect(tryout.intents).toMatchObject([{ kind: "pressed", command: "invitation.create" }]);
    await page.close();
  });
});
