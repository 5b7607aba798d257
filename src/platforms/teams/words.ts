import type { Text } from "../../core/text.ts";
import type { Segment } from "../../text/segments.ts";
import { text } from "../../text/text.ts";
import { say, timeInWords, translate } from "../../text/translate.ts";
import { visible } from "../../text/visible.ts";

/**
 * A sentence in words, for a place outside of cards: invisible characters removed, never empty. Times are in UTC and say
 * so, because the same words may be read in several time zones. Commands are in quotation marks.
 */
export function words(sentence: Text, locale: string): string {
  const inWords = (part: Segment) => {
    if (typeof part === "string") return part;
    if ("time" in part) return timeInWords(part.time, { locale });
    return say(text("teams.command", { words: typed(part.command) }), { locale });
  };
  return shown(sentence, locale).map(inWords).join("");
}

/** What is typed for a command: Teams has no slash commands, and no message is empty. */
function typed(command: string): string {
  return command || "help";
}

/**
 * The same, for a place in a card without markdown: a button, a label, an option in a drop-down. Microsoft's renderer may
 * still read `{{DATE(…)}}` there, so braces are separated by a blank.
 */
export function label(sentence: Text, locale: string): string {
  return words(sentence, locale).replace(/\{(?=\{)/g, "{ ");
}

/**
 * The lines of a sentence for a TextBlock or a Fact, which render markdown and show times in the reader's own zone.
 * Commands are bold. A single line break is only a blank in markdown, so each line becomes an element or a paragraph.
 */
export function lines(sentence: Text, locale: string): string[] {
  return rowsOf(shown(sentence, locale)).map(markdown).filter(Boolean);
}

/** `lines` as one line. */
export function oneLine(sentence: Text, locale: string): string {
  return lines(sentence, locale).join(" ");
}

function shown(sentence: Text, locale: string): Segment[] {
  const parts = translate(sentence, locale).map((part): Segment => {
    if (typeof part === "string") return visible(part);
    return "time" in part ? part : { command: visible(part.command) };
  });
  const isBlank = parts.every((part) => typeof part === "string" && part.trim() === "");
  return isBlank ? translate(text("teams.empty"), locale) : parts;
}

function rowsOf(parts: Segment[]): Segment[][] {
  const rows: Segment[][] = [[]];
  for (const part of parts) {
    const [first = part, ...rest] = typeof part === "string" ? part.split("\n") : [part];
    rows.at(-1)?.push(first);
    rows.push(...rest.map((line) => [line]));
  }
  return rows;
}

function markdown(row: Segment[]): string {
  const pieces = row.map((part, at) => {
    if (typeof part !== "string")
      return "time" in part ? dateAndTime(part.time) : `**${escaped(typed(part.command))}**`;
    return at === 0 ? escapedStart(part.trimStart()) : escaped(part);
  });
  return pieces.join("").trim();
}

/**
 * The functions with which a card shows a time in the reader's zone and language, for an ISO time without milliseconds:
 * https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features#datetime-formatting-and-localization
 * They work in TextBlocks, in the titles and values of a FactSet, and in labels.
 */
function dateAndTime(iso: string): string {
  return `{{DATE(${iso},SHORT)}} {{TIME(${iso})}}`;
}

/**
 * A backslash before everything that could begin emphasis, a link, code, a mention's tag, an entity or a `{{DATE()}}`:
 * CommonMark then shows it letter by letter. https://spec.commonmark.org/0.31.2/#backslash-escapes
 */
function escaped(piece: string): string {
  return piece.replace(/[\\`*_[\]~<&{|]/g, "\\$&");
}

/** The start of a line, where lists and headings begin too. */
function escapedStart(piece: string): string {
  return escaped(piece)
    .replace(/^[#>+=-]/, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2");
}
