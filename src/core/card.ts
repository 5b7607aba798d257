import type { Ref, Values } from "./ref.ts";
import type { Text } from "./text.ts";

export type Fact = { label: Text; value: Text };

/** A button carries a command and at most a Ref and the values to start with, never a right: all is checked again. */
export type Button = { label: Text; command: string; ref?: Ref; values?: Values; style?: "primary" | "danger" };

/** A row of a list, with a button of its own if it can be opened. */
export type Item = { title: Text; detail?: Text; button?: Button };

/** A way out of the chat, to a page. */
export type Link = { label: Text; url: string };

/** Something to read, with what can be done about it. `tone` colours it; the first of `links` is the main one. */
export type Card = {
  title: Text;
  tone?: "neutral" | "waiting" | "good" | "bad";
  body?: Text[];
  facts?: Fact[];
  items?: Item[];
  buttons?: Button[];
  links?: Link[];
};
