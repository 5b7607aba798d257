import type { Ref, Values } from "./ref.ts";
import type { Text } from "./text.ts";

export type Fact = { label: Text; value: Text };

/** A button carries a command and at most a Ref and the values to start with, never a right: all is checked again. */
export type Button = { label: Text; command: string; ref?: Ref; values?: Values; style?: "primary" | "danger" };

/** A row of a list, with a button of its own if it can be opened. */
export type Item = { title: Text; detail?: Text; button?: Button };

/** Something to read, with what can be done about it. `tone` colours it; `link` leads out of the chat. */
export type Card = {
  title: Text;
  tone?: "neutral" | "waiting" | "good" | "bad";
  body?: Text[];
  facts?: Fact[];
  items?: Item[];
  buttons?: Button[];
  link?: { label: Text; url: string };
};
