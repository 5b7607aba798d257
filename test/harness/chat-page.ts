import type { Page } from "playwright-core";

export type ChatPage = ReturnType<typeof createChatPage>;

/** The try-out chat in a browser, used as people use it: by names and labels, with the mouse and the keyboard. */
export function createChatPage(page: Page, origin: string) {
  const dialog = page.getByRole("dialog");
  const log = page.locator("#log");
  const people = page.getByRole("navigation", { name: "You are" });
  const known = new Set<string>();
  const places = page.getByRole("navigation", { name: "Conversations" });

  async function follow(link: ReturnType<Page["locator"]>): Promise<void> {
    const menu = page.getByRole("button", { name: "People and conversations" });
    if (await menu.isVisible()) await menu.click();
    await link.click();
  }

  async function codes(person: ReturnType<Page["locator"]>): Promise<string[]> {
    const mailbox = new URL((await person.getAttribute("href")) ?? "", origin);
    mailbox.searchParams.set("in", "mail");
    const text = await (await page.request.get(mailbox.href)).text();
    return [...text.matchAll(/<output>([^<]+)/g)].map(([, code]) => code ?? "");
  }

  const chat = {
    ...{ page, dialog, log },
    open: () => page.goto(`${origin}/try`),

    /** Plays that person from now on, in the direct messages with the bot unless said otherwise. */
    async be(name: string, place = "Countersign"): Promise<void> {
      await follow(people.getByRole("link", { name }));
      await page.locator(".person[aria-current]", { hasText: name }).waitFor({ state: "attached" });
      await follow(places.getByRole("link", { name: place }));
      await page.locator(".place[aria-current]", { hasText: place }).waitFor({ state: "attached" });
    },

    async says(words: string): Promise<void> {
      // Codes that were there before, also those that no test has read.
      for (const code of await codes(page.locator("a.person[aria-current]"))) known.add(code);
      await page.getByRole("combobox").fill(words);
      await page.keyboard.press("Enter");
    },

    /** Presses a button of the dialog. */
    async presses(button: string): Promise<void> {
      await dialog.getByRole("button", { name: button, exact: true }).last().click();
    },

    /** The code that came to a person's mailbox since something was said, once, without leaving the page. */
    async code(name: string): Promise<string> {
      const person = page.locator("a.person", { hasText: name });
      for (const until = Date.now() + 10_000; Date.now() < until; await page.waitForTimeout(50)) {
        const code = (await codes(person)).find((one) => !known.has(one));
        if (code) {
          known.add(code);
          return code;
        }
      }
      throw new Error(`No new code came to ${name}'s mailbox`);
    },

    /** The title that the dialog has now. */
    titled: (title: string | RegExp) => dialog.getByRole("heading", { name: title }).waitFor(),

    /** Goes through the activation pages, which a link of the chat opens in a tab of their own. */
    async activates(name: string, password: string): Promise<string> {
      const opened = page.waitForEvent("popup");
      await log.getByRole("link", { name: "Get started" }).first().click();
      const tab = await opened;
      await tab.getByRole("button", { name: "Send code" }).click();
      await tab.getByRole("textbox", { name: "Code from the e-mail" }).fill(await chat.code(name));
      await tab.getByLabel("New password").fill(password);
      await tab.getByLabel("Repeat the password").fill(password);
      await tab.getByRole("button", { name: "Activate" }).click();
      const said = await tab.getByRole("heading", { name: "You're in" }).textContent();
      await tab.close();
      return said ?? "";
    },
  };
  return chat;
}
