import type { Button, Card, Fact, Item } from "../../core/card.ts";
import type { Reply } from "../../core/conversation.ts";
import type { Errors, Form } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import type { ButtonMetadata, FormMetadata } from "../shared/metadata.ts";
import { fieldsHtml, otherErrors } from "./fields.ts";
import { jsonOf } from "./html.ts";
import { icons } from "./icons.ts";
import { words, wordsHtml } from "./words.ts";

type FormReply = Extract<Reply, { kind: "form" }>;
type Tone = NonNullable<Card["tone"]>;

const TONE_ICONS: Record<Tone, Html | null> = {
  neutral: null,
  waiting: icons.clock,
  good: icons.check,
  bad: icons.cross,
};

/** A reply as the content of the dialog. `since`: since when it waits for a code, ISO 8601. */
export function dialogHtml(reply: Reply, locale: string, since?: string): Html {
  switch (reply.kind) {
    case "form":
      return formHtml(reply, locale, since);
    case "card":
      return frameHtml({ ...reply.card, body: cardBody(reply.card, locale, "dialog"), locale });
    case "text":
      return frameHtml({
        title: text("tryout.product"),
        body: html`<p class="plain">${wordsHtml(reply.text, locale)}</p>`,
        locale,
      });
    default:
      return reply satisfies never;
  }
}

/** A form as the content of the dialog. What it is about comes back with it, in `$about`. */
function formHtml({ command, form, key, ref, ...filled }: FormReply, locale: string, since?: string): Html {
  const about: FormMetadata = { command, key, ...(ref && { ref }) };
  return html`<form class="sheet${since ? " coded" : ""}" novalidate data-scope="${`${command} ${ref?.id ?? ""}`}">
<input type="hidden" name="$about" value="${jsonOf(about)}">
${headHtml(form.title, locale)}
<div class="sheet-body">
${aboveHtml(form, filled.errors ?? {}, { locale, scrolls: since !== undefined })}
<div class="sheet-fields">
${fieldsHtml(form, filled.values ?? {}, filled.errors ?? {}, locale)}
${form.intro?.filter(isStatus).map((one) => html`<p class="status" role="status">${icons.check}<span>${wordsHtml(one, locale)}</span></p>`)}
${since && html`<div class="peek" role="status" data-since="${since}"></div>`}
</div>
</div>
<footer class="sheet-foot">
${form.extras?.map((extra) => buttonHtml(extra, locale, { quiet: true }))}
<span class="spring"></span>
<button type="button" class="button" data-close>${words(text("tryout.cancel"), locale)}</button>
<button type="submit" class="button primary">${words(form.submit, locale)}</button>
</footer>
</form>`;
}

/** What is read before the fields are filled in. What scrolls by itself can be reached with the keyboard. */
function aboveHtml(form: Form, errors: Errors, { locale, scrolls }: { locale: string; scrolls: boolean }): Html | null {
  const intro = form.intro?.filter((one) => !isStatus(one)) ?? [];
  const paragraphs = intro.map((paragraph) => html`<p class="plain">${wordsHtml(paragraph, locale)}</p>`);
  const above = [...otherErrors(form, errors, locale), ...paragraphs, factsHtml(form.facts, locale)];
  if (above.every((one) => one === null)) return null;
  const reached = html` tabindex="0" role="group" aria-labelledby="dialog-title"`;
  return html`<div class="sheet-above"${scrolls && reached}>${above}</div>`;
}

// What pressing a button of the form has led to: said beside the field, and aloud.
function isStatus({ id }: Text): boolean {
  return id === "code.sent-again" || id === "link.sent-again";
}

export function cardHtml(card: Card, locale: string, id: string): Html {
  const tone = card.tone ?? "neutral";
  return html`<article class="card ${tone}" aria-labelledby="${id}-title">
<h2 class="card-title" id="${id}-title">${toneHtml(tone)}<span>${wordsHtml(card.title, locale)}</span></h2>
${cardBody(card, locale, id)}
</article>`;
}

function cardBody({ body, facts, items, buttons, link }: Card, locale: string, id: string): Html {
  return html`${body?.map((paragraph) => html`<p class="plain">${wordsHtml(paragraph, locale)}</p>`)}
${factsHtml(facts, locale)}
${items && items.length > 0 && html`<ul class="items">${items.map((item, at) => itemHtml(item, locale, `${id}-item-${at}`))}</ul>`}
${link && linkHtml(link, locale)}
${buttons && buttons.length > 0 && html`<div class="buttons">${buttons.map((button) => buttonHtml(button, locale))}</div>`}`;
}

function itemHtml({ title, detail, button }: Item, locale: string, id: string): Html {
  return html`<li class="item"><div class="item-text"><p class="item-title" id="${id}">${wordsHtml(title, locale)}</p>
${detail && html`<p class="item-detail">${wordsHtml(detail, locale)}</p>`}</div>
${button && buttonHtml(button, locale, { describedBy: id })}</li>`;
}

function factsHtml(facts: Fact[] | undefined, locale: string): Html | null {
  if (!facts || facts.length === 0) return null;
  return html`<dl class="facts">${facts.map(({ label, value }) => html`<div><dt>${wordsHtml(label, locale)}</dt><dd>${wordsHtml(value, locale)}</dd></div>`)}</dl>`;
}

function buttonHtml(button: Button, locale: string, how: { quiet?: boolean; describedBy?: string } = {}): Html {
  const { label, command, ref, values, style } = button;
  const sent: ButtonMetadata = { command, ...(ref && { ref }), ...(values && { values }) };
  return html`<button type="button" class="button ${how.quiet ? "quiet" : (style ?? "")}" data-press="${jsonOf(sent)}"${how.describedBy && html` aria-describedby="${how.describedBy}"`}>${words(label, locale)}</button>`;
}

/** A link that leads out of the chat, as a button. Only web addresses: a `javascript:` address would run here. */
export function linkHtml({ label, url }: { label: Text | string; url: string }, locale: string): Html {
  const shown = typeof label === "string" ? label : words(label, locale);
  if (!isWebAddress(url)) return html`<p class="plain">${shown}: ${url}</p>`;
  return html`<p><a class="button primary out" href="${url}" target="_blank" rel="noopener noreferrer">${shown}${icons.out}<span class="unseen"> ${words(text("tryout.new-tab"), locale)}</span></a></p>`;
}

type Frame = { title: Text; tone?: Tone; body: Html; locale: string };

function frameHtml({ title, tone = "neutral", body, locale }: Frame): Html {
  return html`<div class="sheet ${tone}">
${headHtml(title, locale, { tone, describedBy: "dialog-body" })}
<div class="sheet-body" id="dialog-body">${body}</div>
<footer class="sheet-foot"><span class="spring"></span><button type="button" class="button primary" data-close>${words(text("tryout.close"), locale)}</button></footer>
</div>`;
}

function headHtml(title: Text, locale: string, how: { tone?: Tone; describedBy?: string } = {}): Html {
  const { tone = "neutral", describedBy } = how;
  return html`<header class="sheet-head">${toneHtml(tone)}<h2 id="dialog-title" tabindex="-1"${describedBy && html` aria-describedby="${describedBy}"`}>${wordsHtml(title, locale)}</h2>
<button type="button" class="icon-button" data-close aria-label="${words(text("tryout.close"), locale)}">${icons.cross}</button></header>`;
}

function toneHtml(tone: Tone): Html | null {
  const icon = TONE_ICONS[tone];
  return icon && html`<span class="tone">${icon}</span>`;
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol);
}
