import type { Reply } from "../../core/conversation.ts";
import type { Errors, Form } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { buttonHtml, cardBody, factsHtml, linkHtml, type Tone, toneHtml } from "../shared/card-html.ts";
import { words, wordsHtml } from "../shared/html-words.ts";
import { icons } from "../shared/icons.ts";
import { jsonOf } from "../shared/json-attribute.ts";
import type { FormMetadata } from "../shared/metadata.ts";
import { fieldsHtml, otherErrors } from "./fields.ts";

type FormReply = Extract<Reply, { kind: "form" }>;
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
${form.links?.map((link) => linkHtml(link, locale, false))}
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
