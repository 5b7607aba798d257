import type { Option } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import { verbatim } from "../../text/text.ts";
import type { File, FilledBlock } from "./payloads.ts";

/** Files by the field that they are in; those of a message under any name. */
export type Sent = Record<string, File[]>;

/** What was filled in, by block id. */
export function valuesOf(state: Record<string, FilledBlock>): Values {
  const fields = Object.entries(state).map(([name, elements]) => [name, filledIn(Object.values(elements)[0])]);
  return Object.fromEntries(fields) as Values;
}

function filledIn(filled: FilledBlock[string] | undefined): string | string[] {
  if (filled?.selected_options) return filled.selected_options.map((option) => option.value);
  return filled?.selected_option?.value ?? filled?.selected_date ?? filled?.value ?? "";
}

/** The files that were chosen, by block id. */
export function filesIn(state: Record<string, FilledBlock>): Sent {
  const fields = Object.entries(state).map(
    ([name, elements]) => [name, Object.values(elements)[0]?.files ?? []] as const,
  );
  return Object.fromEntries(fields.filter(([, files]) => files.length > 0));
}

/** The options that were chosen, by block id, with the labels that Slack showed. */
export function chosenIn(state: Record<string, FilledBlock>): Record<string, Option[]> {
  const fields = Object.entries(state).map(([name, elements]) => [name, chosen(Object.values(elements)[0])] as const);
  return Object.fromEntries(fields.filter(([, options]) => options.length > 0));
}

function chosen(filled: FilledBlock[string] | undefined): Option[] {
  const options = filled?.selected_options ?? (filled?.selected_option ? [filled.selected_option] : []);
  return options.flatMap(({ value, text }) => (text ? [{ value, label: verbatim(text.text) }] : []));
}
