/** A part of a sentence: words, or a time that is shown in the reader's own zone. `time` is ISO 8601 in UTC, without milliseconds. */
export type Segment = string | { time: string };

// Noncharacters (Unicode 17, section 23.7) never occur in text that is exchanged, and `withoutMarks` takes them out of
// everything that a sentence speaks of. So nothing that a person types can pass for a time.
const OPEN = "\u{FDD0}";
const CLOSE = "\u{FDD1}";
const MARKS = /[\u{FDD0}-\u{FDEF}]/gu;
const MARKED = /\u{FDD0}([^\u{FDD1}]*)\u{FDD1}/gu;

/** Marks the place of a time (ISO 8601) within a sentence. */
export function timeMark(iso: string): string {
  return `${OPEN}${new Date(iso).toISOString().replace(/\.\d{3}Z$/, "Z")}${CLOSE}`;
}

export function withoutMarks(value: string): string {
  return value.replace(MARKS, "");
}

/** A sentence with marks in it, in parts. */
export function segmentsOf(marked: string): Segment[] {
  // A pattern with one group splits into words and times in turn.
  const parts = marked.split(MARKED);
  return parts.map((part, at) => (at % 2 === 1 ? { time: part } : part)).filter((part) => part !== "");
}
