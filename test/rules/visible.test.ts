import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { halfWidth } from "../../src/text/half-width.ts";
import { visible, visibleName } from "../../src/text/visible.ts";

const HIDES = /[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
const joiner = fc.constantFrom("\u200c", "\u200d", "\ufe0f");
const letter = fc.constantFrom(..."aZ9é中あ한Яωא", " ", "-");
const hidden = fc.constantFrom(
  "\u202e",
  "\u2066",
  "\u200b",
  "\u2060",
  "\ufeff",
  "\u061c",
  "\u034f",
  "\u{e0067}",
  "\u00ad",
);
const anything = fc.array(
  fc.oneof(joiner, letter, hidden, fc.constantFrom(..."می‌क्ष❤👨🏽"), fc.string({ unit: "binary" })),
);

describe("what everybody sees", () => {
  it.each(["می‌خواهم", "نامه‌ای برای او", "क्‍ष", "ශ්‍රී", "👨‍👩‍👧‍👦 to lunch", "❤️", "👩🏽‍💻", "1️⃣"])(
    "leaves %s whole",
    (words) => expect(visible(words)).toBe(words),
  );

  it("has no joiner where none is seen", () => {
    fc.assert(
      fc.property(letter, joiner, letter, (before, hides, after) => {
        if (before === "9" && hides === "\ufe0f") return;
        expect(visible(before + hides + after)).toBe(before + after);
      }),
    );
  });

  it("has nothing that hides or turns round, not even within a word or an emoji that is joined", () => {
    fc.assert(
      fc.property(anything, (parts) => {
        const shown = visible(parts.join(""));
        expect(shown.replace(/\u200c|\u200d|\ufe0f/g, "")).not.toMatch(HIDES);
        expect(shown).not.toMatch(/(?:\u200c|\u200d){2}|\ufe0f{2}|^(?:\u200c|\u200d|\ufe0f)|(?:\u200c|\u200d)$/);
        expect(visible(shown)).toBe(shown);
      }),
    );
    for (const hides of ["\u202e", "\u061c", "\u{e0067}", "\u200b"]) expect(visible(`می${hides}خواهم`)).toBe("میخواهم");
  });

  it("has no joiner at all in an address or a name, where two that look alike must be alike", () => {
    fc.assert(
      fc.property(anything, (parts) => {
        expect(visibleName(parts.join(""))).not.toMatch(HIDES);
      }),
    );
    expect(visibleName("می‌خواهم")).toBe("میخواهم");
  });
});

describe("full-width signs", () => {
  it("are read as ASCII, and nothing else is changed", () => {
    expect(halfWidth("１２３４　５６７８ ａ＠ｂ．ｃ")).toBe("1234 5678 a@b.c");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (typed) => {
        const read = halfWidth(typed);
        expect(read).toHaveLength(typed.length);
        const isSame = (at: number) => read[at] === typed[at] || /^[\uff01-\uff5e\u3000]$/.test(typed[at] ?? "");
        expect([...read.split("").keys()].filter((at) => !isSame(at))).toEqual([]);
      }),
    );
  });
});
