import type { Text } from "../../core/text.ts";
import { type Html, html } from "../../text/html.ts";
import { spokenLocale } from "../../text/locale.ts";
import { say, slashCommand, timeInWords, translate } from "../../text/translate.ts";
import { visible } from "../../text/visible.ts";

/** A sentence as a string, for an attribute or a title, without characters that nobody sees. A time is in UTC. */
export function words(sentence: Text, locale: string): string {
  return visible(say(sentence, { locale: spokenLocale([locale]) }));
}

/** A sentence for the page. Its times are in UTC too, until the page's script puts them into the browser's own zone. */
export function wordsHtml(sentence: Text, locale: string): Html {
  // Where a sentence is English because there is no other, its dates are English too.
  const spoken = spokenLocale([locale]);
  const parts = translate(sentence, spoken).map((part) => {
    if (typeof part === "string") return visible(part);
    return "time" in part ? timeHtml(part.time, spoken) : visible(slashCommand(part.command));
  });
  return html`${parts}`;
}

function timeHtml(iso: string, locale: string): Html {
  return html`<time datetime="${iso}" data-moment>${timeInWords(iso, { locale })}</time>`;
}
