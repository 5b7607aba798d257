import type { Button, Fact, Link } from "./card.ts";
import type { Values } from "./ref.ts";
import type { Text } from "./text.ts";

/** Sentences by field name. */
export type Errors = Record<string, Text>;

export type Option = { value: string; label: Text; description?: Text };
/** A choice of the same form, and the option that must be chosen there. The choice itself always applies. */
export type When = { field: string; is: string };

type Base = {
  name: string;
  label: Text;
  hint?: Text;
  optional?: true;
  /** The field is asked for, and taken, only with this choice. Without it, the field always applies. */
  when?: When;
};

export type Field =
  | (Base & { kind: "text"; maxLength: number; multiline?: true })
  | (Base & { kind: "email" })
  | (Base & { kind: "code"; length: number; orLength?: number })
  | (Base & { kind: "date" })
  | (Base & { kind: "choice"; options: Option[] })
  | (Base & { kind: "choices"; options: Option[] })
  | (Base & {
      /**
       * A text file. Its value is the text, beside which its name is under `fileNameOf(name)`: both are in the values
       * that a command gets. A form that is shown again never holds it; it has to be chosen once more.
       */
      kind: "file";
      /** the endings that its name may have, such as "csv" */
      types: readonly string[];
      /** at most `FILE_MOST_BYTES` */
      maxBytes: number;
    })
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
 * there exactly what is approved), `extras` further buttons, which do not submit ("Send a new code"), `links` pages on
 * which the same can be done.
 */
export type Form = {
  title: Text;
  intro?: Text[];
  facts?: Fact[];
  fields: Field[];
  submit: Text;
  extras?: Button[];
  links?: Link[];
};

export function applies({ when }: Field, values: Values): boolean {
  return !when || values[when.field] === when.is;
}

/** The fields that are shown: those that apply, and those that something is wrong with. */
export function shownFields(form: Pick<Form, "fields">, values: Values = {}, errors: Errors = {}): Field[] {
  return form.fields.filter((field) => applies(field, values) || errors[field.name] !== undefined);
}
