import { isText, type Text } from "../core/text.ts";
import { en } from "./en.ts";

/** Puts a sentence into words. The result is plain text: whoever shows it escapes it for its medium. */
export function say(sentence: Text, locale: string): string {
  const words = en[sentence.id] as (speaksOf: unknown) => string;
  return words(inWords(sentence.with, locale));
}

function inWords(speaksOf: unknown, locale: string): unknown {
  if (typeof speaksOf !== "object" || speaksOf === null) return speaksOf;
  const entries = Object.entries(speaksOf).map(([name, value]) => [name, isText(value) ? say(value, locale) : value]);
  return Object.fromEntries(entries);
}
