import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { findChromium } from "../test/harness/browser.ts";
import { startProduct } from "../test/harness/product.ts";
import { createCamera } from "./screenshots/camera.ts";
import { writeFilm } from "./screenshots/film.ts";
import { playStory } from "./screenshots/story.ts";

// Takes the README's pictures: `node docs/screenshots.ts`. It plays the story in the try-out chat of a product that it
// starts for this, so that the pictures show what there is.

const IMAGES = join(import.meta.dirname, "images");

async function main(): Promise<void> {
  const executablePath = chromiumPath();
  const folder = await mkdtemp(join(tmpdir(), "countersign-screenshots-"));
  const [product, browser] = await Promise.all([
    startProduct(folder),
    chromium.launch({ executablePath, args: ["--no-sandbox"] }),
  ]);
  try {
    await mkdir(IMAGES, { recursive: true });
    await takePictures(browser, product.url);
  } finally {
    await browser.close();
    await product.stop();
    await rm(folder, { recursive: true });
  }
}

async function takePictures(browser: Browser, url: string): Promise<void> {
  const camera = createCamera(browser);
  const still = join(IMAGES, "approval.png");
  await playStory({ browser, url, camera, still });
  const film = join(IMAGES, "story.webp");
  const { bytes, seconds } = await writeFilm(await camera.frames(), film);
  process.stdout.write(`${still}\n${film}: ${Math.round(bytes / 1024)} KB, ${seconds} seconds\n`);
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
