import { FILE_MOST_BYTES } from "../../core/file.ts";
import type { Reader } from "../../core/reader.ts";
import type { Text } from "../../core/text.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { visible } from "../../text/visible.ts";
import { words } from "../shared/html-words.ts";
import { icons } from "../shared/icons.ts";
import { entriesHtml } from "./entries.ts";
import { guideHtml, isTourOver } from "./guide.ts";
import { homeHtml } from "./home-page.ts";
import { mailHtml, peekHtml } from "./mail.ts";
import { badge, placeName, sideHtml } from "./side.ts";
import type { View } from "./view.ts";

/**
 * The whole page. The script fetches it again whenever something changed and takes over the parts with an id: there is
 * only one way to draw things.
 */
export function pageHtml(view: View, reader: Reader): Html {
  const { locale } = reader;
  const { organization, at, me, guide, mail } = view;
  const place = placeName(at, locale);
  const isChat = at !== "mail" && at !== "home";
  const unreadHere = at === "mail" ? mail.unread : view.places.find((one) => one.at === at)?.unread;
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>${visible(words(text("tryout.title", { place, organization }), locale))}</title>
<link rel="icon" href="/assets/countersign.svg" type="image/svg+xml">
<link rel="stylesheet" href="/try/assets/chat.css">
<script src="/try/assets/chat.js" type="module"></script>
</head>
<body>
<a class="skip" href="#composer">${words(text("tryout.skip"), locale)}</a>
<div id="app" class="app${guide ? " has-guide" : ""}${isTourOver(view) ? " tour-over" : ""}" data-as="${me.id}" data-in="${at}" data-unread="${unreadHere ?? 0}" data-failed="${words(text("tryout.failed"), locale)}" data-file-most="${FILE_MOST_BYTES}">
<div class="side" id="side">${sideHtml(view, locale)}</div>
<div class="veil" data-menu></div>
<main class="main">
<header class="head" id="head">${headHtml(view, locale)}</header>
<p class="offline" id="offline" role="status" hidden>${words(text("tryout.offline"), locale)}</p>
<noscript><p class="offline">${words(text("tryout.no-script"), locale)}</p></noscript>
<ol class="log${isChat ? "" : ` ${at}`}" id="log" tabindex="0" aria-label="${place}"${isChat && html` aria-live="polite"`}>${contentHtml(view, reader)}</ol>
<div id="composer">${isChat && composerHtml(view, locale)}</div>
<aside class="guide" id="guide" aria-labelledby="guide-title">${guideHtml(view, locale)}</aside>
</main>
</div>
<div id="peek" hidden>${peekHtml(view, locale)}</div>
<dialog id="dialog" aria-labelledby="dialog-title"></dialog>
${discardHtml(locale)}
<p class="toast" id="toast" role="alert" hidden></p>
</body>
</html>
`;
}

function contentHtml(view: View, reader: Reader): Html | null {
  if (view.at === "home") return homeHtml(view.home, reader.locale);
  return view.at === "mail" ? mailHtml(view, reader) : entriesHtml(view, reader);
}

function headHtml({ at, me, people }: View, locale: string): Html {
  const about = aboutPlace(at, me.name);
  const others = people.reduce((sum, { unread }) => sum + unread, 0);
  return html`<button type="button" class="icon-button menu" data-menu aria-controls="side">${icons.menu}<span class="unseen">${words(text("tryout.menu"), locale)} </span>${badge(others, locale)}</button>
<div><h1>${placeName(at, locale)}</h1><p>${visible(words(about, locale))}</p></div>`;
}

function aboutPlace(at: string, name: string): Text {
  if (at === "home") return text("tryout.home-about", { name });
  if (at === "dm") return text("tryout.bot-about", { name });
  return at === "mail" ? text("tryout.mail-about") : text("tryout.channel-about");
}

/** Asked before a form is closed that somebody has filled in. */
function discardHtml(locale: string): Html {
  return html`<dialog class="ask" id="discard" role="alertdialog" aria-labelledby="discard-title" aria-describedby="discard-about"><div class="sheet">
<div class="sheet-body"><h2 id="discard-title">${words(text("tryout.discard-title"), locale)}</h2>
<p id="discard-about">${words(text("tryout.discard-about"), locale)}</p></div>
<footer class="sheet-foot"><span class="spring"></span><button type="button" class="button" data-discard>${words(text("tryout.discard"), locale)}</button>
<button type="button" class="button primary" data-keep autofocus>${words(text("tryout.keep"), locale)}</button></footer></div></dialog>`;
}

function composerHtml({ at, me, commands }: View, locale: string): Html {
  const place = placeName(at, locale);
  const label = visible(words(text("tryout.composer", { place, name: me.name }), locale));
  const offered = [...new Set(["/team", ...commands.map((command) => `/team ${command}`.trim())])];
  return html`<form class="composer" id="composer-form" autocomplete="off">
<ul class="hints" id="hints" role="listbox" aria-label="${words(text("tryout.hints"), locale)}" hidden>
${offered.map((command, index) => html`<li role="option" id="hint-option-${index}" data-hint="${command}" aria-selected="false">${visible(command)}</li>`)}
</ul>
<input id="composer-text" name="text" maxlength="4000" aria-label="${label}" placeholder="${words(text("tryout.placeholder", { place }), locale)}" role="combobox" aria-expanded="false" aria-autocomplete="list" aria-controls="hints" spellcheck="false">
<input type="file" id="composer-file" aria-label="${words(text("tryout.attach"), locale)}" tabindex="-1" hidden>
<button type="button" class="icon-button" data-attach aria-label="${words(text("tryout.attach"), locale)}">${icons.clip}</button>
<button type="submit" class="icon-button send" aria-label="${words(text("tryout.send"), locale)}">${icons.send}</button>
</form>`;
}
