import type { Errors } from "../core/form.ts";
import type { Text } from "../core/text.ts";
import { type Html, html } from "../text/html.ts";
import { text } from "../text/text.ts";
import { button, field, hidden } from "./form-parts.ts";
import { assetUrl, type Page, type Words } from "./page-frame.ts";

/** What is typed into a field of a page. Passwords and codes are never shown again. */
export type WebField = {
  name: string;
  kind:
    | "email"
    | "new-email"
    | "current-password"
    | "new-password"
    | "payment-password"
    | "code"
    | "recovery-code"
    | "known-email";
  label: Text;
  hint?: Text;
  value?: string;
};

export type FormPage = {
  title: Text;
  lead: readonly Text[];
  action: string;
  csrf: string;
  fields: readonly WebField[];
  submit: Text;
  /** what has just been done, said above the form */
  done?: Text | undefined;
  /** what is wrong with the whole of it, or at one field */
  alert?: Text | undefined;
  errors?: Errors;
  /** sent along as they are */
  kept?: Readonly<Record<string, string>>;
  /** another thing that can be done with the same form: a question, and its button */
  aside?: { question: Text; label: Text; action: string };
  /** other ways on, each a button of its own */
  ways?: readonly { label: Text; action: string }[];
  /** what is shown above the fields */
  picture?: (words: Words) => Html;
  /** ways out of the form */
  links?: readonly { label: Text; to: string }[];
  /** the policy that lets the script run which shows passwords */
  csp: string;
};

const ATTRIBUTES: Record<WebField["kind"], Html> = {
  email: html`type="email" autocomplete="username" autocapitalize="off" inputmode="email" required`,
  "new-email": html`type="email" autocomplete="email" autocapitalize="off" inputmode="email" required`,
  "known-email": html`type="email" autocomplete="username" readonly`,
  "current-password": html`type="password" autocomplete="current-password" autocapitalize="off" required`,
  "new-password": html`type="password" autocomplete="new-password" passwordrules="minlength: 12; maxlength: 128;" autocapitalize="off" required`,
  "recovery-code": html`class="code" type="text" autocomplete="off" autocapitalize="characters" required`,
  "payment-password": html`type="password" autocomplete="new-password" passwordrules="minlength: 8; maxlength: 128;" autocapitalize="off" required`,
  code: html`class="code" type="text" inputmode="numeric" autocomplete="one-time-code" autocapitalize="off" required`,
};

/** A page with one form. Errors are shown at their field and counted at the top; nothing is done by looking at it. */
export function formPage(form: FormPage): Page {
  const hasPassword = form.fields.some(({ kind }) => kind.endsWith("password"));
  const failed = form.alert !== undefined || Object.keys(form.errors ?? {}).length > 0;
  return {
    title: form.title,
    status: failed ? 422 : 200,
    failed,
    csp: form.csp,
    body: (words) => html`${note(words, form)}
${form.lead.map((sentence) => html`<p class="lead">${words(sentence)}</p>`)}
${form.picture?.(words)}
<form method="post" action="${form.action}" novalidate>
${hidden(form.csrf)}
${Object.entries(form.kept ?? {}).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${form.fields.map((one) => fieldOf(words, form, one))}
${hasPassword && html`<button class="button quiet reveal" type="button" id="reveal" aria-pressed="false" hidden>${words(text("web.show-passwords"))}</button>`}
<button class="button primary" type="submit">${words(form.submit)}</button>
${form.aside && asideOf(words, form.aside)}
</form>
${(form.ways ?? []).map(({ label, action }) => button(words, form.csrf, action, label))}
${(form.links ?? []).map(({ label, to }) => html`<p><a href="${to}">${words(label)}</a></p>`)}
<script src="${assetUrl("password.js")}" type="module"></script>`,
  };
}

/** What was done, or what is wrong: read out at once. */
export function note(
  words: Words,
  { done, alert, errors = {} }: Pick<FormPage, "done" | "alert" | "errors">,
): Html | undefined {
  const count = Object.keys(errors).length;
  const wrong = alert ?? (count > 0 ? text("web.error-count", { count }) : undefined);
  if (wrong) return html`<div class="alert" role="alert"><p>${words(wrong)}</p></div>`;
  return done && html`<div class="done" role="status"><p>${words(done)}</p></div>`;
}

function fieldOf(
  words: Words,
  { errors = {}, fields }: FormPage,
  { name, kind, label, hint, value = "" }: WebField,
): Html {
  const first = (fields.find((one) => errors[one.name]) ?? fields.find((one) => one.kind !== "known-email"))?.name;
  const about = { label, name, hint, error: errors[name], first: name === first };
  return field(words, about, html`${ATTRIBUTES[kind]}${value && html` value="${value}"`}`);
}

function asideOf(words: Words, { question, label, action }: NonNullable<FormPage["aside"]>): Html {
  return html`<div class="aside">
<p id="aside">${words(question)}</p>
<button class="button quiet" type="submit" formaction="${action}" aria-describedby="aside">${words(label)}</button>
</div>`;
}
