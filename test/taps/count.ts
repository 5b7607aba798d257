// How much work the first story is on a telephone, in the try-out chat: `npm run taps`. It plays it by touch only in
// headless Chromium, and prints the counts and the time.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium, launchBrowser } from "../harness/browser.ts";
import { startProduct } from "../harness/product.ts";
import { createFinger } from "./finger.ts";
import { playByTouch } from "./story.ts";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, locale: "en-GB" };

async function count(): Promise<void> {
  if (!findChromium()) throw new Error("No Chromium was found. Install it or set CHROMIUM_PATH to one.");
  const folder = await mkdtemp(join(tmpdir(), "countersign-taps-"));
  const [product, browser] = await Promise.all([startProduct(folder), launchBrowser()]);
  try {
    const context = await browser.newContext(PHONE);
    context.setDefaultTimeout(15_000);
    const [finger, started] = [createFinger(), performance.now()];
    await playByTouch(await context.newPage(), product.url, finger);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const { taps, typed, codes, forms, tabs } = finger.counts;
    console.log(`${taps} taps, ${typed} fields typed, ${codes} codes, ${forms} forms, ${tabs} changes of tab.`);
    console.log(`The script took ${seconds} seconds; nobody reads or types as fast.`);
  } finally {
    await browser.close();
    await product.stop();
    await rm(folder, { recursive: true });
  }
}

await count();
