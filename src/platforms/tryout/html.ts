// A symbol and not a name: nothing that came in as JSON can pass for markup.
const MARKUP = Symbol("markup");

/** Markup that is safe to send: only html`…` makes it. */
export type Html = { readonly [MARKUP]: string };
type Part = Html | string | number | boolean | null | undefined | readonly Part[];

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Escapes whatever is put in, for text and for quoted attributes. Html goes in as it is; false and null leave nothing. */
export function html(template: TemplateStringsArray, ...parts: Part[]): Html {
  return { [MARKUP]: template.map((piece, at) => piece + (at < parts.length ? markup(parts[at]) : "")).join("") };
}

export function markupOf(value: Html): string {
  return value[MARKUP];
}

/** JSON for an attribute, in ASCII: it comes back the same whatever the browser does to line breaks and odd characters. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function markup(part: Part): string {
  if (part === null || part === undefined || typeof part === "boolean") return "";
  if (typeof part === "string" || typeof part === "number")
    return String(part).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
  return MARKUP in part ? part[MARKUP] : part.map(markup).join("");
}
