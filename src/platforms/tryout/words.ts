import type { Text } from "../../core/text.ts";
import { say } from "../../text/translate.ts";
import { visible } from "../../text/visible.ts";

/** A sentence in words, without characters that nobody sees. */
export function words(sentence: Text, locale: string): string {
  return visible(say(sentence, { locale }));
}
