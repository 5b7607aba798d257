import type { types } from "@slack/bolt";
import type { Field, Option } from "../../core/form.ts";
import { text } from "../../text/text.ts";
import { visible } from "../../text/visible.ts";
import { LIMITS } from "./limits.ts";
import { limited, plain, shortened, words } from "./words.ts";

type ChoiceField = Field & { kind: "choice" | "choices" };
type SearchField = Field & { kind: "search" };
type Element = types.InputBlock["element"];
type Base = { action_id: string; locale: string };

export type OptionObject = types.PlainTextOption & { value: string };

/** All options at once: as boxes, or as a menu where they are too many. */
export function choiceElement(field: ChoiceField, chosen: string[], { action_id, locale }: Base): Element {
  if (field.options.length === 0) throw new Error(`field ${field.name} has no options`);
  const options = field.options.map((option) => optionObject(option, locale));
  const initial = options.filter((option) => chosen.includes(option.value));
  const one = initial[0] && { initial_option: initial[0] };
  const several = initial.length > 0 && { initial_options: initial };
  if (options.length <= LIMITS.checkboxOptions)
    return field.kind === "choice"
      ? { type: "radio_buttons", action_id, options, ...one }
      : { type: "checkboxes", action_id, options, ...several };
  const offered = options.length <= LIMITS.selectOptions ? { options } : { option_groups: grouped(options, locale) };
  return field.kind === "choice"
    ? { type: "static_select", action_id, ...offered, ...one }
    : { type: "multi_static_select", action_id, ...offered, ...several };
}

/**
 * A menu that asks for its options while somebody types, and shows some before. An option that is chosen already
 * must be complete: Slack knows no label for it.
 */
export function searchElement(field: SearchField, chosen: string[], { action_id, locale }: Base): Element {
  const initial = field.options
    .filter((option) => chosen.includes(option.value))
    .map((option) => optionObject(option, locale));
  const placeholder = plain(words(text("slack.search"), locale), LIMITS.placeholder, "a placeholder");
  const base = { action_id, placeholder, min_query_length: 0 };
  if (field.most === 1) return { ...base, type: "external_select", ...(initial[0] && { initial_option: initial[0] }) };
  return {
    ...base,
    type: "multi_external_select",
    // Where more is chosen than may be, the limit is left out so that all of it can be shown and some taken away.
    ...(initial.length <= field.most && { max_selected_items: field.most }),
    ...(initial.length > 0 && { initial_options: initial }),
  };
}

export function optionObject(option: Option, locale: string): OptionObject {
  const description = option.description && words(option.description, locale);
  return {
    text: plain(shortened(words(option.label, locale), LIMITS.optionText, locale), LIMITS.optionText, "an option"),
    value: limited(option.value, LIMITS.optionValue, "an option's value"),
    ...(description && description.length <= LIMITS.optionDescription
      ? { description: plain(description, LIMITS.optionDescription, "an option's description") }
      : {}),
  };
}

/** The whole of an option of which Slack shows a part only, as a line; none where it shows all. */
export function fullText(option: Option, locale: string): string[] {
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
