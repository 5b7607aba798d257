import type { Texts } from "../text/en.ts";

/** The name of a sentence in text/en.ts. */
export type TextId = keyof Texts;

/** A sentence not yet put into words: its id and what it speaks of. Plain JSON, so it can travel through the queue. */
export type Text = { id: TextId; with?: unknown };

/** Where a sentence takes a string, another sentence may stand. */
type SpeaksOf<K extends TextId> =
  Parameters<Texts[K]> extends [infer P]
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

export function isText(value: unknown): value is Text {
  return typeof value === "object" && value !== null && "id" in value && typeof value.id === "string";
}
