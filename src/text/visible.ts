// Control and format characters: bidirectional overrides turn a name round, zero-width ones hide a difference. Lone
// surrogates are no Unicode at all. Only line breaks and tabs stay.
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

// Scripts in which U+200C and U+200D change how the letters beside them look: Unicode 17, sections 9.2 and 12.1.
const JOINED =
  /[[[\p{L}\p{M}]&&[\p{scx=Arab}\p{scx=Syrc}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}]]--\p{Default_Ignorable_Code_Point}]/v;
const WITHIN_WORD = String.raw`(?<=${JOINED.source})[\u200C\u200D](?=${JOINED.source})`;
// U+200D makes one emoji of several, and U+FE0F asks for the coloured one: UTS #51, sections 2.2 and 2.3.
const WITHIN_EMOJI = String.raw`(?<=\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]?)\u200D(?=\p{Extended_Pictographic})`;
const AFTER_EMOJI = String.raw`(?<=[\p{Extended_Pictographic}#*0-9])\uFE0F`;
const SEEN = new RegExp(`(${WITHIN_WORD}|${WITHIN_EMOJI}|${AFTER_EMOJI})|${UNSEEN.source}`, "gv");

/**
 * The text as everybody sees it: without characters that nobody sees, and with one kind of line break. A joiner stays
 * within a Persian or Indic word and within an emoji, where it is seen.
 */
export function visible(value: string): string {
  return withLineBreaks(value).replace(SEEN, (_, seen?: string) => seen ?? "");
}

/** The same for an address and for the name of something, where two that look alike must be alike: no joiner stays. */
export function visibleName(value: string): string {
  return withLineBreaks(value).replace(UNSEEN, "");
}

function withLineBreaks(value: string): string {
  return value.replace(/\r\n?|[\u2028\u2029]/g, "\n");
}
