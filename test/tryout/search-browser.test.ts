import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Reply } from "../../src/core/conversation.ts";
import type { Option } from "../../src/core/form.ts";
import { text, verbatim } from "../../src/text/text.ts";
import { launchBrowser, openPage, withoutBrowser } from "../harness/browser.ts";
import { ADA, type OpenTryout, openTryout } from "./setup.ts";

type FormReply = Extract<Reply, { kind: "form" }>;

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const shops: Option[] = Array.from({ length: 180 }, (_, at) => ({
  value: `id-${at + 1}`,
  label: verbatim(`Shop ${at + 1}`),
  ...(at % 2 === 0 && { description: verbatim("Sells <b>by the dozen</b>") }),
}));
const form: FormReply = {
  kind: "form",
  command: "member.change",
  key: "k1",
  form: {
    title: verbatim("Change a member"),
    fields: [
      { kind: "search", name: "accounts", label: verbatim("Merchant accounts"), most: 3, options: shops.slice(0, 1) },
      { kind: "search", name: "backup", label: verbatim("Backup"), most: 1, options: [], optional: true },
      { kind: "text", name: "reason", label: verbatim("Reason"), maxLength: 50 },
      { kind: "code", name: "code", label: verbatim("One-time code"), length: 8 },
    ],
    submit: verbatim("Continue"),
    extras: [{ label: verbatim("Send a new code"), command: "member.code" }],
  },
};

