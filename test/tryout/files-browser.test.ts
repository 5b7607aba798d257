import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, withoutBrowser } from "../harness/browser.ts";
import { ADA, type OpenTryout, openTryout } from "./setup.ts";

/** What a browser does with a file that somebody drops or pastes; true if the page keeps it from opening the file. */
const BRINGS = `(kind, names) => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File(["secret content"], name, { type: "text/csv" }));
  const how = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data };
  const event = kind === "paste" ? new ClipboardEvent(kind, how) : new DragEvent(kind, how);
  return !document.getElementById("log").dispatchEvent(event);
}`;

describe.skipIf(withoutBrowser())("a file in the try-out chat, in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let tryout: OpenTryout;
  let page: Page;
  beforeAll(async () => {
    [browser, tryout] = await Promise.all([launchBrowser(), openTryout()]);
    page = await browser.newPage();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await tryout?.close();
  });

  const brings = (kind: string, ...names: string[]) =>
    page.evaluate(`(${BRINGS})(${JSON.stringify(kind)}, ${JSON.stringify(names)})`);
  const open = (at: string) => page.goto(`${tryout.origin}/try?as=${ADA.id}&in=${at}`);
  const sent = () => tryout.intents.filter((intent) => intent.kind === "typed" && intent.file).length;

  it.each(["drop", "paste"])(
    "is sent by its name alone (%s), and what was being written is still there",
    async (kind) => {
      await open("dm");
      await page.locator("#composer-text").fill("half a sentence");
      const before = sent();
      expect([await brings("dragover", "x"), await brings(kind, "people.csv")]).toEqual([true, true]);
      await page.locator("#log").getByText("File: people.csv").last().waitFor();
      await expect.poll(sent).toBe(before + 1);
      expect(await page.locator("#composer-text").inputValue()).toBe("half a sentence");
      expect(JSON.stringify(tryout.intents)).not.toContain("secret content");
    },
  );

  it("is not opened in place of the mailbox, which takes none; words are dropped as ever", async () => {
    await open("mail");
    const before = sent();
    expect(await brings("drop", "people.csv")).toBe(true);
    expect(await brings("drop")).toBe(false);
    expect(sent()).toBe(before);
  });
});
