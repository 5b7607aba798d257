import { isText, type Text } from "../core/text.ts";
import { en } from "./en/sentences.ts";
import type { Sentences } from "./languages.ts";

/** The name of a sentence. */
export type TextId = keyof Sentences;

/** Where a sentence takes a string, it takes another sentence too. */
type SpeaksOf<K extends TextId> =
  Parameters<Sentences[K]> extends [infer P]
    ? [{ [Name in keyof P]: string extends P[Name] ? P[Name] | Text : P[Name] }]
    : [];

/** Names a sentence; the compiler checks that what it speaks of is complete. */
export function text<K extends TextId>(id: K, ...speaksOf: SpeaksOf<K>): Text {
  return speaksOf.length === 0 ? { id } : { id, with: speaksOf[0] };
}

/** A person's or an organization's own words, shown as they are. Renderers escape them like every other sentence. */
export function verbatim(value: string): Text {
  return text("verbatim", { value });
}

/** For what was kept or came back: false where this version has no such sentence. */
export function isSentence(value: unknown): value is Text {
  return isText(value) && Object.hasOwn(en, value.id);
}
