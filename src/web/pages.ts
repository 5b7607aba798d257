import { type Platform, TRYOUT } from "../core/platform.ts";
import type { Text } from "../core/text.ts";
import { type Html, html } from "../text/html.ts";
import { text } from "../text/text.ts";
import type { Page, Words } from "./page-frame.ts";

/** A chat in which a person can speak to Countersign. */
export type Chat = Platform;

/** The start page: what this server is, and where to go. */
export function homePage(organization: string, chats: readonly Chat[]): Page {
  return {
    title: text("web.home-title"),
    body: (words) => html`<p class="lead">${words(text("web.home-intro", { organization }))}</p>
<h2>${words(text("web.home-where"))}</h2>
<ul class="list">
${chats.length === 0 ? html`<li>${words(text("web.home-chat"))}</li>` : chats.map((chat) => whereTo(chat, words))}
<li><a href="/security">${words(text("web.home-security"))}</a></li>
<li>${words(text("web.home-invited"))}</li>
</ul>`,
  };
}

function whereTo(chat: Chat, words: Words): Html {
  if (chat === TRYOUT) return html`<li><a href="/try">${words(text("web.home-tryout"))}</a></li>`;
  return html`<li>${words(text(`web.home-${chat}`))}</li>`;
}

export function notFoundPage(): Page {
  return problemPage("not-found", 404);
}

/** The page for a refusal that belongs to no form, e.g. because the database can't be reached for a moment. */
export function refusedPage(sentence: Text): Page {
  return {
    title: text("web.busy-title"),
    status: 503,
    body: (words) => html`<p class="lead">${words(sentence)}</p>`,
  };
}

/** The page for a request that can't be answered. It doesn't tell what went wrong inside. */
export function errorPage(status: number, reference: string): Page {
  if (status === 403) return problemPage("forbidden", status);
  if (status === 404) return notFoundPage();
  if (status === 413) return problemPage("too-large", status);
  if (status < 500) return problemPage("bad-request", status);
  return {
    ...problemPage("broken", status),
    body: (words) => html`<p class="lead">${words(text("web.broken-intro"))}</p>
<p>${words(text("web.broken-reference", { reference }))}</p>`,
  };
}

function problemPage(what: "not-found" | "forbidden" | "bad-request" | "too-large" | "broken", status: number): Page {
  return {
    title: text(`web.${what}-title`),
    status,
    body: (words) => html`<p class="lead">${words(text(`web.${what}-intro`))}</p>
<p><a class="button quiet" href="/">${words(text("web.home-link"))}</a></p>`,
  };
}
