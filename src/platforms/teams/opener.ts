import { withoutMarks } from "../../text/segments.ts";
import { text } from "../../text/text.ts";
import { visible } from "../../text/visible.ts";
import { action, heading, paragraphs } from "./elements.ts";
import { OPENER_LENGTH } from "./limits.ts";
import { writeOpener } from "./metadata.ts";
import { type Message, sentenceMessage, singleCard } from "./render.ts";
import type { Written } from "./typed-words.ts";
import { label, words } from "./words.ts";

// Six digits or more, alone or in groups, as in a code. Digits of an address or an object id do not count.
const CODE = /(?<![\w.@-])\d(?:[\s-]?\d){5,}(?![\w.@-])/;

/**
 * The answer to words in a channel, where everybody reads it: a button that opens the real answer for the person who
 * wrote them, and for nobody else. It shows exactly what it runs, so words that are too long for that are not run. Words
 * that hold a code are not repeated.
 */
export function openerFor(written: Written, author: string, locale: string): Message {
  const [typed, shown] = [readable(written.typed), readable(written.shown)];
  if ([typed, shown].some((one) => CODE.test(one))) return sentenceMessage(text("teams.write-there"), locale);
  if (Math.max(typed.length, shown.length) > OPENER_LENGTH)
    return sentenceMessage(text("teams.too-long-here", { max: OPENER_LENGTH }), locale);
  return openerMessage({ typed, shown }, author, locale);
}

// What a sentence would leave out of the words is not run either.
function readable(words: string): string {
  return visible(withoutMarks(words));
}

function openerMessage({ typed, shown }: Written, author: string, locale: string): Message {
  const title = text("teams.opener-title");
  const asked = shown.trim() === "" ? [] : paragraphs(text("teams.opener-asked", { words: shown }), locale);
  const body = [heading(title, locale), ...asked, ...paragraphs(text("teams.opener-intro"), locale)];
  const data = writeOpener({ typed, author });
  const open = action({ title: label(text("teams.open"), locale), data, place: "channel", style: "positive" });
  return singleCard(words(title, locale), { body, actions: [open] });
}
