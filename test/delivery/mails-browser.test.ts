import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mailMarkup } from "../cards/cards.ts";
import { fixtures } from "../fixtures/cards.ts";
import { accessibilityProblems } from "../harness/axe.ts";
import { launchBrowser, withoutBrowser } from "../harness/browser.ts";

const mails = fixtures.flatMap(({ name, mail }) => (mail ? [{ name, mail }] : []));

describe.skipIf(withoutBrowser())("every mail of the fixtures in a browser", { timeout: 120_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  afterAll(() => browser.close());

  it.each([
    ["a desktop", 1280, "light"],
    ["a desktop in the dark", 1280, "dark"],
    ["a phone", 390, "light"],
    ["a phone in the dark", 390, "dark"],
  ] as const)(
    "axe finds nothing, contrast included, and nothing is wider than the screen: %s",
    async (_, width, scheme) => {
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: scheme });
      const page = await context.newPage();
      const fetched: string[] = [];
      page.on("request", (request) => fetched.push(request.url().slice(0, 10)));
      for (const { name, mail } of mails) {
        await page.setContent(mailMarkup(mail));
        expect([name, await accessibilityProblems(page)]).toEqual([name, []]);
        expect(await page.evaluate("document.documentElement.scrollWidth"), name).toBeLessThanOrEqual(width);
        expect(await page.evaluate("document.images[0].naturalWidth"), name).toBe(72);
      }
      expect(fetched.filter((url) => url !== "data:image")).toEqual([]);
      await context.close();
    },
  );
});
