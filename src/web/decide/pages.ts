import type { Fact } from "../../core/card.ts";
import type { Errors } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { note } from "../form-page.ts";
import { field, hidden } from "../form-parts.ts";
import type { Page, Words } from "../page-frame.ts";
import { passkeyAnswer, passkeyButton, passkeyScript } from "../passkey-parts.ts";
import type { Over, Waiting } from "./service.ts";

type Frame = { csrf: string; csp: string; alert?: Text; errors?: Errors; comment?: string };

/** Exactly what is decided, and a button for each decision. */
export function decidePage(frame: Frame, waiting: Waiting & { action: string }): Page {
  const { title, facts, email, isRequester } = waiting;
  const failed = frame.alert !== undefined || frame.errors !== undefined;
  return {
    title: text(isRequester ? "web.decide-verify-title" : "web.decide-approve-title"),
    ...{ csp: frame.csp, failed, status: failed ? 422 : 200 },
    body: (words) => html`${note(words, frame)}
<h2>${words(title)}</h2>
<dl class="facts">${facts.map((fact) => factHtml(words, fact))}</dl>
<p class="hint">${words(text("web.decide-who", { email }))}</p>
${form(words, frame, waiting)}
${passkeyScript()}`,
  };
}

function factHtml(words: Words, { label, value }: Fact): Html {
  return html`<div><dt>${words(label)}</dt><dd>${words(value)}</dd></div>`;
}

function form(words: Words, frame: Frame, { asking, isRequester, action }: Waiting & { action: string }): Html {
  if (!asking)
    return html`<p>${words(text("web.decide-none"))}</p>
<p><a class="button quiet" href="/security/passkeys">${words(text("web.passkey-add"))}</a></p>`;
  const { challengeId, options } = asking;
  const label = (sentence: Text) => html`${words(sentence)}`;
  return html`<form method="post" action="${action}" novalidate>${hidden(frame.csrf)}
<input type="hidden" name="challenge" value="${challengeId}">
${!isRequester && commentField(words, frame)}
${passkeyAnswer(words)}
${options.confirmed && passkeyButton({ label: label(text("web.decide-verify")), options: options.confirmed, makes: false, decision: "confirmed" })}
${options.approved && passkeyButton({ label: label(text("web.decide-approve")), options: options.approved, makes: false, decision: "approved" })}
${options.denied && passkeyButton({ label: label(text("web.decide-deny")), options: options.denied, makes: false, decision: "denied", needs: "comment", quiet: true })}
</form>`;
}

function commentField(words: Words, { errors = {}, comment = "" }: Frame): Html {
  const about = { label: text("web.decide-comment"), name: "comment", hint: text("web.decide-comment-hint") };
  return field(
    words,
    { ...about, error: errors.comment },
    html`type="text" maxlength="500" autocomplete="off" value="${comment}"`,
  );
}

/** It is decided, by this person or meanwhile by somebody else: what came of it first. */
export function overPage({ title, said }: Omit<Over, "isOpen">, status = 200): Page {
  const [first, ...rest] = said;
  return {
    ...{ title, status },
    body: (words) => html`${first && html`<div class="done" role="status"><p>${words(first)}</p></div>`}
${rest.map((sentence) => html`<p class="lead">${words(sentence)}</p>`)}
<p>${words(text("web.decide-back"))}</p>`,
  };
}

/** The same page for links that are none of ours, and too old. */
export function closedPage(): Page {
  return {
    ...{ title: text("web.closed-title"), status: 410 },
    body: (words) => html`<p class="lead">${words(text("web.decide-closed"))}</p>`,
  };
}
