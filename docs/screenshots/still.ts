import type { Page } from "playwright-core";

const WIDTH = 900;
const HEAD_AND_COMPOSER = 148;

/** A picture of a window that is just high enough for that message. */
export async function takeStill(page: Page, message: string, path: string): Promise<void> {
  await page.setViewportSize({ width: WIDTH, height: 760 });
  const { height = 0 } = (await page.locator(message).boundingBox()) ?? {};
  await page.setViewportSize({ width: WIDTH, height: Math.ceil(height) + HEAD_AND_COMPOSER });
  await page.evaluate(`document.querySelector("${message}").scrollIntoView({ block: "start" })`);
  await page.evaluate("document.activeElement.blur()");
  await page.screenshot({ path, animations: "disabled" });
}
