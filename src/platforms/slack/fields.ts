import type { types } from "@slack/bolt";
import { isEmail } from "../../core/email-address.ts";
import type { Field, Form } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";
import { isFilled } from "../../text/parse-form.ts";
import { text, verbatim } from "../../text/text.ts";
import { type Block, smallPrint } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { choiceElement, fullText, searchElement } from "./options.ts";
import { limited, plain, words } from "./words.ts";

type Shown = {
  value: string | string[] | undefined;
  error: Text | undefined;
  scope: string;
  locale: string;
  /** Other fields apply only with one of its options: Slack is to tell at once which one is chosen. */
  decides: boolean;
};
type Element = types.InputBlock["element"];

/**
 * A field as an input block, the full text of options that are too long for Slack below it, and its error. The block id
 * is the field's name: there Slack shows an error. The action id is the form's: Slack keeps what was typed in a view
 * that is updated where both ids stay the same, and one form's code must not turn up in the next form's field.
 */
export function fieldBlocks(field: Field, { value, error, scope, locale, decides }: Shown): Block[] {
  const tooLong = unshowable(field, value);
  const errors = [error ?? tooLong].filter((one) => one !== undefined);
  const input: Block = {
    type: "input",
    block_id: limited(field.name, LIMITS.blockId, "a field's name"),
    label: plain(words(field.label, locale), LIMITS.inputLabel, `the label of field ${field.name}`),
    ...(field.hint && { hint: plain(words(field.hint, locale), LIMITS.inputHint, `the hint of field ${field.name}`) }),
    optional: field.optional ?? false,
    ...(decides && { dispatch_action: true }),
    element: element(field, tooLong ? undefined : value, { scope, locale }),
  };
  const options = "options" in field ? field.options : [];
  return [
    input,
    ...smallPrint(options.flatMap((option) => fullText(option, locale))),
    ...smallPrint(errors.map((one) => errorMark(one, locale))),
  ];
}

function element(field: Field, value: Shown["value"], form: { scope: string; locale: string }): Element {
  const typed = [value ?? []].flat()[0]?.toWellFormed() ?? "";
  const initial = typed === "" ? {} : { initial_value: typed };
  const base = { action_id: limited(form.scope, LIMITS.blockId, "a form's scope") };
  switch (field.kind) {
    case "text":
      return {
        ...base,
        ...initial,
        type: "plain_text_input",
        multiline: field.multiline ?? false,
        ...room(field, typed),
      };
    case "email":
      // Slack's e-mail input can only be filled with an address; what was mistyped must be there to be corrected.
      if (typed !== "" && !isEmail(typed)) return { ...base, ...initial, type: "plain_text_input" };
      return { ...base, ...initial, type: "email_text_input" };
    case "code":
      // Never filled in: a code is not shown again. Slack has no masked input.
      return { ...base, type: "plain_text_input" };
    case "date":
      return { ...base, type: "datepicker", ...(isFilled(field, typed) && { initial_date: typed }) };
    case "choice":
    case "choices":
      return choiceElement(field, [value ?? []].flat(), { ...base, locale: form.locale });
    case "file":
      return { ...base, type: "file_input", filetypes: [...field.types], max_files: 1 };
    case "search":
      return searchElement(field, [value ?? []].flat(), { ...base, locale: form.locale });
    default:
      return field satisfies never;
  }
}

// Where more is typed than fits, the limit is left out so that the text can be shown and shortened.
function room(field: Field & { kind: "text" }, typed: string): { max_length?: number } {
  const max = Math.min(field.maxLength, LIMITS.inputText);
  return typed.length > max ? {} : { max_length: max };
}

function unshowable(field: Field, value: Shown["value"]): Text | undefined {
  const isTyped = field.kind === "text" || field.kind === "email";
  if (!isTyped || typeof value !== "string" || value.length <= LIMITS.inputText) return undefined;
  return text("field.too-long", { max: LIMITS.inputText, length: value.length });
}

/** An error with the sign of one, for small print. */
export function errorMark(error: Text, locale: string): string {
  return words(text("slack.error", { error: words(error, locale) }), locale);
}

/** An error without its form, with the label of its field if it has one. */
export function errorLine(form: Form, name: string, error: Text, locale: string): string {
  const field = form.fields.find((one) => one.name === name);
  const shown = words(error, locale);
  const label = field && words(field.label, locale);
  return errorMark(label ? text("slack.fact", { label, value: shown }) : verbatim(shown), locale);
}
