import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Reply } from "../../src/core/conversation.ts";
import { text } from "../../src/text/text.ts";
import { branchingForm } from "../fixtures/branching-form.ts";
import { launchBrowser, withoutBrowser } from "../harness/browser.ts";
import { ADA, type OpenTryout, openTryout } from "./setup.ts";

describe.skipIf(withoutBrowser())("fields that go with a choice, in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let tryout: OpenTryout;
  let page: Page;
  let reply: Reply;

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  beforeEach(async () => {
    reply = branchingForm();
    tryout = await openTryout({ answer: () => reply });
    page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${tryout.origin}/try?as=${ADA.id}`);
    await page.getByRole("combobox").fill("/team a");
    await page.keyboard.press("Enter");
    await dialog().waitFor();
  });
  afterEach(async () => {
    await page.close();
    await tryout.close();
  });
  afterAll(() => browser.close());

  const dialog = () => page.getByRole("dialog");
  const shops = () => dialog().getByRole("group", { name: "Shops" });
  const choose = (what: string) => dialog().getByRole("radio", { name: what }).check();
  const send = async () => {
    await dialog().getByRole("button", { name: "Go" }).click();
    await expect.poll(() => tryout.intents.length).toBe(2);
    const last = tryout.intents.at(-1);
    return last?.kind === "submitted" ? last.values : {};
  };

  it("appear at once with it, and can be used", async () => {
    expect(await shops().isVisible()).toBe(false);
    await choose("some");
    await shops().getByRole("checkbox", { name: "Berlin" }).check();
    expect(await send()).toEqual({ note: "", where: "some", shops: ["Berlin"] });
  });

  it("disappear with another, are not sent, and are as they were if one comes back to it", async () => {
    await choose("some");
    await shops().getByRole("checkbox", { name: "Berlin" }).check();
    await choose("all");
    expect(await shops().isVisible()).toBe(false);
    await choose("some");
    expect(await shops().getByRole("checkbox", { name: "Berlin" }).isChecked()).toBe(true);
    await choose("all");
    expect(await send()).toEqual({ note: "", where: "all" });
  });

  it("are shown where something is wrong with them, and stay while something else is filled in", async () => {
    reply = branchingForm({
      values: { where: "all" },
      errors: { shops: text("field.out-of-place", { choice: "some" }) },
    });
    await send();
    await shops().getByText("This goes only with “some”.").waitFor();
    await dialog().getByRole("textbox", { name: "Note" }).fill("x");
    await page.keyboard.press("Tab");
    expect(await shops().isVisible()).toBe(true);
    await choose("some");
    expect(await shops().isVisible()).toBe(true);
  });
});
