import type { Text } from "../core/text.ts";
import { en } from "./en.ts";

/** Puts a sentence into words. The result is plain text: whoever shows it escapes it for its medium. */
export function say(sentence: Text, _locale: string): string {
  const words = en[sentence.id] as (speaksOf: unknown) => string;
  return words(sentence.with);
}
