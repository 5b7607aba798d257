import { escapeHtml } from "./escape-html.ts";

// A symbol and not a name: nothing that came in as JSON or as a form can pass for markup.
const MARKUP = Symbol("markup");

/** Markup that is safe to send: only html`…` makes it. */
export type Html = { readonly [MARKUP]: string };
type Part = Html | string | number | boolean | null | undefined | readonly Part[];

/**
 * Escapes whatever is put in, for text and for quoted attributes; Html and lists of it go in as they are, and false,
 * null and undefined leave nothing. Always quote attributes; never put a value into a URL scheme, script or style.
 */
export function html(template: TemplateStringsArray, ...parts: Part[]): Html {
  const pieces = template.map((piece, at) => piece + (at < parts.length ? markup(parts[at]) : ""));
  return { [MARKUP]: pieces.join("") };
}

/** The markup as a string, to be sent. */
export function markupOf(value: Html): string {
  return value[MARKUP];
}

/** A picture that this program has drawn itself, of nothing but shapes: anything else is refused. */
export function pictureOf(svg: string): Html {
  if (!/^<svg [a-zA-Z0-9"=:/. -]*>(?:<(?:rect|path) [a-zA-Z0-9"=#,. -]*\/>)*<\/svg>$/.test(svg))
    throw new Error("a picture holds something else than shapes");
  return { [MARKUP]: svg };
}

function markup(part: Part): string {
  if (part === null || part === undefined || typeof part === "boolean") return "";
  if (typeof part === "string" || typeof part === "number") return escapeHtml(String(part));
  return MARKUP in part ? part[MARKUP] : part.map(markup).join("");
}
