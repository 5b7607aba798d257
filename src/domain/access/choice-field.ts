import type { Field, Option } from "../../core/form.ts";

/** More options than so many are looked up while somebody types, and not shown all at once. */
export const SHOWN_AT_ONCE = 20;

type Choice = Pick<Field, "name" | "label" | "hint" | "optional" | "when"> & {
  options: Option[];
  /** there are more than these */
  hasMore: boolean;
  chosen: readonly string[];
  /** how many may be chosen, where they are looked up */
  most: number;
};

/** A field for several options: ticked in a list while there are few, and found by typing where there are more. */
export function choiceField({ options, hasMore, chosen, most, ...about }: Choice): Field {
  if (!hasMore) return { ...about, kind: "choices", options };
  return { ...about, kind: "search", most, options: options.filter(({ value }) => chosen.includes(value)) };
}
