import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Reply } from "../../src/core/conversation.ts";
import type { Mail } from "../../src/core/task.ts";
import { letter } from "../../src/delivery/email-template.ts";
import { LOGO } from "../../src/delivery/logo.ts";
import { cardHtml } from "../../src/platforms/shared/card-html.ts";
import { cardMessage as slackCard } from "../../src/platforms/slack/message.ts";
import { replyMessage, replyView } from "../../src/platforms/slack/render.ts";
import { replyCard, replyTitle } from "../../src/platforms/teams/render.ts";
import { dialogHtml } from "../../src/platforms/tryout/render.ts";
import { type Html, html, markupOf } from "../../src/text/html.ts";
import { type Fixture, fixtures } from "../fixtures/cards.ts";
import { slackMessage, slackView } from "./slack-html.ts";
import { teamsCard } from "./teams-html.ts";

// `npm run cards`: every form, card and mail of the fixtures side by side, as each place shows it. The payloads are the
// product's; Slack's and Teams' are drawn by small renderers of ours, so they show what is there and not every pixel.

const LOCALE = "en-GB";
const CHAT_CSS = readFileSync(join(import.meta.dirname, "../../src/platforms/tryout/assets/chat.css"), "utf8");
const PAGE_CSS = readFileSync(join(import.meta.dirname, "cards.css"), "utf8");
/** The frames are as high as what is in them. */
const FIT =
  "onload = () => { for (const frame of document.querySelectorAll('iframe')) frame.height = frame.contentDocument.documentElement.scrollHeight; };";

export function cardsPage(shown: Fixture[] = fixtures): string {
  const rows = shown.map(rowOf).map(markupOf).join("\n");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Countersign: cards</title><style>${PAGE_CSS}</style></head>
<body><h1>Cards</h1><div class="grid"><b></b><b>Slack</b><b>Teams</b><b>Try-out chat</b><b>Mail</b>
${rows}
</div><script>${FIT}</script></body></html>`;
}

function rowOf({ name, reply, mail }: Fixture): Html {
  return html`<h2>${name}</h2>
<div>${reply && slackHtml(reply)}</div>
<div>${reply && teamsHtml(reply)}</div>
<div>${reply && frame("try-out chat", chatMarkup(reply))}</div>
<div>${mail && frame("mail", mailMarkup(mail))}</div>`;
}

function slackHtml(reply: Reply): Html {
  if (reply.kind === "form") return slackView({ ...replyView(reply, LOCALE) });
  return slackMessage({ ...(reply.kind === "card" ? slackCard(reply.card, LOCALE) : replyMessage(reply, LOCALE)) });
}

function teamsHtml(reply: Reply): Html {
  const isForm = reply.kind === "form";
  // A dialog shows its title itself.
  const title = isForm ? replyTitle(reply, LOCALE) : undefined;
  return teamsCard(replyCard(reply, isForm ? "dialog" : "chat", LOCALE), title);
}

function chatMarkup(reply: Reply): string {
  const drawn = reply.kind === "card" ? cardHtml(reply.card, LOCALE, "card") : dialogHtml(reply, LOCALE);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><style>${CHAT_CSS} body { padding: 0.5rem; }</style></head><body>${markupOf(drawn)}</body></html>`;
}

/** With the logo that is sent along in its place. */
export function mailMarkup(mail: Mail): string {
  return letter(mail).html.replace(`cid:${LOGO.cid}`, `data:${LOGO.type};base64,${LOGO.content.toString("base64")}`);
}

function frame(title: string, markup: string): Html {
  return html`<iframe title="${title}" srcdoc="${markup}"></iframe>`;
}

if (import.meta.main) {
  const file = process.argv[2] ?? join(tmpdir(), "countersign-cards.html");
  writeFileSync(file, cardsPage());
  console.log(file);
}
