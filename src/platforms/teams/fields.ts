import { EMAIL_MAX_LENGTH } from "../../core/email-address.ts";
import type { Field, Option } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";
import { isFilled, whatIsMissing } from "../../text/parse-form.ts";
import { text } from "../../text/text.ts";
import { type Element, errorLines, paragraphs, smallPrint } from "./elements.ts";
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

// People paste codes with blanks or dashes in them.
const ROOM_IN_CODES = 4;

/** A field as an input, with its error, its hint and the descriptions of its options below. */
export function fieldElements(field: Field, { value, error, locale, dataset }: Shown): Element[] {
  if (field.kind === "file") return sentInChat(field, error, locale);
  const isChoice = field.kind === "choice" || field.kind === "choices";
  // Where another choice is made after all, the field must not hold up the form: what is missing is found on the server.
  const required =
    field.optional || field.when ? {} : { isRequired: true, errorMessage: label(whatIsMissing(field), locale) };
  const base = { id: field.name, label: label(field.label, locale), ...required };
  return [
    { ...base, ...input(field, { chosen: [value ?? []].flat(), locale, dataset }) },
    ...(error ? errorLines(error, locale) : []),
    ...(field.hint ? smallPrint(field.hint, locale) : []),
    ...(isChoice ? field.options.flatMap((option) => aboutOption(option, locale)) : []),
  ];
}

/** No form in Teams holds a file: it is sent as a message, and the command takes it from there. */
function sentInChat({ label, hint }: Field, error: Text | undefined, locale: string): Element[] {
  return [
    ...paragraphs(text("teams.send-file", { label }), locale),
    ...(error ? errorLines(error, locale) : []),
    ...(hint ? smallPrint(hint, locale) : []),
  ];
}

function input(field: Exclude<Field, { kind: "file" }>, filled: Filled): Element {
  const typed = filled.chosen[0]?.toWellFormed() ?? "";
  const value = typed === "" ? {} : { value: typed };
  switch (field.kind) {
    case "text":
      return { type: "Input.Text", isMultiline: field.multiline ?? false, ...value, ...room(field.maxLength, typed) };
    case "email":
      return { type: "Input.Text", style: "email", ...value, ...room(EMAIL_MAX_LENGTH, typed) };
    case "code":
      // Never filled in: no code is shown again.
      return { type: "Input.Text", maxLength: field.length + ROOM_IN_CODES };
    case "date":
      return { type: "Input.Date", ...(isFilled(field, typed) && value) };
    case "choice":
    case "choices":
      return choiceSet(field, filled);
    case "search":
      return searchSet(field, filled);
    default:
      return field satisfies never;
  }
}

// A text that is too long is shown without the limit, so that the person can shorten it.
function room(max: number, typed: string): { maxLength?: number } {
  return typed.length > max ? {} : { maxLength: max };
}

/** Whether a field has several answers. Teams sends them as one string, with commas between them. */
export function hasSeveral(field: Field): boolean {
  return field.kind === "choices" || (field.kind === "search" && field.most > 1);
}

function choiceSet(field: Field & { kind: "choice" | "choices" }, { chosen, locale }: Filled): Element {
  const { options, name } = field;
  if (options.length === 0) throw new Error(`field ${name} has no options`);
  const isMultiSelect = hasSeveral(field);
  const isExpanded = options.length <= OPTIONS_AT_ONCE;
  // Teams renders markdown beside a check box or a radio button, but not in a drop-down.
  const show = isExpanded || isMultiSelect ? oneLine : label;
  return {
    ...{ type: "Input.ChoiceSet", style: isExpanded ? "expanded" : "compact", isMultiSelect, wrap: true },
    choices: choicesOf(options, { field: name, locale, show }),
    ...chosenValue(options, chosen),
  };
}

/**
 * The card holds only the options that are chosen already; Teams asks for others while somebody types. Teams has no limit
 * for how many are chosen: that is checked when the form is submitted.
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

/** Options as Teams takes them. Throws for an empty value and for one with a comma, which would be read as two. */
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

// A choice in Teams has no second line, so descriptions are shown below the field.
function aboutOption(option: Option, locale: string): Element[] {
  if (!option.description) return [];
  return smallPrint(text("teams.fact", { label: option.label, value: option.description }), locale);
}
