import type { Button, Card, Fact, Item } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { words, wordsHtml } from "./html-words.ts";
import { icons } from "./icons.ts";
import { jsonOf } from "./json-attribute.ts";
import type { ButtonMetadata } from "./metadata.ts";

export type Tone = NonNullable<Card["tone"]>;

const TONE_ICONS: Record<Tone, Html | null> = {
  neutral: null,
  waiting: icons.clock,
  good: icons.check,
  bad: icons.cross,
};

/** A card for a page. What a button does is in its `data-press`. */
export function cardHtml(card: Card, locale: string, id: string): Html {
  const tone = card.tone ?? "neutral";
  return html`<article class="card ${tone}" aria-labelledby="${id}-title">
<h2 class="card-title" id="${id}-title">${toneHtml(tone)}<span>${wordsHtml(card.title, locale)}</span></h2>
${cardBody(card, locale, id)}
</article>`;
}

/** What is below the title. */
export function cardBody({ body, facts, items, buttons, links }: Card, locale: string, id: string): Html {
  return html`${body?.map((paragraph) => html`<p class="plain">${wordsHtml(paragraph, locale)}</p>`)}
${factsHtml(facts, locale)}
${items && items.length > 0 && html`<ul class="items">${items.map((item, at) => itemHtml(item, locale, `${id}-item-${at}`))}</ul>`}
${links && links.length > 0 && html`<div class="buttons">${links.map((link, at) => linkHtml(link, locale, at === 0))}</div>`}
${buttons && buttons.length > 0 && html`<div class="buttons">${buttons.map((button) => buttonHtml(button, locale))}</div>`}`;
}

function itemHtml({ title, detail, button }: Item, locale: string, id: string): Html {
  return html`<li class="item"><div class="item-text"><p class="item-title" id="${id}">${wordsHtml(title, locale)}</p>
${detail && html`<p class="item-detail">${wordsHtml(detail, locale)}</p>`}</div>
${button && buttonHtml(button, locale, { describedBy: id })}</li>`;
}

export function factsHtml(facts: Fact[] | undefined, locale: string): Html | null {
  if (!facts || facts.length === 0) return null;
  return html`<dl class="facts">${facts.map(({ label, value }) => html`<div><dt>${wordsHtml(label, locale)}</dt><dd>${wordsHtml(value, locale)}</dd></div>`)}</dl>`;
}

export function buttonHtml(button: Button, locale: string, how: { quiet?: boolean; describedBy?: string } = {}): Html {
  const { label, command, ref, values, style } = button;
  const sent: ButtonMetadata = { command, ...(ref && { ref }), ...(values && { values }) };
  return html`<button type="button" class="button ${how.quiet ? "quiet" : (style ?? "")}" data-press="${jsonOf(sent)}"${how.describedBy && html` aria-describedby="${how.describedBy}"`}>${words(label, locale)}</button>`;
}

/** A link that leads out of the chat, as a button. Only web addresses: a `javascript:` address would run here. */
export function linkHtml({ label, url }: { label: Text | string; url: string }, locale: string, isMain = true): Html {
  const shown = typeof label === "string" ? label : words(label, locale);
  if (!isWebAddress(url)) return html`<p class="plain">${shown}: ${url}</p>`;
  return html`<p><a class="button ${isMain ? "primary " : ""}out" href="${url}" target="_blank" rel="noopener noreferrer">${shown}${icons.out}<span class="unseen"> ${words(text("tryout.new-tab"), locale)}</span></a></p>`;
}

export function toneHtml(tone: Tone): Html | null {
  const icon = TONE_ICONS[tone];
  return icon && html`<span class="tone">${icon}</span>`;
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol);
}
