// node manifests/teams/draw.ts: draws the two icons that Teams wants from the product's own.
// https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons
import { readFile, writeFile } from "node:fs/promises";
import { launchBrowser } from "../../test/harness/browser.ts";

const here = new URL("./", import.meta.url);
const svg = await readFile(new URL("../../src/web/assets/countersign.svg", here), "utf8");

// Full bleed, with the sign on its middle; and the outline alone, white on nothing.
const color = `<body style="margin:0;background:#ecebfa;display:grid;place-items:center;height:100vh">${sized(svg, 132)}`;
const outline = `<body style="margin:0">${sized(outlineOf(svg), 32)}`;

const browser = await launchBrowser();
try {
  await draw("color.png", color, 192);
  await draw("outline.png", outline, 32);
} finally {
  await browser.close();
}

async function draw(name: string, html: string, side: number): Promise<void> {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  await page.setContent(html);
  await writeFile(new URL(name, here), await page.screenshot({ omitBackground: true }));
  await page.close();
}

function sized(drawing: string, side: number): string {
  return drawing.replace("<svg ", `<svg width="${side}" height="${side}" `);
}

function outlineOf(drawing: string): string {
  return drawing
    .replace(/fill="#[0-9a-f]+"/i, 'fill="none" stroke="#fff" stroke-width="4"')
    .replace(/stroke="#[0-9a-f]+"\/>/gi, 'stroke="#fff"/>');
}
