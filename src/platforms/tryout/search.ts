import type { z } from "zod";
import { type Reply, SUGGESTED_MOST, type Suggest } from "../../core/conversation.ts";
import type { Field, Option } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import { verbatim } from "../../text/text.ts";
import type { Labels, Searched } from "./intents.ts";
import { accountOf } from "./sender.ts";

/** The options that fit, without those chosen already, and whether there may be more of them. */
export type Found = { field: string; options: Option[]; mayBeMore: boolean };

export type Search = (asked: z.infer<typeof Searched>, locale: string) => Promise<Found>;

/** Looks up what fits the words typed into a search field. */
export function createSearch(suggest: Suggest): Search {
  return async ({ as, about, field, typed, values }, locale) => {
    const { command, ref } = about;
    const asking = { by: accountOf(as), locale, command, ...(ref && { ref }), field, typed, values };
    const found = (await suggest(asking)).slice(0, SUGGESTED_MOST);
    const chosen = valuesOf(values, field);
    const options = found.filter(({ value }) => !chosen.includes(value));
    return { field, options, mayBeMore: found.length === SUGGESTED_MOST };
  };
}

/**
 * A form that comes back with errors doesn't know the labels of options that were found by searching. The browser knows
 * them and sent them along: they are used for chosen values that the form has no label for.
 */
export function withLabels(reply: Reply, labels: z.infer<typeof Labels>): Reply {
  if (reply.kind !== "form") return reply;
  const labelled = (field: Field): Field => {
    if (field.kind !== "search") return field;
    const missing = valuesOf(reply.values ?? {}, field.name).filter((value) => !field.options.some(is(value)));
    const known = labels.filter((one) => one.field === field.name && missing.includes(one.value));
    return {
      ...field,
      options: [...field.options, ...known.map(({ value, label }) => ({ value, label: verbatim(label) }))],
    };
  };
  return { ...reply, form: { ...reply.form, fields: reply.form.fields.map(labelled) } };
}

function valuesOf(values: Values, field: string): string[] {
  return [values[field] ?? []].flat();
}

function is(value: string) {
  return (option: Option) => option.value === value;
}
