import type { Errors } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { field, hidden } from "../form-parts.ts";
import { assetUrl, type Page, type Words } from "../page-frame.ts";
import { steps } from "./steps.ts";
import { NAME_LENGTH } from "./values.ts";

export type FinishForm = {
  csrf: string;
  organization: string;
  email: string;
  wasCodeSent: boolean;
  /** when what is offered ends, if it does */
  ends: Text | null;
  codeLength: number;
  codeMinutes: number;
  alert: Text | null;
  errors: Errors;
  typed: { code: string; name: string };
  /** the password is kept: it need not be typed once more */
  isKept: boolean;
  /** allows the script that shows the password */
  csp: string;
};

type FieldName = "code" | "name" | "password" | "repeat";
const ORDER: readonly FieldName[] = ["code", "name", "password", "repeat"];
const NEW_PASSWORD = html`type="password" autocomplete="new-password" passwordrules="minlength: 12; maxlength: 128;" autocapitalize="off"`;

/** Code, name and password. Errors are shown at their field and counted at the top. Passwords are never sent back. */
export function finishPage(form: FinishForm): Page {
  return {
    title: text("web.finish-title"),
    csp: form.csp,
    failed: Object.keys(form.errors).length > 0,
    body: (words) => html`${steps(words, 1)}
${alertBox(words, form)}
<p class="lead">${words(introOf(form))}</p>
${form.ends && html`<p>${words(form.ends)}</p>`}
<form method="post" action="/activate/finish" novalidate>
${hidden(form.csrf)}
${fields(words, form)}
<button class="button primary" type="submit">${words(text("web.finish-button"))}</button>
<div class="aside">
<p id="resend">${words(text("web.resend-question"))}</p>
<button class="button quiet" type="submit" formaction="/activate/code" aria-describedby="resend">${words(text("web.resend-button"))}</button>
</div>
</form>
<script src="${assetUrl("password.js")}" type="module"></script>`,
  };
}

function introOf({ wasCodeSent, email, codeMinutes }: FinishForm): Text {
  return wasCodeSent ? text("web.finish-sent", { to: email, minutes: codeMinutes }) : text("web.finish-intro");
}

// The address is there for password managers, which keep an account by its name.
function fields(words: Words, form: FinishForm): Html {
  const { typed, codeLength, email, isKept, organization } = form;
  const hint = isKept ? text("web.finish-kept-hint") : text("web.finish-password-hint");
  return html`${input("code", text("web.finish-code-hint", { length: codeLength }), html`class="code" type="text" inputmode="numeric" autocomplete="one-time-code" autocapitalize="off" value="${typed.code}" required`)}
${input("name", text("web.finish-name-hint", { organization, max: NAME_LENGTH }), html`type="text" autocomplete="name" value="${typed.name}"`)}
${field(words, { label: text("web.finish-email"), name: "username" }, html`type="email" autocomplete="username" value="${email}" readonly`)}
<p id="password-use">${words(text("web.finish-password-use", { organization }))}</p>
${input("password", hint, isKept ? NEW_PASSWORD : html`${NEW_PASSWORD} required`)}
${input("repeat", undefined, isKept ? NEW_PASSWORD : html`${NEW_PASSWORD} required`)}
<button class="button quiet reveal" type="button" id="reveal" aria-pressed="false" aria-controls="password repeat" hidden>${words(text("web.show-passwords"))}</button>`;

  function input(name: FieldName, below: Text | undefined, attributes: Html): Html {
    const about = { label: text(`web.finish-${name}`), name, hint: below, error: form.errors[name] };
    return field(words, { ...about, first: name === firstOf(form) }, attributes);
  }
}

/** The field where the cursor is: the first one with an error. */
function firstOf({ errors }: FinishForm): FieldName {
  return ORDER.find((name) => errors[name]) ?? "code";
}

function alertBox(words: Words, { alert, errors, isKept }: FinishForm): Html | undefined {
  const count = Object.keys(errors).length;
  const said = alert ?? (count > 0 ? text("web.error-count", { count }) : undefined);
  if (!said) return undefined;
  const password = isKept ? text("web.password-kept") : count > 0 && text("web.password-again");
  return html`<div class="alert" role="alert"><p>${words(said)}</p>
${password && html`<p>${words(password)}</p>`}</div>`;
}
