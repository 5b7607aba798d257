import { EMAIL_MAX_LENGTH, type Field, type Option } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";
import { parseForm } from "../../text/parse-form.ts";
import { text } from "../../text/text.ts";
import { type Element, errorLines, smallPrint } from "./elements.ts";
import { OPTIONS_AT_ONCE } from "./limits.ts";
import { label, oneLine } from "./words.ts";

type Shown = {
  value: string | string[] | undefined;
  error: Text | undefined;
  locale: string;
  /** The name under which Teams asks for options of a `search` field. */
  dataset: () => string;
};
type Filled = { chosen: string[]; locale: string; dataset: () => string };

// Codes are pasted with blanks or dashes in them.
const ROOM_IN_CODES = 4;

/** A field as an input; below it its error, its hint, and what the options are about. */
export function fieldElements(field: Field, { value, error, locale, dataset }: Shown): Element[] {
  const isChoice = field.kind === "choice" || field.kind === "choices";
  const missing = text(isChoice || field.kind === "search" ? "field.choose" : "field.required");
  const required = field.optional ? {} : { isRequired: true, errorMessage: label(missing, locale) };
  const base = { id: field.name, label: label(field.label, locale), ...required };
  return [
    { ...base, ...input(field, { chosen: [value ?? []].flat(), locale, dataset }) },
    ...(error ? errorLines(error, locale) : []),
    ...(field.hint ? smallPrint(field.hint, locale) : []),
    ...(isChoice ? field.options.flatMap((option) => aboutOption(option, locale)) : []),
  ];
}

function input(field: Field, filled: Filled): Element {
  const typed = filled.chosen[0]?.toWellFormed() ?? "";
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
      return choiceSet(field, filled);
    case "search":
      return searchSet(field, filled);
    default:
      return field satisfies never;
  }
}

// Where more is typed than fits, the limit is left out so that the text can be shown and shortened.
function room(max: number, typed: string): { maxLength?: number } {
  return typed.length > max ? {} : { maxLength: max };
}

/** Several answers come back as one string with commas between them. */
export function hasSeveral(field: Field): boolean {
  return field.kind === "choices" || (field.kind === "search" && field.most > 1);
}

function choiceSet(field: Field & { kind: "choice" | "choices" }, { chosen, locale }: Filled): Element {
  const { options, name } = field;
  if (options.length === 0) throw new Error(`field ${name} has no options`);
  const isMultiSelect = hasSeveral(field);
  const isExpanded = options.length <= OPTIONS_AT_ONCE;
  // Beside a box or a radio button markdown is rendered, in a drop-down it is not.
  const show = isExpanded || isMultiSelect ? oneLine : label;
  return {
    ...{ type: "Input.ChoiceSet", style: isExpanded ? "expanded" : "compact", isMultiSelect, wrap: true },
    choices: choicesOf(options, { field: name, locale, show }),
    ...chosenValue(options, chosen),
  };
}

/**
 * Only what may be chosen already is in the card; the rest is asked for while somebody types. How many of them may be
 * chosen is checked when the form comes back: Teams has no such limit.
 */
function searchSet(field: Field & { kind: "search" }, { chosen, locale, dataset }: Filled): Element {
  return {
    ...{ type: "Input.ChoiceSet", style: "filtered", isMultiSelect: hasSeveral(field) },
    choices: choicesOf(field.options, { field: field.name, locale }),
    "choices.data": { type: "Data.Query", dataset: dataset(), associatedInputs: "auto" },
    ...chosenValue(field.options, chosen),
  };
}

type Choices = { field: string; locale: string; show?: (label: Text, locale: string) => string };

/** Options as Teams takes them. Throws for a value that could not be told from several. */
export function choicesOf(
  options: Option[],
  { field, locale, show = label }: Choices,
): { title: string; value: string }[] {
  const wrong = options.find(({ value }) => value === "" || value.includes(","));
  if (wrong) throw new Error(`an option of field ${field} has the value "${wrong.value}"`);
  return options.map((option) => ({ title: show(option.label, locale), value: option.value }));
}

function chosenValue(options: Option[], chosen: string[]): { value?: string } {
  const known = options.map(({ value }) => value).filter((one) => chosen.includes(one));
  return known.length > 0 ? { value: known.join(",") } : {};
}

// A choice has no second line of its own.
function aboutOption(option: Option, locale: string): Element[] {
  if (!option.description) return [];
  return smallPrint(text("teams.fact", { label: option.label, value: option.description }), locale);
}
