import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Reply } from "../../src/core/conversation.ts";
import { text, verbatim } from "../../src/text/text.ts";
import { accessibilityProblems } from "../harness/axe.ts";
import { launchBrowser, withoutBrowser } from "../harness/browser.ts";
import { ADA, NOTHING_DONE, type OpenTryout, openTryout } from "./setup.ts";

type FormReply = Extract<Reply, { kind: "form" }>;

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const looks = [DESKTOP, PHONE].flatMap((size) =>
  (["light", "dark"] as const).map((colorScheme) => ({ ...size, colorScheme })),
);
const button = { label: text("button.approve"), command: "request.approve", style: "primary" } as const;
const card: Reply = {
  kind: "card",
  card: {
    ...{ title: verbatim("Request 1"), tone: "waiting", body: [verbatim("Waiting for 1 approval.")] },
    facts: [{ label: verbatim("E-mail"), value: verbatim("linus@example.com") }],
    items: [{ title: verbatim("An item"), detail: verbatim("and more of it"), button }],
    buttons: [button, { ...button, label: text("button.deny"), style: "danger" }],
    links: [
      { label: text("tryout.use-code"), url: "https://example.com" },
      { label: text("tryout.use-code"), url: "https://example.com/more" },
    ],
  },
};
const filled: FormReply = {
  ...{ kind: "form", command: "request.approve", key: "k1", ref: { id: "7", version: 1 } },
  form: {
    title: verbatim("Approve request"),
    intro: [text("code.sent-again", { address: "a***@e***.com", minutes: 10 }), verbatim("This is what you approve:")],
    facts: Array.from({ length: 20 }, (_, at) => ({ label: verbatim(`Fact ${at}`), value: verbatim("A value") })),
    fields: [
      { kind: "search", name: "accounts", label: verbatim("Merchant accounts"), most: 3, options: [] },
      {
        ...{ kind: "choices", name: "roles", label: verbatim("Roles") },
        options: [{ value: "1", label: verbatim("Finance"), description: verbatim("finance staff") }],
      },
      { kind: "text", name: "comment", label: verbatim("Comment"), maxLength: 500, multiline: true, optional: true },
      { kind: "code", name: "code", label: verbatim("One-time code"), hint: verbatim("8 digits"), length: 8 },
    ],
    submit: verbatim("Approve"),
    extras: [{ label: verbatim("Send a new code"), command: "request.approve" }],
  },
};
const wrong: FormReply = {
  ...filled,
  errors: { code: text("code.wrong"), roles: text("field.required"), form: verbatim("Not possible now.") },
};

describe.skipIf(withoutBrowser()).each(looks)(
  "axe finds nothing in the try-out chat, $viewport.width wide, $colorScheme",
  { timeout: 60_000 },
  (look: BrowserContextOptions) => {
    let browser: Browser;
    let tryout: OpenTryout;
    let page: Page;
    beforeAll(async () => {
      tryout = await openTryout({ answer: ({ kind }) => (kind === "submitted" ? wrong : filled) });
      await tryout.driver.join({ name: "Linus", email: "linus@example.com" });
      for (const only of ["ada", undefined]) {
        const to = { platform: "local", tenant: "local", kind: only ? "person" : "channel", id: only ?? "approvals" };
        await tryout.chat.sender.post(to as never, card.card, "en");
      }
      const mail = { to: ADA.email, at: new Date().toISOString(), subject: "Your code", text: "Use it.\n\n-- \nBye" };
      tryout.mails.push({ ...mail, id: "1", html: "", code: "12345678" });
      tryout.mails.push({ ...mail, id: "2", html: "", link: { label: "Get started", url: "https://example.com" } });
      browser = await launchBrowser();
      page = await (await browser.newContext({ ...look, locale: "en-GB", reducedMotion: "reduce" })).newPage();
      page.setDefaultTimeout(10_000);
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      await tryout?.close();
    });

    const found = () => accessibilityProblems(page);
    const opens = (at: string) => page.goto(`${tryout.origin}/try?${new URLSearchParams({ as: "ada", in: at })}`);
    const asks = async () => {
      await opens("dm");
      await page.getByRole("combobox").fill("/team invite");
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByRole("dialog").getByRole("heading", { name: "Approve request" }).waitFor();
    };

    it.each(["dm", "channel:approvals", "channel:empty", "mail"])("in %s", async (at) => {
      await opens(at);
      expect(await found()).toEqual([]);
    });

    it("with the guide open, when all is done, and without it", async () => {
      await opens("dm");
      const more = page.getByRole("button", { name: "All steps of the tour" });
      if (await more.isVisible()) await more.click();
      expect(await found()).toEqual([]);
      const done = Object.fromEntries(Object.keys(NOTHING_DONE).map((step) => [step, true])) as typeof NOTHING_DONE;
      tryout.progress = async () => done;
      tryout.answer = () => ({ kind: "card", card: { title: { id: "history.title" } } });
      await tryout.driver.types("ada", "history");
      await opens("dm");
      await page.getByText("That was the tour.").waitFor();
      expect(await found()).toEqual([]);
      await page.getByRole("button", { name: "Close the guide" }).click();
      await page.getByText("That was the tour.").waitFor({ state: "hidden" });
      expect(await found()).toEqual([]);
      tryout.answer = ({ kind }) => (kind === "submitted" ? wrong : filled);
    });

    it("with a form, its errors, and the question before it is discarded", async () => {
      await asks();
      expect(await found()).toEqual([]);
      const dialog = page.locator("#dialog");
      await dialog.getByLabel("Comment").fill("Welcome");
      await dialog.getByRole("button", { name: "Approve" }).click();
      await dialog.locator("#error-code").waitFor();
      expect(await found()).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("alertdialog").waitFor();
      expect(await found()).toEqual([]);
    });

    it("with people and conversations, and with a person to add", async () => {
      await opens("dm");
      const menu = page.getByRole("button", { name: "People and conversations" });
      if (await menu.isVisible()) await menu.click();
      expect(await found()).toEqual([]);
      await page.getByRole("button", { name: "Add a person" }).click();
      await page.getByRole("dialog").getByLabel("Name").waitFor();
      expect(await found()).toEqual([]);
    });
  },
);
