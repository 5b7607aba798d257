/** A sentence not yet put into words: its id in text/ and what it speaks of. Plain JSON, so it can be stored. */
export type Text = { id: string; with?: unknown };

export function isText(value: unknown): value is Text {
  return typeof value === "object" && value !== null && "id" in value && typeof value.id === "string";
}
