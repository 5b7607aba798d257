import type { Field } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { words, wordsHtml } from "../shared/html-words.ts";
import { icons } from "../shared/icons.ts";

/** What a field holds and what is wrong with it. */
export type Filled = {
  value: string | string[] | undefined;
  error: Text | undefined;
  isShown: boolean;
  locale: string;
};

/** When the field applies, for the page's script, which shows and hides it as that choice changes. */
export function whenHtml({ when }: Field, { isShown }: Filled): Html | undefined {
  return when && html` data-when="${when.field}" data-is="${when.is}"${!isShown && html` hidden`}`;
}

export function labelHtml({ label, optional }: Field, locale: string): Html {
  return html`${wordsHtml(label, locale)}${optional && html` <span class="optional">${words(text("tryout.optional"), locale)}</span>`}`;
}

export function hintHtml({ name, hint }: Field, locale: string): Html | undefined {
  return hint && html`<p class="hint" id="hint-${name}">${wordsHtml(hint, locale)}</p>`;
}

export function errorHtml({ name }: Field, { error, locale }: Filled): Html | undefined {
  return error && html`<p class="error" id="error-${name}">${icons.info}<span>${wordsHtml(error, locale)}</span></p>`;
}

export function describedBy({ name, hint }: Field, error: Text | undefined): Html | undefined {
  const ids = [error && `error-${name}`, hint && `hint-${name}`].filter(Boolean).join(" ");
  return ids ? html` aria-describedby="${ids}"` : undefined;
}
