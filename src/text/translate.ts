import type { Reader } from "../core/reader.ts";
import { isText, type Text } from "../core/text.ts";
import { sentencesFor } from "./languages.ts";
import { isZone } from "./locale.ts";
import { type Segment, segmentsOf, withoutMarks } from "./segments.ts";
import { formatTime } from "./time-format.ts";

/**
 * Puts a sentence into words, in the reader's language. The parts are plain text, times and commands: a renderer escapes
 * the text for its medium, shows the times in the reader's zone, and the commands as they are typed there.
 */
export function translate(sentence: Text, locale: string): Segment[] {
  return segmentsOf(marked(sentence, locale));
}

/**
 * The same as one string, for where a time can only be words: in the reader's zone if it is known, and always named.
 * Commands are slash commands.
 */
export function say(sentence: Text, reader: Reader): string {
  const inWords = (part: Segment) => {
    if (typeof part === "string") return part;
    return "time" in part ? timeInWords(part.time, reader) : slashCommand(part.command);
  };
  return translate(sentence, reader.locale).map(inWords).join("");
}

/** "/team requests": what is typed for a command where there are slash commands. */
export function slashCommand(words: string): string {
  return `/team ${words}`.trimEnd();
}

/** "24 Nov 2026, 10:15 UTC": an ISO 8601 time as the locale writes it, with its zone. */
export function timeInWords(iso: string, { locale, zone }: Reader): string {
  const timeZone = zone && isZone(zone) ? zone : "UTC";
  const formats = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" } as const;
  // English without a country: days before months, as most of its readers write them.
  const language = locale === "en" ? "en-GB" : locale;
  return formatTime(iso, language, { ...formats, timeZone, timeZoneName: "short" });
}

function marked(sentence: Text, locale: string): string {
  const sentences = sentencesFor(locale);
  if (!Object.hasOwn(sentences, sentence.id)) throw new Error(`there is no sentence ${sentence.id}`);
  const words = sentences[sentence.id as keyof typeof sentences] as (speaksOf: unknown) => string;
  return words(partsInWords(sentence.with, locale));
}

// What a sentence speaks of may be a row with an id of its own: only its parts can be sentences.
function partsInWords(value: unknown, locale: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inWords(one, locale)]));
}

// Other sentences in words, and everything else without marks of ours.
function inWords(value: unknown, locale: string): unknown {
  if (typeof value === "string") return withoutMarks(value);
  if (typeof value !== "object" || value === null) return value;
  if (isText(value)) return marked(value, locale);
  if (Array.isArray(value)) return value.map((one) => inWords(one, locale));
  return partsInWords(value, locale);
}
