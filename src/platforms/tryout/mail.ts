import type { Reader } from "../../core/reader.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { formatTime } from "../../text/time-format.ts";
import { visible } from "../../text/visible.ts";
import { linkHtml } from "../shared/card-html.ts";
import { words } from "../shared/html-words.ts";
import { icons } from "../shared/icons.ts";
import { type Mail, SANDBOX } from "./sent-mail.ts";
import { addressOf } from "./side.ts";
import type { View } from "./view.ts";

/** The mailbox: the mail that would have been sent, newest first, as it is sent: in a frame. */
export function mailHtml({ me, mail }: View, reader: Reader): Html {
  const { locale } = reader;
  const mine = addressOf(me.id, "mail");
  const tab = (href: string, label: string, isOpen: boolean) =>
    html`<a class="tab" href="${href}" data-go${isOpen && html` aria-current="true"`}>${label}</a>`;
  return html`<li class="tabs" id="mail-tabs">
${tab(mine, words(text("tryout.mail-of", { name: me.name }), locale), !mail.isAll)}
${tab(`${mine}&all=1`, words(text("tryout.mail-all"), locale), mail.isAll)}
</li>
${mail.isBroken && html`<li class="alert" id="mail-broken" role="alert">${words(text("tryout.mail-broken"), locale)}</li>`}
${mail.shown.length === 0 && !mail.isBroken ? emptyHtml(locale) : mail.shown.map((one) => letterHtml(one, reader))}`;
}

/** The newest code that was not used. The script shows it in a form for one, if it came after the form. */
export function peekHtml({ mail }: View, locale: string): Html | null {
  const { newestCode } = mail;
  if (!newestCode?.code) return null;
  const { to, code, at } = newestCode;
  return html`<p>${icons.mail}<span>${words(text("tryout.new-mail", { address: to }), locale)} <output>${visible(code)}</output></span></p>
<button type="button" class="button" data-use="${code}" data-at="${at}">${words(text("tryout.use-code"), locale)}</button>`;
}

// Code and link are there once more, outside of the frame: there they can be copied and used with one press.
function letterHtml(mail: Mail, { locale, zone }: Reader): Html {
  const at = formatTime(mail.at, locale, { dateStyle: "medium", timeStyle: "medium", timeZone: zone });
  return html`<li class="letter" id="mail-${mail.id}"><article aria-labelledby="mail-${mail.id}-subject">
<header><h2 id="mail-${mail.id}-subject">${visible(mail.subject)}</h2>
<p class="letter-to"><span>${visible(words(text("tryout.mail-to", { address: mail.to }), locale))}</span> <time datetime="${mail.at}">${at}</time></p></header>
<div class="letter-body">
${mail.code && codeHtml(mail.code, locale)}
${mail.link && linkHtml({ label: visible(mail.link.label), url: mail.link.url }, locale)}
${(mail.attachments ?? []).map(({ name }, at) => fileHtml(mail.id, { name, at }, locale))}
<iframe class="letter-sent" src="/try/mail/${encodeURIComponent(mail.id)}" title="${visible(mail.subject)}" sandbox="${SANDBOX}" loading="lazy"></iframe>
</div></article></li>`;
}

function fileHtml(mailId: string, { name, at }: { name: string; at: number }, locale: string): Html {
  const label = words(text("tryout.mail-file", { file: visible(name) }), locale);
  return html`<p class="letter-file"><a class="button" href="/try/mail/${encodeURIComponent(mailId)}/files/${String(at)}" download="${visible(name)}">${label}</a></p>`;
}

function codeHtml(code: string, locale: string): Html {
  const [copy, copied] = [words(text("tryout.copy"), locale), words(text("tryout.copied"), locale)];
  return html`<div class="code"><span class="code-label">${words(text("mail.code-label"), locale)}</span><output>${visible(code)}</output><button type="button" class="button" data-copy="${code}" data-copied="${copied}" aria-live="polite">${copy}</button></div>`;
}

function emptyHtml(locale: string): Html {
  return html`<li class="empty" id="empty"><span class="empty-mark">${icons.mail}</span><h2>${words(text("tryout.mail-none"), locale)}</h2><p>${words(text("tryout.mail-none-intro"), locale)}</p></li>`;
}
