import type { types } from "@slack/bolt";
import { type Field, isEmail, type Option, type Values } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";
import { parseForm } from "../../text/parse-form.ts";
import { text } from "../../text/text.ts";
import { visible } from "../../text/visible.ts";
import { type Block, smallPrint } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { plain, shortened, words } from "./words.ts";

type Shown = { value: string | string[] | undefined; error: Text | undefined; scope: string; locale: string };
type Element = types.InputBlock["element"];

/**
 * A field as an input block, the full text of options that are too long for Slack below it, and its error. The block id
 * is the field's name: there Slack shows an error. The action id is the form's: Slack keeps what was typed in a view
 * that is updated where both ids stay the same, and one form's code must not turn up in the next form's field.
 */
export function fieldBlocks(field: Field, { value, error, scope, locale }: Shown): Block[] {
  const tooLong = unshowable(field, value);
  const errors = [error ?? tooLong].filter((one) => one !== undefined);
  const input: Block = {
    type: "input",
    block_id: limited(field.name, LIMITS.blockId, "a field's name"),
    label: plain(words(field.label, locale), LIMITS.inputLabel, `the label of field ${field.name}`),
    ...(field.hint && { hint: plain(words(field.hint, locale), LIMITS.inputHint, `the hint of field ${field.name}`) }),
    optional: field.optional ?? false,
    element: element(field, tooLong ? undefined : value, { scope, locale }),
  };
  const options = field.kind === "choice" || field.kind === "choices" ? field.options : [];
  return [
    input,
    ...smallPrint(options.flatMap((option) => fullText(option, locale))),
    ...smallPrint(errors.map((one) => words(text("slack.error", { error: words(one, locale) }), locale))),
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
      // Slack's e-mail input can only be filled with an address; what was mistyped must be there to be mended.
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
    case "search":
      return choiceElement({ ...field, kind: "choices" }, [value ?? []].flat(), { ...base, locale: form.locale });
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

function isFilled(field: Field, typed: string): boolean {
  const values: Values = { [field.name]: typed };
  return typed !== "" && parseForm({ fields: [field] }, values).ok;
}

function choiceElement(
  field: Field & { kind: "choice" | "choices" },
  chosen: string[],
  { action_id, locale }: { action_id: string; locale: string },
): Element {
  if (field.options.length === 0) throw new Error(`field ${field.name} has no options`);
  const options = field.options.map((option) => optionObject(option, locale));
  const initial = options.filter((option) => chosen.includes(option.value));
  const one = initial[0] && { initial_option: initial[0] };
  const several = initial.length > 0 && { initial_options: initial };
  if (options.length <= LIMITS.checkboxOptions)
    return field.kind === "choice"
      ? { type: "radio_buttons", action_id, options, ...one }
      : { type: "checkboxes", action_id, options, ...several };
  if (options.length <= LIMITS.selectOptions)
    return field.kind === "choice"
      ? { type: "static_select", action_id, options, ...one }
      : { type: "multi_static_select", action_id, options, ...several };
  const option_groups = grouped(options, locale);
  return field.kind === "choice"
    ? { type: "static_select", action_id, option_groups, ...one }
    : { type: "multi_static_select", action_id, option_groups, ...several };
}

type OptionObject = types.PlainTextOption & { value: string };

function optionObject(option: Option, locale: string): OptionObject {
  const description = option.description && words(option.description, locale);
  return {
    text: plain(shortened(words(option.label, locale), LIMITS.optionText, locale), LIMITS.optionText, "an option"),
    value: limited(option.value, LIMITS.optionValue, "an option's value"),
    ...(description && description.length <= LIMITS.optionDescription
      ? { description: plain(description, LIMITS.optionDescription, "an option's description") }
      : {}),
  };
}

function fullText(option: Option, locale: string): string[] {
  const label = words(option.label, locale);
  const description = option.description ? words(option.description, locale) : "";
  if (description.length > LIMITS.optionDescription)
    return [words(text("slack.fact", { label, value: description }), locale)];
  return label.length > LIMITS.optionText ? [visible(label)] : [];
}

type OptionGroup = { label: types.PlainTextElement; options: OptionObject[] };

function grouped(options: OptionObject[], locale: string): OptionGroup[] {
  const groups: OptionGroup[] = [];
  for (let at = 0; at < options.length; at += LIMITS.selectOptions) {
    const group = options.slice(at, at + LIMITS.selectOptions);
    const range = text("slack.option-range", { first: at + 1, last: at + group.length });
    groups.push({ label: plain(words(range, locale), LIMITS.optionText, "a group"), options: group });
  }
  if (groups.length > LIMITS.selectGroups) throw new Error(`a field has ${options.length} options; Slack shows 10000`);
  return groups;
}

function limited(value: string, max: number, what: string): string {
  if (value === "" || value.length > max) throw new Error(`${what} has ${value.length} characters; Slack takes ${max}`);
  return value;
}
