import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Locator, Page } from "playwright-core";
import { mailFolder } from "../../src/boot/chats.ts";
import { readFolder, type StoredMail } from "../../src/delivery/mail-folder.ts";
import type { Person } from "./people.ts";

const PATIENCE_MS = 20_000;
const PASSWORD = "correct horse battery staple";
const LOOK = { viewport: { width: 1280, height: 1000 }, deviceScaleFactor: 1.25, locale: "en-GB" };

/** Where pictures go, and where the bot's mail is. */
export type Session = { browser: Browser; pictures: string; dataDir: string };
export type Screen = Awaited<ReturnType<typeof openScreen>>;

let pictures = 0;

/** Somebody before their playground. Cards are found by what they say, the rest by roles and labels. */
export async function openScreen(session: Session, person: Person, url: string) {
  const context = await session.browser.newContext(LOOK);
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole("button", { name: "Hide log panel" }).click();
  const next = createMailbox(mailFolder({ DATA_DIR: session.dataDir }), person.email);
  const code = async () => (await next(({ code }) => code !== undefined)).code ?? "";

  return {
    ...{ ...person, code },
    async says(words: string): Promise<void> {
      await page.locator('[contenteditable="true"][role="textbox"]').click();
      await page.keyboard.type(words);
      await page.keyboard.press("Enter");
    },
    /** The newest card with these words, once it is there. */
    async finds(...words: string[]): Promise<Locator> {
      const cards = words.reduce((found, hasText) => found.filter({ hasText }), page.locator(".ac-adaptiveCard"));
      await cards.last().waitFor();
      return cards.last();
    },
    async takes(name: string): Promise<void> {
      pictures += 1;
      const file = `${String(pictures).padStart(2, "0")}-${person.name.toLowerCase()}-${name}.png`;
      await page.screenshot({ path: join(session.pictures, file), animations: "disabled" });
    },
    /** Opens the link on a card, or the one that was mailed, and goes through the pages. */
    async activates(card?: Locator): Promise<void> {
      const opened = card ? page.waitForEvent("popup") : context.newPage();
      await card?.getByText("Get started").click();
      const tab = await opened;
      if (!card) await tab.goto((await next(({ link }) => link !== undefined)).link?.url ?? "");
      await fillPages(tab, code);
      await tab.close();
    },
  };
}

async function fillPages(tab: Page, code: () => Promise<string>): Promise<void> {
  await tab.getByRole("button", { name: "Send code" }).click();
  await tab.getByRole("textbox", { name: "Code from the e-mail" }).fill(await code());
  await tab.getByLabel("New password").fill(PASSWORD);
  await tab.getByLabel("Repeat the password").fill(PASSWORD);
  await tab.getByRole("button", { name: "Activate" }).click();
  await tab.getByRole("heading", { name: "You're in" }).waitFor();
}

/** The oldest mail to that address that fits and was not read yet, once it is there. */
function createMailbox(folder: string, address: string) {
  const read = new Set<string>();
  return async (fits: (mail: StoredMail) => boolean): Promise<StoredMail> => {
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(100)) {
      const mails = await readFolder(folder);
      const found = mails.findLast((mail) => mail.to === address && !read.has(mail.id) && fits(mail));
      if (!found) continue;
      read.add(found.id);
      return found;
    }
    throw new Error(`no such mail came to ${address}`);
  };
}
