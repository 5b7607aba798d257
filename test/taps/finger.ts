import type { Locator } from "playwright-core";

/** How much work a story was, for a person with a telephone. */
type Counts = {
  /** a finger on the glass; opening and closing a keyboard and the keys on it are not counted */
  taps: number;
  /** fields in which something was typed */
  typed: number;
  /** one-time codes that were asked for */
  codes: number;
  /** forms that were sent, those of the pages too */
  forms: number;
  /** changes between the chat and the activation pages, which are another tab */
  tabs: number;
};

export type Finger = ReturnType<typeof createFinger>;

/** Touches and counts. It never clicks, hovers or presses a key. */
export function createFinger() {
  const counts: Counts = { taps: 0, typed: 0, codes: 0, forms: 0, tabs: 0 };
  const taps = async (target: Locator) => {
    await target.tap();
    counts.taps += 1;
  };
  return {
    counts,
    taps,
    /** A button that sends a form. */
    async sends(button: Locator): Promise<void> {
      await taps(button);
      counts.forms += 1;
    },
    async types(field: Locator, words: string): Promise<void> {
      await field.fill(words);
      counts.typed += 1;
    },
    asksForCode: () => {
      counts.codes += 1;
    },
    changesTab: () => {
      counts.tabs += 1;
    },
  };
}
