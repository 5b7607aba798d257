/**
 * A part of a sentence: words; a time, which is shown in the reader's own zone (ISO 8601 in UTC, without milliseconds); or
 * a command, which is shown as the reader types it (its words without the slash command, none for the bare one).
 */
export type Segment = string | { time: string } | { command: string };

// Noncharacters (Unicode 17, section 23.7) never occur in text that is exchanged, and `withoutMarks` takes them out of
// everything that a sentence speaks of. So nothing that a person types can pass for a time or a command.
const TIME = ["\u{FDD0}", "\u{FDD1}"] as const;
const COMMAND = ["\u{FDD2}", "\u{FDD3}"] as const;
const MARKS = /[\u{FDD0}-\u{FDEF}]/gu;
const MARKED = /\u{FDD0}([^\u{FDD1}]*)\u{FDD1}|\u{FDD2}([^\u{FDD3}]*)\u{FDD3}/gu;

/** Marks the place of a time (ISO 8601) within a sentence. */
export function timeMark(iso: string): string {
  return TIME.join(new Date(iso).toISOString().replace(/\.\d{3}Z$/, "Z"));
}

/** Marks the place of a command within a sentence, by what is typed for it: `requests`, `member name@example.com`, or nothing. */
export function commandMark(words: string): string {
  return COMMAND.join(words);
}

export function withoutMarks(value: string): string {
  return value.replace(MARKS, "");
}

/** A sentence with marks in it, in parts. */
export function segmentsOf(marked: string): Segment[] {
  // A pattern with two groups splits into words, times and commands in turn; of the last two, one is undefined.
  const parts: (string | undefined)[] = marked.split(MARKED);
  return parts.flatMap((part, at): Segment[] => {
    if (part === undefined) return [];
    if (at % 3 === 0) return part === "" ? [] : [part];
    return [at % 3 === 1 ? { time: part } : { command: part }];
  });
}
