import { renderSVG } from "uqr";
import type { Text } from "../../core/text.ts";
import { html, pictureOf } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { formPage, note } from "../form-page.ts";
import { button } from "../form-parts.ts";
import type { Page } from "../page-frame.ts";
import type { Frame } from "./frame.ts";
import type { AuthenticatorState, BoundAuthenticator } from "./service.ts";

/** How it stands, in a sentence. */
export function authenticatorNow({ activeAt, isActive, recoveryCodes }: AuthenticatorState): Text {
  if (!activeAt) return text("web.authenticator-off");
  if (!isActive) return text("web.authenticator-waits", { at: activeAt.toISOString() });
  return text("web.authenticator-on", { count: recoveryCodes });
}

/** What there is, and what can be done about it. */
export function authenticatorPage(frame: Frame, state: AuthenticatorState): Page {
  const { activeAt, isActive, needsApproval } = state;
  return {
    title: text("web.authenticator-title"),
    csp: frame.csp,
    body: (words) => html`${note(words, frame)}
<p class="lead">${words(authenticatorNow(state))}</p>
<p>${words(text("web.authenticator-why"))}</p>
${button(words, frame.csrf, "/security/authenticator/begin", text(activeAt ? "web.authenticator-replace" : "web.authenticator-begin"))}
${activeAt && (needsApproval && isActive ? html`<p>${words(text("web.authenticator-needs-approval"))}</p>` : button(words, frame.csrf, "/security/authenticator/remove", text("web.authenticator-remove")))}
<p><a href="/security">${words(text("web.settings-title"))}</a></p>`,
  };
}

/** The secret as a picture and in letters, and the first code. Never shown anywhere else. */
export function setUpPage(frame: Frame, { secret, uri }: { secret: string; uri: string }, length: number): Page {
  return formPage({
    ...frame,
    title: text("web.authenticator-set-up-title"),
    lead: [text("web.authenticator-set-up-intro")],
    picture: (
      words,
    ) => html`<div class="qr" role="img" aria-label="${words(text("web.authenticator-picture"))}">${pictureOf(renderSVG(uri, { border: 2 }))}</div>
<p><a class="button quiet" href="${uri}">${words(text("web.authenticator-here"))}</a></p>
<p>${words(text("web.authenticator-by-hand"))}</p>
<p><code class="secret">${inFours(secret)}</code></p>`,
    action: "/security/authenticator/confirm",
    fields: [
      {
        ...{ name: "code", kind: "code", label: text("field.label.app-code") },
        hint: text("web.finish-code-hint", { length }),
      },
    ],
    submit: text("web.authenticator-confirm"),
    links: [{ label: text("web.settings-title"), to: "/security" }],
  });
}

function inFours(secret: string): string {
  return (secret.match(/.{1,4}/g) ?? []).join(" ");
}

/** Told once. */
export function boundPage(frame: Frame, { recoveryCodes, activeAt, isActive }: BoundAuthenticator): Page {
  const since = isActive
    ? text("web.authenticator-bound")
    : text("web.authenticator-bound-waits", { at: activeAt.toISOString() });
  return {
    title: text("web.recovery-codes-title"),
    csp: frame.csp,
    body: (words) => html`${note(words, { done: since })}
<p class="lead">${words(text("web.recovery-codes-intro"))}</p>
<ul class="codes">${recoveryCodes.map((one) => html`<li><code>${one}</code></li>`)}</ul>
<p>${words(text("web.recovery-codes-once"))}</p>
<p><a class="button primary" href="/security">${words(text("web.recovery-codes-kept"))}</a></p>`,
  };
}

/** Who came in with a recovery code sets up another app before anything else. */
export function newFactorPage(frame: Frame): Page {
  return {
    title: text("web.authenticator-title"),
    csp: frame.csp,
    body: (words) => html`${note(words, frame)}
<p class="lead">${words(text("web.new-factor-intro"))}</p>
${button(words, frame.csrf, "/security/authenticator/begin", text("web.authenticator-begin"))}`,
  };
}
