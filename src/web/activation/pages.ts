import { TRYOUT } from "../../core/platform.ts";
import type { Text } from "../../core/text.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { hidden } from "../form-parts.ts";
import type { Page, Words } from "../page-frame.ts";
import type { Chat } from "../pages.ts";
import { steps } from "./steps.ts";

type Start = { organization: string; token: string; csrf: string; ends: Text | null };

/** "Let's get started": the page of a link. Its one button asks for a code. */
export function startPage({ organization, token, csrf, ends }: Start): Page {
  return {
    title: text("web.start-title"),
    body: (words) => html`${steps(words, 0)}
<p class="lead">${words(text("web.start-intro", { organization }))}</p>
${ends && html`<p>${words(ends)}</p>`}
<ol class="list">
<li>${words(text("web.start-code"))}</li>
<li>${words(text("web.start-password"))}</li>
<li>${words(text("web.start-chat"))}</li>
</ol>
<form method="post" action="/activate/${encodeURIComponent(token)}">
${hidden(csrf)}
<button class="button primary" type="submit">${words(text("web.start-button"))}</button>
</form>`,
  };
}

export type Done = { organization: string; email: string; linked: boolean; chats: readonly Chat[] };

export function donePage({ organization, email, linked, chats }: Done): Page {
  return {
    title: text("web.done-title"),
    body: (words) => html`${steps(words, 2)}
<img class="seal" src="/assets/done.svg" alt="" width="64" height="64">
<p class="lead">${words(text("web.done-intro", { organization, email }))}</p>
${linked ? html`<p>${words(text("web.done-linked"))}</p>` : connect(words, chats)}`,
  };
}

/**
 * The same page for links that are unknown, used, replaced or expired: trying links tells nothing. `why` is for who holds
 * the link of an offer that is over.
 */
export function closedPage(why: Text | null = null): Page {
  const advice = [text("web.closed-newest"), text("web.closed-done"), text("web.closed-ask")];
  return {
    title: text("web.closed-title"),
    status: 410,
    body: (words) =>
      why
        ? html`<p class="lead">${words(why)}</p>`
        : html`<p class="lead">${words(text("web.closed-intro"))}</p>
<ul class="list">${advice.map((sentence) => html`<li>${words(sentence)}</li>`)}</ul>`,
  };
}

const NEXT = { [TRYOUT]: "web.done-tryout", slack: "web.done-slack", teams: "web.done-teams" } as const;

function connect(words: Words, chats: readonly Chat[]): Html {
  if (chats.length === 0) return html`<p>${words(text("web.done-no-chat"))}</p>`;
  return html`<h2>${words(text("web.done-next"))}</h2>
${chats.map((chat) => html`<p>${words(text(NEXT[chat]))}</p>`)}
${chats.includes(TRYOUT) && html`<p><a class="button primary" href="/try">${words(text("web.done-tryout-link"))}</a></p>`}`;
}
