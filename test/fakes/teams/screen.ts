import type { Seen as SeenAnywhere } from "../../harness/driver.ts";
import { actionsOf, elementsOf, type Json, list } from "./cards.ts";
import { withTimes } from "./times.ts";

export type Seen = SeenAnywhere & { conversation: string };

/** What was typed and not sent, and what the client says about it, by input id. */
export type Typing = {
  values: Record<string, string | string[]>;
  complaints: Record<string, string>;
  /** What was found by searching, by input id: the client keeps the titles. */
  found?: Record<string, Json[]>;
};
type Field = SeenAnywhere["fields"][number];
/** `zone`: the time zone of the person who looks. */
type Shown = { title?: string; text: string; card: Json | null; typing?: Typing | undefined; zone?: string };

export function screen({
  title,
  text,
  card: sent,
  typing,
  zone = "UTC",
}: Shown): Omit<Seen, "kind" | "id" | "conversation"> {
  if (!sent) return { title: title ?? "", text: [title, text].filter(Boolean).join("\n"), ...nothing(text) };
  const card = withTimes(sent, zone);
  const elements = elementsOf(card);
  const fields = elements.flatMap((element, at) =>
    String(element.type).startsWith("Input.") ? [fieldOf(element, elements[at + 1], typing)] : [],
  );
  const actions = actionsOf(card);
  const lines = [...(text ? [plain(text)] : []), ...elements.flatMap(linesOf), ...titles(list(card.actions))];
  const heading = elements.find(({ type }) => type === "TextBlock");
  return {
    title: title ?? (heading ? plain(String(heading.text)) : ""),
    text: [title, ...lines, ...Object.values(typing?.complaints ?? {})].filter(Boolean).join("\n"),
    buttons: titles(actions.filter(({ type }) => type !== "Action.OpenUrl")),
    links: [...elements.flatMap(linksIn), ...actions.flatMap(linkOf)],
    fields,
  };
}

function nothing(text: string) {
  return { buttons: [], links: linksOf(text), fields: [] };
}

function fieldOf(input: Json, below: Json | undefined, typing: Typing | undefined): Field {
  const id = String(input.id);
  const isComplaint = below?.type === "TextBlock" && String(below.color).toLowerCase() === "attention";
  const error = typing?.complaints[id] ?? (isComplaint ? plain(String(below.text)).replace(/^⚠\s*/, "") : undefined);
  return {
    name: id,
    label: String(input.label ?? ""),
    value: typing?.values[id] ?? initialValue(input),
    options: list(input.choices).map((choice) => choiceTitle(input, choice)),
    ...(error !== undefined && { error }),
  };
}

export function initialValue(input: Json): string | string[] {
  const value = String(input.value ?? "");
  return input.isMultiSelect === true ? value.split(",").filter(Boolean) : value;
}

/** Radio buttons and boxes show markdown; a drop-down and a search do not. */
export function choiceTitle({ style, isMultiSelect }: Json, { title }: Json): string {
  const how = String(style).toLowerCase();
  const isExpanded = how === "expanded" || (isMultiSelect === true && how !== "filtered");
  return isExpanded ? plain(String(title)) : String(title);
}

function linesOf(element: Json): string[] {
  switch (element.type) {
    case "TextBlock":
      return [plain(String(element.text))];
    case "RichTextBlock":
      return [(element.inlines as (Json | string)[]).map((run) => (typeof run === "string" ? run : run.text)).join("")];
    case "FactSet":
      return list(element.facts).flatMap(({ title, value }) => [plain(String(title)), plain(String(value))]);
    case "ActionSet":
      return titles(list(element.actions));
    default:
      return [String(element.label ?? ""), ...list(element.choices).map((choice) => choiceTitle(element, choice))];
  }
}

function titles(actions: Json[]): string[] {
  return actions.map(({ title }) => String(title));
}

function linkOf({ type, title, url }: Json): Seen["links"] {
  return type === "Action.OpenUrl" ? [{ label: String(title), url: String(url) }] : [];
}

function linksIn(element: Json): Seen["links"] {
  if (element.type === "TextBlock") return linksOf(String(element.text));
  return list(element.facts).flatMap(({ title, value }) => [...linksOf(String(title)), ...linksOf(String(value))]);
}

const LINK = /(?<!\\)\[((?:[^\]\\]|\\.)*)\]\(((?:[^)\\]|\\.)*)\)/g;

/** The links that Teams makes of a text. */
function linksOf(markdown: string): Seen["links"] {
  return [...markdown.matchAll(LINK)].map(([, label = "", url = ""]) => ({ label: plain(label), url }));
}

/**
 * Markdown as it is shown: emphasis without its marks, a link's words, an escaped character as itself. What was typed
 * and not escaped is not seen as it was typed.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format#format-cards-with-markdown
 */
export function plain(markdown: string): string {
  const escaped: string[] = [];
  const kept = markdown.replace(/\\([!-/:-@[-`{-~])/g, (_, character: string) => {
    escaped.push(character);
    return `\uE000${escaped.length - 1}\uE001`;
  });
  return kept
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1/g, "$2")
    .replace(/(?<![\w*_])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*_])/g, "$2")
    .replace(/^(?:#{1,6}|>|[-+*]) +/gm, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
    .replace(/\uE000(\d+)\uE001/g, (_, at: string) => escaped[Number(at)] ?? "");
}
