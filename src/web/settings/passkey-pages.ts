import type { Text } from "../../core/text.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { note } from "../form-page.ts";
import { field, hidden } from "../form-parts.ts";
import type { Page, Words } from "../page-frame.ts";
import { passkeyAnswer, passkeyButton, passkeyScript } from "../passkey-parts.ts";
import type { Frame } from "./frame.ts";
import type { OwnPasskey } from "./service.ts";

type Passkeys = {
  isPossible: boolean;
  passkeys: readonly OwnPasskey[];
  adding: { challengeId: string; options: object } | null;
  /** what another one would be called */
  name: string | null;
};

export function passkeysPage(frame: Frame, { passkeys, adding, name }: Passkeys): Page {
  const failed = frame.alert !== undefined || Object.keys(frame.errors ?? {}).length > 0;
  return {
    title: text("web.passkeys-title"),
    ...{ csp: frame.csp, failed, status: failed ? 422 : 200 },
    body: (words) => html`${note(words, frame)}
<p class="lead">${words(text("web.passkeys-count", { count: passkeys.length }))}</p>
<p>${words(text("web.passkeys-why"))}</p>
${passkeys.length > 0 && html`<ul class="list">${passkeys.map((one) => line(words, frame, one))}</ul>`}
${adding ? addForm(words, frame, { ...adding, name }) : html`<p>${words(text("web.passkey-impossible"))}</p>`}
<p><a href="/security">${words(text("web.settings-title"))}</a></p>
${passkeyScript()}`,
  };
}

function line(words: Words, { csrf }: Frame, passkey: OwnPasskey): Html {
  const { id, name, createdAt } = passkey;
  return html`<li>${words(text("web.passkey-line", { name, at: createdAt.toISOString() }))}<br>
<span class="hint">${detailsOf(passkey).map(words).join(", ")}</span>
<form method="post" action="/security/passkeys/remove">${hidden(csrf)}<input type="hidden" name="passkey" value="${id}">
<button class="button quiet" type="submit" aria-label="${words(text("web.passkey-remove"))}: ${name}">${words(text("web.passkey-remove"))}</button></form></li>`;
}

function detailsOf({ activeAt, isActive, usedAt, isBackedUp }: OwnPasskey): Text[] {
  return [
    ...(isActive ? [] : [text("web.passkey-from", { at: activeAt.toISOString() })]),
    usedAt ? text("web.passkey-used", { at: usedAt.toISOString() }) : text("web.passkey-never-used"),
    ...(isBackedUp ? [text("web.passkey-backed-up")] : []),
  ];
}

type Adding = { challengeId: string; options: object; name: string | null };

function addForm(words: Words, { csrf, errors = {} }: Frame, { challengeId, options, name }: Adding): Html {
  const about = {
    label: text("web.passkey-name"),
    name: "name",
    hint: text("web.passkey-name-hint"),
    error: errors.name,
  };
  const value = words(text("web.passkey-default-name", { agent: name }));
  return html`<form method="post" action="/security/passkeys/add" novalidate>${hidden(csrf)}
<input type="hidden" name="challenge" value="${challengeId}">
${field(words, about, html`type="text" maxlength="40" autocomplete="off" value="${value}" required`)}
${passkeyAnswer(words)}
${passkeyButton({ label: html`${words(text("web.passkey-add"))}`, options, makes: true, needs: "name" })}
</form>`;
}

/** Nothing is typed: the next page asks the device. */
export function usePasskeyPage(frame: Frame, { page }: { page: string | null }): Page {
  return {
    title: text("web.passkey-use-title"),
    csp: frame.csp,
    body: (words) => html`${note(words, frame)}
<p class="lead">${words(text("web.passkey-use-intro"))}</p>
<p><a class="button primary" href="/security/passkey${page ? `?page=${page}` : ""}">${words(text("button.passkey"))}</a></p>`,
  };
}

type Proving = { asking: { challengeId: string; options: object }; page: string | null; hasCode: boolean };

/** Instead of a code, the device of somebody who signs in or proves once more that it is them. */
export function provePage(frame: Frame, { asking, page, hasCode }: Proving): Page {
  const { challengeId, options } = asking;
  const to = page ? `?page=${page}` : "";
  return {
    title: text("web.passkey-use-title"),
    ...{ csp: frame.csp, failed: frame.alert !== undefined, status: frame.alert ? 422 : 200 },
    body: (words) => html`${note(words, frame)}
<p class="lead">${words(text("web.passkey-use-intro"))}</p>
<form method="post" action="/security/passkey" novalidate>${hidden(frame.csrf)}
<input type="hidden" name="challenge" value="${challengeId}">
${page && html`<input type="hidden" name="page" value="${page}">`}
${passkeyAnswer(words)}
${passkeyButton({ label: html`${words(text("button.passkey"))}`, options, makes: false })}
</form>
${hasCode ? html`<p><a href="/security/code${to}">${words(text("web.passkey-code-instead"))}</a></p>` : html`<p>${words(text("web.passkey-lost"))}</p>`}
${passkeyScript()}`,
  };
}
