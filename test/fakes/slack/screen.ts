import { type Json, list } from "./limits.ts";

/** A field as a person sees it; `options` are the texts beside the boxes, or of what is chosen in a search. */
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
  kind: "message" | "ephemeral" | "modal" | "home";
  id: string;
  channel: string;
  title: string;
  text: string;
  buttons: string[];
  links: { label: string; url: string }[];
  fields: SeenField[];
};

/**
 * What was typed into a view so far, by block id. `found`: the options of a search that Slack has the labels of; `files`:
 * what was chosen in a field for files, of which the value is the name.
 */
export type Typed = Map<string, FilledIn>;
export type FilledIn = { action: string; value: string | string[]; found?: Json[]; files?: Json[] };

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
  const value = typed?.get(name)?.value ?? initialValue(element);
  const options = isSearch(element) ? chosenOptions(element, value, typed?.get(name)?.found) : optionsOf(element);
  return {
    name,
    label: words(block.label as Json),
    kind: String(element.type),
    hint: block.hint ? words(block.hint as Json) : "",
    options: options.map((option) => words(option.text as Json)),
    value,
    isOptional: block.optional === true,
    ...(error !== undefined && { error: String(error) }),
  };
}

export function isSearch(element: Json): boolean {
  return /^(multi_)?external_select$/.test(String(element.type));
}

/** The options of a search that are chosen already. */
export function initialOptions(element: Json): Json[] {
  return [...list(element.initial_options), ...(element.initial_option ? [element.initial_option as Json] : [])];
}

/** What is chosen in a search, with the labels that Slack keeps for it. */
export function chosenOptions(element: Json, value: string | string[], found: Json[] = []): Json[] {
  const known: Json[] = [...initialOptions(element), ...found];
  return [value].flat().flatMap((one): Json[] => known.filter((option) => option.value === one).slice(0, 1));
}

export function initialValue(element: Json): string | string[] {
  if (/^(checkboxes|multi_)/.test(String(element.type)))
    return list(element.initial_options).map((option) => String(option.value));
  const option = element.initial_option as Json | undefined;
  return String(option?.value ?? element.initial_date ?? element.initial_value ?? "");
}

function linesOf(block: Json): string[] {
  if (block.type === "rich_text")
    return list(block.elements).flatMap((part) => list(part.elements).map(richWords).join("").split("\n"));
  const texts = [block.text, block.label, block.hint].filter(Boolean) as Json[];
  const element = (block.element ?? {}) as Json;
  const offered = isSearch(element) ? initialOptions(element) : optionsOf(element);
  const options = offered.flatMap((option) => [option.text, option.description].filter(Boolean) as Json[]);
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

/** Rich text in words, with the time as it is read in UTC: "Nov 24, 2026 at 10:15". */
function richWords({ type, text, timestamp, format }: Json): string {
  if (type !== "date") return String(text);
  const time = new Date(Number(timestamp) * 1000);
  const inUtc = (how: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-US", { ...how, timeZone: "UTC" }).format(time);
  return String(format)
    .replace("{date_short_pretty}", inUtc({ month: "short", day: "numeric", year: "numeric" }))
    .replace("{time}", inUtc({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));
}

// As Slack shows it: escapes resolved.
function plain(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
