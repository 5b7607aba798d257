import type { types } from "@slack/bolt";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { say, slashCommand, timeInWords, translate } from "../../text/translate.ts";
import { visible } from "../../text/visible.ts";

export type RichTextPart = types.RichTextText | types.RichTextDate;

export const LINE_BREAK: RichTextPart = { type: "text", text: "\n" };

export function hasTime(sentence: Text, locale: string): boolean {
  return translate(sentence, locale).some((part) => typeof part !== "string" && "time" in part);
}

/**
 * A sentence in parts that Slack shows letter by letter, as it shows plain_text, with its times in each reader's own
 * zone. https://docs.slack.dev/reference/block-kit/block-elements/date-element
 */
export function richTextParts(sentence: Text, locale: string): RichTextPart[] {
  return translate(sentence, locale).flatMap((part) => {
    if (typeof part === "string") return literal(part);
    return "time" in part ? [date(part.time, locale)] : literal(slashCommand(part.command));
  });
}

export function bold(words: string): RichTextPart {
  return { type: "text", text: words, style: { bold: true } };
}

/** Slack documents no length for it. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export function richText(elements: RichTextPart[]): types.RichTextBlock {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements }] };
}

// Slack refuses an empty text.
function literal(words: string): RichTextPart[] {
  const shown = visible(words);
  return shown === "" ? [] : [{ type: "text", text: shown }];
}

function date(iso: string, locale: string): RichTextPart {
  return {
    type: "date",
    timestamp: Math.floor(Date.parse(iso) / 1000),
    format: say(text("slack.time-format"), { locale }),
    // For a client that can't show the date: in UTC, and it says so.
    fallback: timeInWords(iso, { locale }),
  };
}
