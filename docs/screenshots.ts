import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { findChromium } from "../test/harness/browser.ts";
import { type ChatPage, createChatPage } from "../test/harness/chat-page.ts";
import { startProduct } from "../test/harness/product.ts";

// Takes the README's pictures: `node docs/screenshots.ts`. It plays the story in the try-out chat of a product that it
// starts for this, so that the pictures show what there is.

const IMAGES = join(import.meta.dirname, "images");
const PASSWORD = "correct horse battery staple";
const ALL_ACCOUNTS = "All merchant accounts, including new ones";
const look = { colorScheme: "light", locale: "en-GB", reducedMotion: "reduce" } as const;
// Sharp on every screen, and below 200 KB.
const DESKTOP = { viewport: { width: 1080, height: 760 }, deviceScaleFactor: 1.5 };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true };

type Parts = { browser: Browser; chat: ChatPage; url: string };

async function main(): Promise<void> {
  const executablePath = chromiumPath();
  const folder = await mkdtemp(join(tmpdir(), "countersign-screenshots-"));
  const [product, browser] = await Promise.all([
    startProduct(folder),
    chromium.launch({ executablePath, args: ["--no-sandbox"] }),
  ]);
  try {
    await mkdir(IMAGES, { recursive: true });
    const context = await browser.newContext({ ...look, ...DESKTOP });
    const page = await context.newPage();
    await play({ browser, chat: createChatPage(page, product.url), url: product.url });
  } finally {
    await browser.close();
    await product.stop();
    await rm(folder, { recursive: true });
  }
}

async function play({ browser, chat, url }: Parts): Promise<void> {
  const { page, dialog, log } = chat;
  await chat.open();
  await page.getByRole("button", { name: "Close the guide" }).click();
  await chat.activates("Ada", PASSWORD);
  await invite(chat, "grace@example.com", "admin");
  await confirm(chat, "Ada");
  await chat.be("Grace");
  const link = await log.getByRole("link", { name: "Get started" }).first().getAttribute("href");
  await takeActivation(browser, chat, new URL(link ?? "", url).href);
  await chat.be("Ada");
  await invite(chat, "linus@example.com", "finance");
  await dialog.getByLabel("Reason").fill("Month-end closing");
  await dialog.getByLabel("E-mail").focus();
  await take(page, "invite", await around(page, "dialog", 20));
  await confirm(chat, "Ada");
  await chat.be("Grace", "approvals");
  await log.getByRole("button", { name: "Approve" }).waitFor();
  await fitTo(page, ".entry:last-child");
  await take(page, "approval");
}

async function invite({ dialog, says }: ChatPage, email: string, role: string): Promise<void> {
  await says(`/team invite ${email} ${role}`);
  await dialog.getByLabel(ALL_ACCOUNTS).check();
}

async function confirm(chat: ChatPage, name: string): Promise<void> {
  await chat.presses("Continue");
  await chat.dialog.getByLabel("One-time code").fill(await chat.code(name));
  await chat.presses("Confirm");
  await chat.dialog.getByText("Fingerprint").waitFor();
  await chat.presses("Close");
}

/** The page on a telephone on which the invitee sets the password. */
async function takeActivation(browser: Browser, chat: ChatPage, link: string): Promise<void> {
  const phone = await browser.newPage({ ...look, ...PHONE });
  await phone.goto(link);
  await phone.getByRole("button", { name: "Send code" }).click();
  await phone.getByRole("textbox", { name: "Code from the e-mail" }).fill(await chat.code("Grace"));
  await phone.getByLabel("New password").fill(PASSWORD);
  await phone.getByLabel("Repeat the password").fill(PASSWORD);
  await phone.evaluate("document.activeElement.blur()");
  const button = phone.getByRole("button", { name: "Activate" });
  const { y, height } = (await button.boundingBox()) ?? NOWHERE;
  await take(phone, "activation", { x: 0, y: 0, width: 390, height: y + height + 24 });
  await button.click();
  await phone.getByRole("heading", { name: "You're in" }).waitFor();
  await phone.close();
}

type Clip = { x: number; y: number; width: number; height: number };
const NOWHERE: Clip = { x: 0, y: 0, width: 0, height: 0 };
const HEAD_AND_COMPOSER = 148;

async function take(page: Page, name: string, clip?: Clip): Promise<void> {
  const path = join(IMAGES, `${name}.png`);
  const { length } = await page.screenshot({ path, animations: "disabled", ...(clip && { clip }) });
  process.stdout.write(`${path}: ${Math.round(length / 1024)} KB\n`);
}

/** A window just high enough for that message. */
async function fitTo(page: Page, message: string): Promise<void> {
  const width = 940;
  await page.setViewportSize({ width, height: 760 });
  const { height } = (await page.locator(message).boundingBox()) ?? NOWHERE;
  await page.setViewportSize({ width, height: Math.ceil(height) + HEAD_AND_COMPOSER });
  await page.evaluate(`document.querySelector("${message}").scrollIntoView({ block: "start" })`);
  await page.evaluate("document.activeElement.blur()");
}

async function around(page: Page, selector: string, margin: number): Promise<Clip> {
  const { x, y, width, height } = (await page.locator(selector).boundingBox()) ?? NOWHERE;
  const above = Math.min(margin, y);
  return { x: x - margin, y: y - above, width: width + 2 * margin, height: height + 2 * above };
}

function chromiumPath(): string {
  const path = findChromium() ?? chromium.executablePath();
  if (existsSync(path)) return path;
  throw new Error("No Chromium was found. Install it (Debian: apt-get install chromium) or set CHROMIUM_PATH to one.");
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
