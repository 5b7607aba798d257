import { type Json, list } from "./limits.ts";

/** A field as a person sees it; `options` are the texts beside the boxes. */
type SeenField = {
  name: string;
  label: string;
  kind: string;
  hint: string;
  options: string[];
  value: string | string[];
  isOptional: boolean;
  error?: string;
};

/** One thing on a person's screen. `text` is all that can be read, a line for each text. */
export type Seen = {
  kind: "message" | "ephemeral" | "modal";
  id: string;
  channel: string;
  title: string;
  text: string;
  buttons: string[];
  links: { label: string; url: string }[];
  fields: SeenField[];
};

/** What was typed into a view so far, by block id. */
export type Typed = Map<string, { action: string; value: string | string[] }>;

type Shown = { title?: Json; submit?: Json; text?: string; blocks: Json[]; typed?: Typed; errors?: Json };

export function screen(shown: Shown): Omit<Seen, "kind" | "id" | "channel"> {
  const { blocks, typed, errors = {} } = shown;
  const buttons = buttonsOf(blocks);
  const fields = blocks.filter((block) => block.type === "input").map((block) => fieldOf(block, typed, errors));
  const submit = shown.submit ? [words(shown.submit)] : [];
  const lines = blocks.length > 0 ? blocks.flatMap(linesOf) : [plain(shown.text ?? "")];
  const title = shown.title ? words(shown.title) : "";
  const complaints = Object.values(errors).map(String);
  return {
    title,
    text: [title, ...lines, ...complaints, ...submit].filter(Boolean).join("\n"),
    buttons: [...buttons.filter((button) => !button.url).map((button) => words(button.text as Json)), ...submit],
    links: buttons.flatMap(({ url, text }) => (url ? [{ label: words(text as Json), url: String(url) }] : [])),
    fields,
  };
}

export function buttonsOf(blocks: Json[]): Json[] {
  const elements = blocks.flatMap((block) => [
    ...list(block.elements),
    ...(block.accessory ? [block.accessory as Json] : []),
  ]);
  return elements.filter((element) => element.type === "button");
}

export function optionsOf(element: Json): Json[] {
  return element.options ? list(element.options) : list(element.option_groups).flatMap((group) => list(group.options));
}

function fieldOf(block: Json, typed: Typed | undefined, errors: Json): SeenField {
  const element = block.element as Json;
  const [name, error] = [String(block.block_id), errors[String(block.block_id)]];
  return {
    name,
    label: words(block.label as Json),
    kind: String(element.type),
    hint: block.hint ? words(block.hint as Json) : "",
    options: optionsOf(element).map((option) => words(option.text as Json)),
    value: typed?.get(name)?.value ?? initialValue(element),
    isOptional: block.optional === true,
    ...(error !== undefined && { error: String(error) }),
  };
}

export function initialValue(element: Json): string | string[] {
  if (/^(checkboxes|multi_)/.test(String(element.type)))
    return list(element.initial_options).map((option) => String(option.value));
  const option = element.initial_option as Json | undefined;
  return String(option?.value ?? element.initial_date ?? element.initial_value ?? "");
}

function linesOf(block: Json): string[] {
  const texts = [block.text, block.label, block.hint].filter(Boolean) as Json[];
  const element = (block.element ?? {}) as Json;
  const options = optionsOf(element).flatMap((option) => [option.text, option.description].filter(Boolean) as Json[]);
  const nested = [
    ...list(block.fields),
    ...list(block.elements).map((one) => (one.type === "button" ? one.text : one)),
  ];
  const accessory = block.accessory ? [(block.accessory as Json).text] : [];
  return [...texts, ...options, ...nested, ...accessory].map((text) => words(text as Json));
}

export function words({ type, text }: Json): string {
  return type === "mrkdwn" ? plain(String(text).replace(/\*([^*]+)\*/g, "$1")) : String(text);
}

// As Slack shows it: escapes resolved.
function plain(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
