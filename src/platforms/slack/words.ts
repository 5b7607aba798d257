import type { types } from "@slack/bolt";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { say } from "../../text/translate.ts";
import { visible } from "../../text/visible.ts";

/** A sentence in words, visible, and never empty: Slack refuses an empty text, and a person may have typed one. */
export function words(sentence: Text, locale: string): string {
  const shown = visible(say(sentence, { locale }));
  return shown.trim() === "" ? say(text("slack.empty"), { locale }) : shown;
}

/**
 * Text that Slack shows letter by letter: no mention, link, formatting or `:emoji:` can come of it. It throws where the
 * text is too long, and does not cut what somebody decides about.
 */
export function plain(value: string, max: number, what: string): types.PlainTextElement {
  if (value.length > max) throw new Error(`${what} has ${value.length} characters; Slack shows ${max}`);
  return { type: "plain_text", text: value, emoji: false };
}

/** For the fallback text of a message, the only place without plain_text: https://docs.slack.dev/messaging/formatting-message-text */
export function escaped(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Cuts a long text into pieces of at most `max` characters, after a line or a word where there is one. Nothing is lost. */
export function pieces(value: string, max: number): string[] {
  const cut: string[] = [];
  let rest = value;
  while (rest.length > max) {
    const end = breakBefore(rest, max);
    cut.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...cut, rest].filter((piece) => piece.trim() !== "");
}

/** The start of a long text, with an ellipsis that shows that it goes on. */
export function shortened(value: string, max: number, locale: string): string {
  if (value.length <= max) return value;
  const start = value.slice(0, isInsidePair(value, max - 1) ? max - 2 : max - 1);
  return words(text("slack.shortened", { start }), locale);
}

function breakBefore(value: string, max: number): number {
  const head = value.slice(0, max);
  const atSpace = Math.max(head.lastIndexOf("\n"), head.lastIndexOf(" ")) + 1;
  if (atSpace > max / 2) return atSpace;
  return isInsidePair(value, max) ? max - 1 : max;
}

function isInsidePair(value: string, index: number): boolean {
  return /[\uD800-\uDBFF]/.test(value.charAt(index - 1));
}

/** An id or a value, which Slack takes whole or not at all. */
export function limited(value: string, max: number, what: string): string {
  if (value === "" || value.length > max) throw new Error(`${what} has ${value.length} characters; Slack takes ${max}`);
  return value;
}
