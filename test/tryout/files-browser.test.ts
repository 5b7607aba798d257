import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FILE_MOST_BYTES } from "../../src/core/file.ts";
import { verbatim } from "../../src/text/text.ts";
import { accessibilityProblems } from "../harness/axe.ts";
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
  const sent = () => tryout.intents.flatMap((intent) => (intent.kind === "typed" && intent.file ? [intent.file] : []));
  const said = (words: string) => page.locator("#log").getByText(words).last().waitFor();

  it.each(["drop", "paste"])("is sent as it is (%s), and what was being written is still there", async (kind) => {
    await open("dm");
    await page.locator("#composer-text").fill("half a sentence");
    const before = sent().length;
    expect([await brings("dragover", "x"), await brings(kind, "people.csv")]).toEqual([true, true]);
    await said("File: people.csv");
    await expect.poll(() => sent().length).toBe(before + 1);
    expect(sent().at(-1)).toEqual({ name: "people.csv", text: "secret content" });
    expect(await page.locator("#composer-text").inputValue()).toBe("half a sentence");
    expect(await page.content()).not.toContain("secret content");
  });

  it("is picked with the paper clip, twice the same if need be", async () => {
    await open("dm");
    for (const text of ["one", "two"]) {
      const choosing = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: "Send a file" }).click();
      await (await choosing).setFiles({ name: "picked.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
      await expect.poll(() => sent().at(-1)).toEqual({ name: "picked.csv", text });
    }
  });

  it("is told of and left where it is, if it is too large or one of several", async () => {
    await open("dm");
    const large = { name: "large.csv", mimeType: "text/csv", buffer: Buffer.alloc(FILE_MOST_BYTES + 1, "a") };
    await page.locator("#composer-file").setInputFiles(large);
    await expect.poll(() => sent().at(-1)).toEqual({ name: "large.csv", problem: "too-large" });
    await brings("drop", "a.csv", "b.csv");
    await expect.poll(() => sent().at(-1)).toEqual({ name: "a.csv", problem: "several" });
    await page.locator("#composer-file").setInputFiles({ ...large, buffer: large.buffer.subarray(1) });
    await expect
      .poll(() => (sent().at(-1) as { text?: string }).text?.length, { timeout: 5_000 })
      .toBe(FILE_MOST_BYTES);
  });

  it("is not opened in place of the mailbox, which takes none; words are dropped as ever", async () => {
    await open("mail");
    const before = sent().length;
    expect(await brings("drop", "people.csv")).toBe(true);
    expect(await brings("drop")).toBe(false);
    expect(sent()).toHaveLength(before);
  });

  it("of a form is chosen in its field, is still there after an error, and is not thrown away unasked", async () => {
    const field = { kind: "file", name: "list", label: verbatim("List"), types: ["csv"], maxBytes: 100_000 } as const;
    const form = { title: verbatim("Load"), fields: [field], submit: verbatim("Go on") };
    const reply = { kind: "form", command: "a.b", key: "k1", form } as const;
    tryout.answer = ({ kind }) =>
      kind === "submitted" ? { ...reply, errors: { list: verbatim("No heading.") } } : reply;
    await page.setViewportSize({ width: 390, height: 844 });
    await open("dm");
    await page.locator("#composer-text").fill("/team load");
    await page.keyboard.press("Enter");
    const input = page.getByLabel("List", { exact: true });
    await input.setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from("a,b") });
    expect((await input.boundingBox())?.height).toBeGreaterThanOrEqual(44);

    for (const times of [1, 2]) {
      await page.getByRole("button", { name: "Go on" }).click();
      await page.getByText("No heading.").waitFor();
      const submitted = () => tryout.intents.filter(({ kind }) => kind === "submitted");
      await expect.poll(() => submitted().length).toBe(times);
      expect(submitted().at(-1)).toMatchObject({ values: { list: "a,b", "list.name": "list.csv" } });
      expect(
        await input.evaluate((one: { files: { name: string }[] }) => [...one.files].map(({ name }) => name)),
      ).toEqual(["list.csv"]);
    }
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  });
});
