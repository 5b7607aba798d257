import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Reply } from "../../src/core/conversation.ts";
import { verbatim } from "../../src/text/text.ts";
import { launchBrowser, openPage, withoutBrowser } from "../harness/browser.ts";
import { type ChatPage, createChatPage } from "../harness/chat-page.ts";
import { type OpenTryout, openTryout } from "./setup.ts";

const SCREENS: [string, BrowserContextOptions][] = [
  ["on a desktop", { viewport: { width: 1280, height: 800 } }],
  ["on a telephone", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
];
const form: Reply = {
  kind: "form",
  command: "invitation.create",
  key: "k1",
  form: {
    title: verbatim("Invite a member"),
    fields: [{ kind: "text", name: "reason", label: verbatim("Reason"), maxLength: 500 }],
    submit: verbatim("Continue"),
  },
};

describe.skipIf(withoutBrowser())("going back in the browser, in the try-out chat", { timeout: 60_000 }, () => {
  let browser: Browser;
  let tryout: OpenTryout;
  let page: Page;
  let chat: ChatPage;
  let asked: string[];
  let answer: "stay" | "leave";
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  beforeEach(async () => {
    tryout = await openTryout({
      answer: ({ kind }) => (kind === "submitted" ? { kind: "text", text: verbatim("Sent.") } : form),
    });
  });
  afterEach(async () => {
    await page.context().close();
    await tryout.close();
    expect(complaints.splice(0), "what the browser complained of").toEqual([]);
  });
  afterAll(() => browser.close());

  const reason = () => chat.dialog.getByLabel("Reason");
  const question = () => page.getByRole("alertdialog", { name: "Discard this form?" });
  const isFormOpen = () => page.locator("#dialog").evaluate((dialog) => dialog.hasAttribute("open"));
  const closed = () => page.locator("#dialog").waitFor({ state: "hidden" });
  const back = () => page.evaluate("history.back()");
  const isAt = (place: string) => expect.poll(() => new URL(page.url()).searchParams.get("in")).toBe(place);
  const settled = () => page.waitForTimeout(200);

  /** In the direct messages, after #approvals, with the form in front. */
  async function open(how: BrowserContextOptions): Promise<void> {
    page = await openPage(browser, complaints, how);
    [asked, answer] = [[], "leave"];
    page.on("dialog", async (dialog) => {
      asked.push(dialog.type());
      await (answer === "leave" ? dialog.accept() : dialog.dismiss());
    });
    chat = createChatPage(page, tryout.origin);
    await chat.open();
    await chat.be("Grace", "approvals");
    await chat.be("Grace");
    await ask();
  }

  async function ask(): Promise<void> {
    await page.getByRole("combobox").fill("/team invite");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await chat.titled("Invite a member");
  }

  describe.each(SCREENS)("%s", (_, how) => {
    it("asks before a filled form goes, each time, and keeps it and the place", async () => {
      await open(how);
      await reason().fill("Month-end closing");
      for (let times = 0; times < 3; times += 1) {
        await back();
        await question().getByRole("button", { name: "Keep editing" }).click();
        await settled();
        expect(await reason().inputValue()).toBe("Month-end closing");
        expect(await isFormOpen()).toBe(true);
        await isAt("dm");
      }
    });

    it("goes back from the question to the form, and however often in a row, the form stays", async () => {
      await open(how);
      await reason().fill("Month-end closing");
      await back();
      await question().waitFor();
      await back();
      await question().waitFor({ state: "hidden" });
      await page.evaluate("history.back(); history.back(); history.go(-3)");
      await settled();
      expect(await reason().inputValue()).toBe("Month-end closing");
      expect(await isFormOpen()).toBe(true);
      await isAt("dm");
    });

    it("closes a form that is not filled in, and nothing else", async () => {
      await open(how);
      await back();
      await closed();
      await settled();
      await isAt("dm");
      expect(await question().isVisible()).toBe(false);
      await back();
      await isAt("channel:approvals");
    });

    const ends: [string, () => Promise<unknown>][] = [
      ["closed", () => chat.presses("Cancel")],
      ["left with Escape", () => page.keyboard.press("Escape")],
      [
        "discarded after going back",
        async () => {
          await reason().fill("Month-end closing");
          await back();
          await question().getByRole("button", { name: "Discard" }).click();
        },
      ],
      [
        "sent",
        async () => {
          await reason().fill("Month-end closing");
          await chat.presses("Continue");
          await chat.dialog.getByText("Sent.").waitFor();
          await chat.presses("Close");
        },
      ],
    ];

    it.each(ends)("leads to where one was before, when the form was %s", async (_how, end) => {
      await open(how);
      await end();
      await closed();
      await settled();
      await isAt("dm");
      await back();
      await isAt("channel:approvals");
      await page.goForward();
      await isAt("dm");
      expect(await isFormOpen()).toBe(false);
      await ask();
      expect(await isFormOpen()).toBe(true);
    });

    it("lets the browser ask before a filled form is lost to a reload or a link, and never else", async () => {
      await open(how);
      await page.reload();
      await settled();
      await ask();
      await chat.presses("Cancel");
      await closed();
      await settled();
      await page.reload();
      expect(asked).toEqual([]);
      await ask();
      await reason().fill("Month-end closing");
      answer = "stay";
      await page.evaluate("location.reload()");
      await expect.poll(() => asked).toEqual(["beforeunload"]);
      expect(await reason().inputValue()).toBe("Month-end closing");
      answer = "leave";
      await page.reload();
      await closed();
      await settled();
      await isAt("dm");
      await back();
      await isAt("channel:approvals");
    });
  });

  it("follows a person who was added: the form for them is left, and Back leads before it", async () => {
    await open(SCREENS[0]?.[1] ?? {});
    await back();
    await closed();
    await page.getByRole("button", { name: "Add a person" }).click();
    await chat.dialog.getByLabel("Name").fill("Zoe");
    await chat.dialog.getByLabel("E-mail").fill("zoe@example.com");
    await page.keyboard.press("Enter");
    await page.getByText("Direct messages with Zoe").waitFor();
    await back();
    await page.getByText("Direct messages with Grace").waitFor();
    expect(await isFormOpen()).toBe(false);
  });
});
