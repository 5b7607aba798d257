import type { Errors } from "../../core/form.ts";
import { TRYOUT } from "../../core/platform.ts";
import type { Text } from "../../core/text.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import type { Page, Words } from "../page-frame.ts";
import type { Chat } from "../pages.ts";

/** "Let's get started": the page of a link. Its one button asks for a code. */
export function startPage({ organization, token, csrf }: { organization: string; token: string; csrf: string }): Page {
  return {
    title: text("web.start-title"),
    body: (words) => html`${steps(words, 0)}
<p class="lead">${words(text("web.start-intro", { organization }))}</p>
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

export type FinishForm = {
  csrf: string;
  to: string | null;
  alert: Text | null;
  code: string;
  codeLength: number;
  errors?: Errors | undefined;
};

/** Code and password. Errors are shown at their field and counted at the top. Passwords are never sent back. */
export function finishPage({ csrf, to, alert, code, codeLength, errors = {} }: FinishForm, status = 200): Page {
  const first = ["code", "password", "repeat"].find((name) => errors[name]) ?? "code";
  const input = (name: "code" | "password" | "repeat", hint?: Text): FieldParts => ({
    ...{ label: text(`web.finish-${name}`), name, hint },
    ...{ error: errors[name], first: name === first },
  });
  return {
    title: text("web.finish-title"),
    status,
    failed: status >= 400,
    body: (words) => html`${steps(words, 1)}
${alertBox(words, alert, Object.keys(errors).length)}
<p class="lead">${words(to ? text("web.finish-sent", { to }) : text("web.finish-intro"))}</p>
<form method="post" action="/activate/finish" novalidate>
${hidden(csrf)}
${field(words, input("code", text("web.finish-code-hint", { length: codeLength })), html`class="code" type="text" inputmode="numeric" autocomplete="one-time-code" value="${code}"`)}
${field(words, input("password", text("web.finish-password-hint")), NEW_PASSWORD)}
${field(words, input("repeat"), NEW_PASSWORD)}
<button class="button primary" type="submit">${words(text("web.finish-button"))}</button>
</form>
<form class="aside" method="post" action="/activate/code">
${hidden(csrf)}
<p id="resend">${words(text("web.resend-question"))}</p>
<button class="button quiet" type="submit" aria-describedby="resend">${words(text("web.resend-button"))}</button>
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

/** The same page for links that are unknown, used, replaced or expired: trying links tells nothing. */
export function closedPage(): Page {
  const advice = [text("web.closed-newest"), text("web.closed-done"), text("web.closed-ask")];
  return {
    title: text("web.closed-title"),
    status: 410,
    body: (words) => html`<p class="lead">${words(text("web.closed-intro"))}</p>
<ul class="list">${advice.map((sentence) => html`<li>${words(sentence)}</li>`)}</ul>`,
  };
}

const NEW_PASSWORD = html`type="password" autocomplete="new-password" passwordrules="minlength: 12; maxlength: 128;"`;

type FieldParts = { label: Text; name: string; hint: Text | undefined; error: Text | undefined; first: boolean };

function field(words: Words, { label, name, hint, error, first }: FieldParts, attributes: Html): Html {
  const described = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(" ");
  return html`<div class="${error ? "field invalid" : "field"}">
<label for="${name}">${words(label)}</label>
${error && html`<p class="error" id="${name}-error">${words(error)}</p>`}
<input id="${name}" name="${name}" ${attributes} required spellcheck="false" autocapitalize="off"${described && html` aria-describedby="${described}"`}${error && html` aria-invalid="true"`}${first && html` autofocus`}>
${hint && html`<p class="hint" id="${name}-hint">${words(hint)}</p>`}
</div>`;
}

function alertBox(words: Words, alert: Text | null, errors: number): Html | undefined {
  const said = alert ?? (errors > 0 ? text("web.error-count", { count: errors }) : undefined);
  if (!said) return undefined;
  return html`<div class="alert" role="alert"><p>${words(said)}</p>
${errors > 0 && html`<p>${words(text("web.password-again"))}</p>`}</div>`;
}

const NEXT = { [TRYOUT]: "web.done-tryout", slack: "web.done-slack", teams: "web.done-teams" } as const;

function connect(words: Words, chats: readonly Chat[]): Html {
  if (chats.length === 0) return html`<p>${words(text("web.done-no-chat"))}</p>`;
  return html`<h2>${words(text("web.done-next"))}</h2>
${chats.map((chat) => html`<p>${words(text(NEXT[chat]))}</p>`)}
${chats.includes(TRYOUT) && html`<p><a class="button primary" href="/try">${words(text("web.done-tryout-link"))}</a></p>`}`;
}

function steps(words: Words, current: number): Html {
  const names = [text("web.step-start"), text("web.step-confirm"), text("web.step-done")];
  const state = (at: number) => (at === current ? html` aria-current="step"` : at < current && html` class="past"`);
  return html`<ol class="steps" aria-label="${words(text("web.steps"))}">
${names.map((name, at) => html`<li${state(at)}>${words(name)}</li>`)}
</ol>`;
}

function hidden(csrf: string): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}">`;
}
