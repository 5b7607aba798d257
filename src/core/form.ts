import type { Button, Fact } from "./card.ts";
import type { Text } from "./text.ts";

/** Sentences by field name. */
export type Errors = Record<string, Text>;

export type Option = { value: string; label: Text; description?: Text };
type Base = { name: string; label: Text; hint?: Text; optional?: true };

export type Field =
  | (Base & { kind: "text"; maxLength: number; multiline?: true })
  | (Base & { kind: "email" })
  | (Base & { kind: "code"; length: number })
  | (Base & { kind: "date" })
  | (Base & { kind: "choice"; options: Option[] })
  | (Base & { kind: "choices"; options: Option[] })
  | (Base & {
      /** Chosen from more than can be shown at once: what fits what is typed is looked up meanwhile (`Suggest`). */
      kind: "search";
      /** how many may be chosen; with 1 the value is one string */
      most: number;
      /** those that are chosen already, with their labels */
      options: Option[];
    });

/**
 * A form as data. `intro` are paragraphs above the fields, `facts` a table of what is at stake (an approver reads
 * there exactly what is approved), `extra` a second button that does not submit ("Send a new code").
 */
export type Form = { title: Text; intro?: Text[]; facts?: Fact[]; fields: Field[]; submit: Text; extra?: Button };

/** The longest e-mail address that can be delivered to: RFC 5321, section 4.5.3.1.3, less the angle brackets. */
export const EMAIL_MAX_LENGTH = 254;

// One bare address. Stricter than RFC 5322 on purpose: comments, quotes, commas and control characters have
// redirected mail before (header injection, several recipients).
const EMAIL =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

/** True for a single bare e-mail address of at most 254 characters. */
export function isEmail(value: string): boolean {
  return value.length <= EMAIL_MAX_LENGTH && EMAIL.test(value);
}
