import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Intent, Reply } from "../../src/core/conversation.ts";
import { text, verbatim } from "../../src/text/text.ts";
import { launchBrowser, openPage, withoutBrowser } from "../harness/browser.ts";
import { ADA, type OpenTryout, openTryout } from "./setup.ts";

type FormReply = Extract<Reply, { kind: "form" }>;

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const form: FormReply = {
  kind: "form",
  command: "request.approve",
  key: "k1",
  ref: { id: "7", version: 1 },
  form: {
    title: verbatim("Approve request"),
    intro: [verbatim("We have sent a code."), verbatim("This is exactly what you approve:")],
    // As long as a request with many roles and accounts.
    facts: Array.from({ length: 24 }, (_, at) => ({ label: verbatim(`Fact ${at}`), value: verbatim("A long value") })),
    fields: [
      { kind: "text", name: "comment", label: verbatim("Comment"), maxLength: 500, multiline: true, optional: true },
      { kind: "code", name: "code", label: verbatim("One-time code"), length: 8 },
    ],
    submit: verbatim("Approve"),
    extras: [{ label: verbatim("Send a new code"), command: "request.approve", values: { anew: "yes" } }],
  },
};
const again: FormReply = {
  ...form,
  form: { ...form.form, intro: [text("code.sent-again", { address: "a***@e***.com", minutes: 10 })] },
};
const wrong: FormReply = { ...form, values: { comment: "Welcome" }, errors: { code: text("code.wrong") } };

function answer(intent: Intent): Reply {
  if (intent.kind === "pressed") return again;
  if (intent.kind === "typed") return form;
  return intent.values.code === "11111111" ? { kind: "text", text: verbatim("Approved and done.") } : wrong;
}

