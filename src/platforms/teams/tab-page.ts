import type { Reply } from "../../core/conversation.ts";
import { type Html, html } from "../../text/html.ts";
import { spokenLocale } from "../../text/locale.ts";
import { text } from "../../text/text.ts";
import { cardHtml } from "../shared/card-html.ts";
import { cardOf } from "../shared/home-card.ts";
import { words } from "../shared/html-words.ts";

/** The page: it holds nothing of anybody. The script signs in and asks for the card. */
export function pageHtml(appId: string, languages: readonly string[]): Html {
  const locale = spokenLocale([...languages]);
  const said = (id: "teams.tab-sign-in" | "teams.tab-failed" | "teams.tab-home" | "teams.tab-chat") =>
    words(text(id), locale);
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${words(text("teams.tab-title"), locale)}</title>
<link rel="stylesheet" href="/teams/assets/home.css">
<script src="/teams/assets/teams.js" defer></script>
<script src="/teams/assets/home.js" type="module"></script>
</head>
<body>
<main id="home" data-chat="https://teams.microsoft.com/l/chat/0/0?users=28:${appId}" data-sign-in="${said("teams.tab-sign-in")}" data-failed="${said("teams.tab-failed")}">
<h1 class="unseen">${words(text("teams.tab-title"), locale)}</h1>
<nav><button type="button" class="button" id="back" hidden>${said("teams.tab-home")}</button>
<button type="button" class="button" id="chat">${said("teams.tab-chat")}</button></nav>
<div id="card" aria-live="polite" aria-busy="true"></div>
<noscript><p>${words(text("teams.tab-no-script"), locale)}</p></noscript>
</main>
</body>
</html>
`;
}

/** What the script puts into the page. */
export function answerHtml(reply: Reply, locale: string): Html {
  return cardHtml(cardOf(reply, text("teams.product")), locale, "answer");
}