describe.skipIf(withoutBrowser())("a field to search in, in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let tryout: OpenTryout;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  beforeEach(async () => {
    tryout = await openTryout({ answer: () => form });
    tryout.suggested = ({ typed }) => shops.filter(({ label }) => JSON.stringify(label).includes(`Shop ${typed}`));
  });
  afterEach(async () => {
    await page.context().close();
    await tryout.close();
    expect(complaints.splice(0), "what the browser complained of").toEqual([]);
  });
  afterAll(() => browser.close());

  async function open(how: BrowserContextOptions = DESKTOP): Promise<void> {
    page = await openPage(browser, complaints, how);
    await page.goto(`${tryout.origin}/try?as=${ADA.id}`);
    await page.getByRole("combobox").fill("/team change");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
  }

  const field = (name = "Merchant accounts") => page.getByRole("dialog").getByRole("combobox", { name });
  const options = () => page.getByRole("dialog").getByRole("option");
  const active = () => page.getByRole("option", { selected: true });
  const chosen = async (name = "accounts") => page.locator(`[data-search=${name}] .chosen span`).allTextContents();
  const note = (words: string) => page.locator(".found-note", { hasText: words });
  const said = (words: string) =>
    page.locator("[data-search] [role=status]", { hasText: words }).first().waitFor({ state: "attached" });
  const sent = () => {
    const last = tryout.intents.at(-1);
    return last?.kind === "submitted" ? last.values : {};
  };

  it("is used with the keyboard alone", async () => {
    await open();
    expect(await chosen()).toEqual(["Shop 1"]);
    expect(await field().evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await page.keyboard.type("18");
    await options().first().waitFor();
    await said("2 found");
    expect(await field().getAttribute("aria-expanded")).toBe("true");
    expect(await active().getAttribute("id")).toBe(await field().getAttribute("aria-activedescendant"));
    await page.keyboard.press("ArrowDown");
    expect(await active().locator(".option-label").textContent()).toBe("Shop 180");
    await page.keyboard.press("ArrowDown");
    expect(await active().locator(".option-label").textContent()).toBe("Shop 18");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await said("Shop 180 added");
    expect([await chosen(), await field().inputValue(), await options().count()]).toEqual([
      ["Shop 1", "Shop 180"],
      "",
      0,
    ]);
    await page.keyboard.press("Backspace");
    await said("Shop 180 removed");
    expect(await chosen()).toEqual(["Shop 1"]);
    await page.keyboard.press("ArrowDown");
    await options().first().waitFor();
    await page.keyboard.press("Escape");
    expect(await options().count()).toBe(0);
    expect(await page.getByRole("dialog").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  });

  it("never sends the form with Enter while something is typed, and forgets what was not chosen", async () => {
    await open();
    await page.keyboard.type("nothing like it");
    await page.keyboard.press("Enter");
    await note("Nothing found").waitFor();
    await page.keyboard.press("Enter");
    expect(tryout.intents).toHaveLength(1);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await field().inputValue()).toBe("");
    expect(await note("Nothing found").count()).toBe(0);
  });

  it("asks once for what is typed in one go, without the code, and says when there may be more", async () => {
    await open();
    await page.getByLabel("One-time code").fill("48151623");
    await field().pressSequentially("1", { delay: 10 });
    await options().first().waitFor();
    const before = tryout.askings.length;
    await field().fill("");
    await field().pressSequentially("17", { delay: 10 });
    await said("11 found");
    expect(tryout.askings.slice(before).map(({ typed }) => typed)).toEqual(["17"]);
    expect(tryout.askings.at(-1)?.values).toEqual({ accounts: ["id-1"], backup: "", reason: "" });
    await field().fill("");
    await note("Keep typing to find more").waitFor();
    expect(await options().count()).toBe(99);
  });

  it("shows what belongs to the newest words, however late an answer comes", async () => {
    await open();
    await page.route("**/try/search", async (route) => {
      if (route.request().postDataJSON().typed === "2") await new Promise((resolve) => setTimeout(resolve, 600));
      await route.continue();
    });
    await field().pressSequentially("2");
    await page.waitForRequest("**/try/search");
    await field().fill("33");
    await said("1 found");
    await page.waitForTimeout(800);
    expect(await page.locator(".option-label").allTextContents()).toEqual(["Shop 33"]);
  });

  it("takes as many as it may, with the mouse", async () => {
    await open();
    for (const shop of ["42", "43"]) {
      await field().fill(shop);
      await options().first().click();
    }
    expect(await chosen()).toEqual(["Shop 1", "Shop 42", "Shop 43"]);
    await field().fill("44");
    await note("You can choose at most 3. Remove one to choose another.").waitFor();
    await page.getByRole("button", { name: "Remove Shop 42" }).click();
    await field("Backup").fill("7");
    await options().first().click();
    await field("Backup").fill("8");
    await options().first().click();
    expect(await chosen("backup")).toEqual(["Shop 8"]);
    await page.getByLabel("Reason").fill("x");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect.poll(() => tryout.intents.length).toBe(2);
    expect(sent()).toMatchObject({ accounts: ["id-1", "id-43"], backup: "id-8", reason: "x" });
  });

  it("keeps what was chosen through errors and new codes", async () => {
    tryout.answer = (intent) =>
      intent.kind === "submitted"
        ? { ...form, values: intent.values, errors: { accounts: verbatim("Not these") } }
        : form;
    await open();
    await field().fill("77");
    await options().first().click();
    await page.getByRole("button", { name: "Send a new code" }).click();
    await expect.poll(() => tryout.intents.length).toBe(2);
    await page.locator("dialog [aria-busy]").waitFor({ state: "detached" });
    expect(await chosen()).toEqual(["Shop 1", "Shop 77"]);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("Not these").waitFor();
    expect(await chosen()).toEqual(["Shop 1", "Shop 77"]);
    expect(await field().evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Backspace");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect.poll(() => tryout.intents.length).toBe(4);
    expect(sent().accounts).toEqual([]);
  });

  it("is used with a finger on a telephone, and nothing is wider than the screen", async () => {
    await open(PHONE);
    await field().tap();
    await options().first().waitFor();
    const { y = 0, height = 0 } = (await page.locator(".found").first().boundingBox()) ?? {};
    expect(y + height).toBeLessThanOrEqual(844);
    for (const option of (await options().all()).slice(0, 3))
      expect((await option.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await options().nth(3).tap();
    expect(await chosen()).toEqual(["Shop 1", "Shop 5"]);
    const remove = page.getByRole("button", { name: "Remove Shop 1" });
    expect((await remove.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await remove.tap();
    expect(await chosen()).toEqual(["Shop 5"]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  });

  it("says what did not get through, and goes on", async () => {
    await open();
    await page.route("**/try/search", (route) => route.abort());
    await field().fill("5");
    await page.getByRole("alert").getByText("That did not get through.").waitFor();
    await page.unroute("**/try/search");
    await field().fill("55");
    await said("1 found");
    expect(complaints.splice(0).every((one) => one.includes("ERR_FAILED"))).toBe(true);
  });

  it("a time is in the browser's own zone, and stays so when the page is drawn again", async () => {
    const until = text("invited.until", { until: "2026-11-24T10:15:30.000Z" });
    tryout.answer = () => ({ kind: "text", text: until });
    const context = await browser.newContext({ locale: "en-GB", timezoneId: "Asia/Tokyo" });
    page = await context.newPage();
    await page.goto(`${tryout.origin}/try?as=${ADA.id}`);
    for (const count of [1, 2]) {
      await tryout.driver.types(ADA.id, "help");
      await expect.poll(() => page.locator(".plain time").count()).toBe(count);
      expect(await page.locator(".plain time").allTextContents()).toEqual(
        Array(count).fill("24 Nov 2026, 19:15 GMT+9"),
      );
    }
    expect(await page.locator(".plain time").first().getAttribute("title")).toBe("24 Nov 2026, 10:15 UTC");
    await page.getByRole("combobox").fill("/team");
    await page.keyboard.press("Enter");
    await expect.poll(() => tryout.intents.length).toBe(3);
    expect(tryout.intents.at(-1)).toMatchObject({ locale: "en-GB", zone: "Asia/Tokyo" });
    tryout.answer = () => ({ ...form, form: { ...form.form, intro: [until] } });
    await page.getByRole("combobox").fill("/team change");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByText("24 Nov 2026, 19:15 GMT+9").waitFor();
  });
});
