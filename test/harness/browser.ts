import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

// The headless shell takes a third of the time and memory: it is what Playwright brings for headless tests.
// https://playwright.dev/docs/browsers#chromium-headless-shell
const USUAL = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];
const HOW =
  "Install it (Debian: apt-get install chromium-headless-shell) or set CHROMIUM_PATH to a Chromium or Chrome.";

/** The browser's program, or null. In CI a missing browser is an error: there, nothing may be left out quietly. */
export function findChromium(): string | null {
  const found = USUAL.find((path) => path && existsSync(path)) ?? null;
  if (found) return found;
  if (process.env.CI) throw new Error(`No Chromium was found for the browser tests. ${HOW}`);
  return null;
}

/** For `describe.skipIf(withoutBrowser())`: says in one line that and why browser tests are left out. */
export function withoutBrowser(): boolean {
  const missing = findChromium() === null;
  if (missing) console.warn(`Browser tests are left out: no Chromium was found. ${HOW}`);
  return missing;
}

/** Headless Chromium that asks nobody but the server under test. Close it. */
export function launchBrowser(more: string[] = []): Promise<Browser> {
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"];
  return chromium.launch({
    executablePath: findChromium() ?? "",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", ...quiet, ...more],
  });
}

/** A page of its own; what the browser complains of is added to `complaints`. */
export async function openPage(browser: Browser, complaints: string[], how: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", ...how });
  context.setDefaultTimeout(10_000);
  context.on("console", (message) => complaints.push(message.text()));
  context.on("weberror", (error) => complaints.push(String(error.error())));
  return context.newPage();
}
