import type { Text } from "../../core/text.ts";
import { say } from "../../text/translate.ts";

// Control and format characters: bidirectional overrides turn a name round, zero-width ones hide a difference.
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** The text as everybody sees it: without characters that nobody sees. */
export function visible(value: string): string {
  return value.replace(/\r\n?|[\u2028\u2029]/g, "\n").replace(UNSEEN, "");
}

/** A sentence in words, without characters that nobody sees. */
export function words(sentence: Text, locale: string): string {
  return visible(say(sentence, locale));
}
