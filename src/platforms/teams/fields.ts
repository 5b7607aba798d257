import { EMAIL_MAX_LENGTH, type Field, type Option } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";
import { parseForm } from "../../text/parse-form.ts";
import { text } from "../../text/text.ts";
import { type Element, errorLines, smallPrint } from "./elements.ts";
import { OPTIONS_AT_ONCE } from "./limits.ts";
import { label, oneLine } from "./words.ts";

type Shown = { value: string | string[] | undefined; error: Text | undefined; locale: string };

// Codes are pasted with blanks or dashes in them.
const ROOM_IN_CODES = 4;

/** A field as an input; below it its error, its hint, and what the options are about. */
export function fieldElements(field: Field, { value, error, locale }: Shown): Element[] {
  const isChoice = field.kind === "choice" || field.kind === "choices";
  const missing = text(isChoice ? "field.choose" : "field.required");
  const required = field.optional ? {} : { isRequired: true, errorMessage: label(missing, locale) };
  const base = { id: field.name, label: label(field.label, locale), ...required };
  return [
    { ...base, ...input(field, [value ?? []].flat(), locale) },
    ...(error ? errorLines(error, locale) : []),
    ...(field.hint ? smallPrint(field.hint, locale) : []),
    ...(isChoice ? field.options.flatMap((option) => aboutOption(option, locale)) : []),
  ];
}

function input(field: Field, filled: string[], locale: string): Element {
  const typed = filled[0]?.toWellFormed() ?? "";
  const value = typed === "" ? {} : { value: typed };
  switch (field.kind) {
    case "text":
      return { type: "Input.Text", isMultiline: field.multiline ?? false, ...value, ...room(field.maxLength, typed) };
    case "email":
      return { type: "Input.Text", style: "email", ...value, ...room(EMAIL_MAX_LENGTH, typed) };
    case "code":
      // Never filled in: a code is not shown again.
      return { type: "Input.Text", maxLength: field.length + ROOM_IN_CODES };
    case "date":
      return { type: "Input.Date", ...(parseForm({ fields: [field] }, { [field.name]: typed }).ok && value) };
    case "choice":
    case "choices":
      return choiceSet(field, filled, locale);
    case "search":
      return choiceSet({ ...field, kind: "choices" }, filled, locale);
    default:
      return field satisfies never;
  }
}

// Where more is typed than fits, the limit is left out so that the text can be shown and shortened.
function room(max: number, typed: string): { maxLength?: number } {
  return typed.length > max ? {} : { maxLength: max };
}

function choiceSet(field: Field & { kind: "choice" | "choices" }, chosen: string[], locale: string): Element {
  const { options, name } = field;
  if (options.length === 0) throw new Error(`field ${name} has no options`);
  // Several answers come back as one string with commas between them.
  const wrong = options.find((option) => option.value === "" || option.value.includes(","));
  if (wrong) throw new Error(`an option of field ${name} has the value "${wrong.value}"`);
  const isMultiSelect = field.kind === "choices";
  const isExpanded = options.length <= OPTIONS_AT_ONCE;
  // Beside a box or a radio button markdown is rendered, in a drop-down it is not.
  const shown = (option: Option) =>
    isExpanded || isMultiSelect ? oneLine(option.label, locale) : label(option.label, locale);
  const value = options.map((option) => option.value).filter((one) => chosen.includes(one));
  return {
    type: "Input.ChoiceSet",
    style: isExpanded ? "expanded" : "compact",
    isMultiSelect,
    wrap: true,
    choices: options.map((option) => ({ title: shown(option), value: option.value })),
    ...(value.length > 0 && { value: value.join(",") }),
  };
}

// A choice has no second line of its own.
function aboutOption(option: Option, locale: string): Element[] {
  if (!option.description) return [];
  return smallPrint(text("teams.fact", { label: option.label, value: option.description }), locale);
}