describe.skipIf(withoutBrowser())("the dialog of the try-out chat, in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let tryout: OpenTryout;
  let page: Page;
  let dialog: Locator;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  beforeEach(async () => {
    tryout = await openTryout({ answer });
  });
  afterEach(async () => {
    await page.context().close();
    await tryout.close();
    expect(complaints.splice(0), "what the browser complained of").toEqual([]);
  });
  afterAll(() => browser.close());

  async function open(how: BrowserContextOptions = DESKTOP): Promise<void> {
    page = await openPage(browser, complaints, how);
    dialog = page.locator("#dialog");
    await page.goto(`${tryout.origin}/try`);
    await ask();
  }
  const ask = async () => {
    await page.getByRole("combobox").fill("/team");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await dialog.getByRole("heading", { name: "Approve request" }).waitFor();
  };
  const mail = (code: string, at = new Date()) =>
    tryout.mails.push({
      ...{ id: code, to: ADA.email, at: at.toISOString(), subject: "Your code", text: code, html: "", code },
    });
  const fillIn = () => dialog.getByRole("button", { name: "Fill in" });
  const comment = () => dialog.getByLabel("Comment");
  const code = () => dialog.getByLabel("One-time code");
  const question = () => page.getByRole("alertdialog", { name: "Discard this form?" });
  /** Draws the page again, so that something that must not appear had its chance. */
  const redrawn = async () => {
    const fetched = page.waitForResponse(
      (response) => response.url().includes("/try?") || response.url().endsWith("/try"),
    );
    await tryout.driver.writes("grace", "hello");
    await tryout.chat.sender.post(
      { platform: "local", tenant: "local", kind: "channel", id: "approvals" },
      { title: verbatim("x") },
      "en",
    );
    await fetched;
    await page.waitForTimeout(150);
  };

  describe("the code at hand", () => {
    it("is one that came after the form, and neither an older one nor one that was refused or used", async () => {
      mail("99999999", new Date(Date.now() - 60_000));
      await open();
      await redrawn();
      expect(await fillIn().count()).toBe(0);
      mail("22222222");
      await fillIn().click();
      expect(await code().inputValue()).toBe("22222222");
      await dialog.getByRole("button", { name: "Approve" }).click();
      await dialog.locator("#error-code").waitFor();
      await redrawn();
      expect(await fillIn().count()).toBe(0);
      mail("11111111");
      await fillIn().click();
      await dialog.getByRole("button", { name: "Approve" }).click();
      await dialog.getByText("Approved and done.").waitFor();
      await page.keyboard.press("Escape");
      await ask();
      await redrawn();
      expect(await fillIn().count()).toBe(0);
    });

    it("leaves room for what is approved, and a line under which that goes on", async () => {
      await open();
      mail("22222222");
      await fillIn().waitFor();
      const { height = 0 } = (await dialog.locator(".sheet-above").boundingBox()) ?? {};
      expect(height).toBeGreaterThan(260);
      expect(
        await page.evaluate('getComputedStyle(document.querySelector("#dialog .sheet-fields")).borderTopStyle'),
      ).toBe("solid");
    });

    it("goes when another one was asked for, until that has come", async () => {
      await open();
      mail("22222222");
      await fillIn().waitFor();
      await dialog.getByRole("button", { name: "Send a new code" }).click();
      await dialog.getByRole("status").getByText("We have sent a new code to a***@e***.com.").waitFor();
      await redrawn();
      expect(await fillIn().count()).toBe(0);
      mail("11111111");
      await fillIn().click();
      expect(await code().inputValue()).toBe("11111111");
    });

    it("is there again when the form was closed and opened while it waits", async () => {
      await open();
      mail("22222222");
      await fillIn().waitFor();
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
      await ask();
      await fillIn().waitFor();
    });
  });

  describe("what was filled in", () => {
    it("is not thrown away without a question: Escape, again and again, the close button, a press beside it", async () => {
      await open();
      await comment().fill("Welcome");
      const ways = [
        () => page.keyboard.press("Escape"),
        () => dialog.getByRole("button", { name: "Close" }).click(),
        () => dialog.getByRole("button", { name: "Cancel" }).click(),
        () => page.mouse.click(10, 10),
      ];
      for (const leave of ways) {
        await leave();
        await question().getByRole("button", { name: "Keep editing" }).click();
        expect(await comment().inputValue()).toBe("Welcome");
      }
      for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press("Escape");
      expect(await comment().inputValue()).toBe("Welcome");
      await page.keyboard.press("Escape");
      if (!(await question().isVisible())) await page.keyboard.press("Escape");
      await question().getByRole("button", { name: "Discard" }).click();
      await dialog.waitFor({ state: "hidden" });
    });

    it("counts also when the form came back with an error or another code", async () => {
      await open();
      await comment().fill("Welcome");
      await code().fill("22222222");
      await dialog.getByRole("button", { name: "Approve" }).click();
      await dialog.locator("#error-code").waitFor();
      await page.keyboard.press("Escape");
      await question().getByRole("button", { name: "Keep editing" }).click();
      await dialog.getByRole("button", { name: "Send a new code" }).click();
      await dialog.getByText("We have sent a new code").waitFor();
      await page.keyboard.press("Escape");
      await question().waitFor();
    });

    it("is nothing, where nothing was: an untouched form just closes, by each of these ways", async () => {
      await open();
      const ways = [
        () => page.keyboard.press("Escape"),
        () => dialog.getByRole("button", { name: "Close" }).click(),
        () => page.mouse.click(10, 10),
      ];
      for (const leave of ways) {
        await leave();
        await dialog.waitFor({ state: "hidden" });
        await ask();
      }
    });
  });

  describe("on a telephone", () => {
    const inView = async (target: Locator) => {
      const { y, height } = (await target.boundingBox()) ?? { y: -1, height: 0 };
      return y >= 0 && y + height <= 844;
    };

    it("has the code and the main button in view, and what is above them scrolls", async () => {
      await open(PHONE);
      const approve = dialog.getByRole("button", { name: "Approve", exact: true });
      expect([await inView(code()), await inView(approve)]).toEqual([true, true]);
      const last = dialog.getByText("Fact 23", { exact: true });
      expect(await inView(last)).toBe(false);
      await last.scrollIntoViewIfNeeded();
      expect([await inView(last), await inView(code()), await inView(approve)]).toEqual([true, true, true]);
    });

    it("shows what is wrong, at its field alone, with everything still at hand", async () => {
      await open(PHONE);
      await comment().fill("Welcome");
      await code().fill("22222222");
      await dialog.getByRole("button", { name: "Approve", exact: true }).tap();
      const error = dialog.locator("#error-code");
      await error.waitFor();
      expect(await inView(error)).toBe(true);
      expect(await inView(code())).toBe(true);
      expect(await dialog.locator("[aria-invalid]").count()).toBe(1);
      expect(await inView(dialog.getByRole("button", { name: "Approve", exact: true }))).toBe(true);
      // A keyboard takes half of the screen.
      await page.setViewportSize({ width: 390, height: 420 });
      await code().focus();
      const { y = -1 } = (await code().boundingBox()) ?? {};
      expect(y > 0 && y < 420).toBe(true);
      const { y: foot = -1, height = 0 } =
        (await dialog.getByRole("button", { name: "Approve", exact: true }).boundingBox()) ?? {};
      expect(foot > 0 && foot + height <= 420).toBe(true);
    });
  });
});
