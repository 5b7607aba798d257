import type { Text } from "../core/text.ts";
import { type Html, html } from "../text/html.ts";
import type { Words } from "./page-frame.ts";

export function hidden(csrf: string): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}">`;
}

type FieldParts = { label: Text; name: string; hint?: Text | undefined; error?: Text | undefined; first?: boolean };

/** A label, what is wrong, the input, and a hint: everything that belongs to it is read out with it. */
export function field(words: Words, { label, name, hint, error, first }: FieldParts, attributes: Html): Html {
  const described = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(" ");
  return html`<div class="${error ? "field invalid" : "field"}">
<label for="${name}">${words(label)}</label>
${error && html`<p class="error" id="${name}-error">${words(error)}</p>`}
<input id="${name}" name="${name}" ${attributes} spellcheck="false"${described && html` aria-describedby="${described}"`}${error && html` aria-invalid="true"`}${first && html` autofocus`}>
${hint && html`<p class="hint" id="${name}-hint">${words(hint)}</p>`}
</div>`;
}

/** A form that is one button. */
export function button(words: Words, csrf: string, action: string, label: Text): Html {
  return html`<form method="post" action="${action}">${hidden(csrf)}
<button class="button quiet" type="submit">${words(label)}</button></form>`;
}
