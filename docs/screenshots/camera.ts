import type { Browser, Page } from "playwright-core";
import type { Frame } from "./film.ts";

export const LOOK = { colorScheme: "light", locale: "en-GB", reducedMotion: "reduce", deviceScaleFactor: 1.5 } as const;
export const DESKTOP = { width: 900, height: 720 };
export const PHONE = { width: 375, height: 690 };
const CAPTION = 56;

export type Camera = ReturnType<typeof createCamera>;
type Shot = { png: Buffer; says: string; ms: number; isPhone: boolean };

/** Takes the frames of the film. Each is a page as it is, under a line that says what happens. */
export function createCamera(browser: Browser) {
  const shots: Shot[] = [];
  return {
    async shoot(page: Page, says: string, ms: number): Promise<void> {
      // What was pressed last is not under the mouse any more.
      await page.mouse.move(0, 0);
      const png = await page.screenshot({ animations: "disabled" });
      shots.push({ png, says, ms, isPhone: page.viewportSize()?.width === PHONE.width });
    },

    async frames(): Promise<Frame[]> {
      const viewport = { width: DESKTOP.width, height: DESKTOP.height + CAPTION };
      const stage = await browser.newPage({ ...LOOK, viewport });
      const frames: Frame[] = [];
      for (const [at, shot] of shots.entries()) {
        await stage.setContent(stageHtml(shot, `${at + 1} / ${shots.length}`));
        frames.push({ png: await stage.screenshot(), ms: shot.ms });
      }
      await stage.close();
      return frames;
    },
  };
}

function stageHtml({ png, says, isPhone }: Shot, count: string): string {
  return `<!doctype html><style>
body { margin: 0; background: #dcdaf3; }
header { display: flex; align-items: center; gap: 1rem; height: ${CAPTION}px; padding: 0 20px; box-sizing: border-box;
  background: #1b1b2b; color: #fff; font: 600 19px system-ui, "Noto Sans", sans-serif; }
header span { margin-left: auto; color: #b9b8cf; font-size: 15px; white-space: nowrap; }
img { display: block; width: ${DESKTOP.width}px; height: ${DESKTOP.height}px; }
img.phone { width: ${PHONE.width}px; height: ${PHONE.height}px; margin: 15px auto 0; border-radius: 22px;
  box-shadow: 0 0 0 6px #1b1b2b; }
</style><header>${says}<span>${count}</span></header>
<img class="${isPhone ? "phone" : ""}" src="data:image/png;base64,${png.toString("base64")}">`;
}
