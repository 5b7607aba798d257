import axe from "axe-core";
import type { Page } from "playwright-core";
import { z } from "zod";

// WCAG 2.2 A and AA, and what axe's authors advise beyond it. https://www.deque.com/axe/core-documentation/api-documentation/
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const found = z.array(z.object({ rule: z.string(), where: z.array(z.string()) }));

/** What axe finds on a page. */
export async function accessibilityProblems(page: Page): Promise<z.infer<typeof found>> {
  await page.evaluate(axe.source);
  const run = `axe.run({ runOnly: ${JSON.stringify(TAGS)}, iframes: false }).then(({ violations }) =>
    violations.map(({ id, nodes }) => ({ rule: id, where: nodes.map(({ html }) => html.slice(0, 200)) })))`;
  return found.parse(await page.evaluate(run));
}
