import type { Text } from "../../core/text.ts";
import { type Html, html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { formPage, note, type WebField } from "../form-page.ts";
import { button } from "../form-parts.ts";
import type { Page, Words } from "../page-frame.ts";
import { alternateNow } from "./alternate-pages.ts";
import { authenticatorNow } from "./authenticator-pages.ts";
import type { Frame } from "./frame.ts";
import { usePasskeyPage } from "./passkey-pages.ts";
import type { AuthenticatorState, OwnPasskey, PaymentState, Visit } from "./service.ts";

const password: WebField = { name: "password", kind: "current-password", label: text("web.sign-in-password") };
const newPasswords: WebField[] = [
  {
    name: "password",
    kind: "new-password",
    label: text("web.finish-password"),
    hint: text("web.finish-password-hint"),
  },
  { name: "repeat", kind: "new-password", label: text("web.finish-repeat") },
];
const knownEmail = (email: string): WebField => {
  return { name: "username", kind: "known-email", label: text("web.finish-email"), value: email };
};

export function signInPage(frame: Frame, { email, page }: { email: string; page: string | null }): Page {
  return formPage({
    ...frame,
    title: text("web.sign-in-title"),
    lead: [text("web.sign-in-intro", { organization: frame.organization })],
    action: "/security/sign-in",
    fields: [{ name: "email", kind: "email", label: text("web.sign-in-email"), value: email }, password],
    kept: page ? { page } : {},
    submit: text("web.sign-in-button"),
    links: [{ label: text("web.sign-in-forgotten"), to: "/security/forgotten" }],
  });
}

export function passwordPage(frame: Frame, { email }: { email: string }): Page {
  return formPage({
    ...frame,
    title: text("web.password-title"),
    lead: [text("web.password-intro", { email })],
    action: "/security/password",
    fields: [knownEmail(email), password],
    submit: text("web.sign-in-button"),
    links: [{ label: text("web.sign-in-forgotten"), to: "/security/forgotten" }],
  });
}

type CodePage = {
  codesTo: string;
  factor: "email" | "authenticator";
  hasPasskey: boolean;
  length: number;
  minutes: number;
  isStepUp: boolean;
  page: string | null;
};

export function codePage(
  frame: Frame,
  { codesTo, factor, hasPasskey, length, minutes, isStepUp, page }: CodePage,
): Page {
  const ofApp = factor === "authenticator";
  const links = [
    ...(hasPasskey ? [passkeyLink(page)] : []),
    ...(ofApp && !isStepUp ? [{ label: text("web.recover-link"), to: "/security/recover" }] : []),
  ];
  const again = {
    question: text("web.resend-question"),
    label: text("web.resend-button"),
    action: "/security/code/again",
  };
  return formPage({
    ...frame,
    title: text(isStepUp ? "web.fresh-title" : "web.code-title"),
    lead: [ofApp ? text("web.code-app-intro") : text("web.code-intro", { to: codesTo, minutes })],
    action: "/security/code",
    fields: [codeField(text(ofApp ? "field.label.app-code" : "web.code-label"), length)],
    kept: page ? { page } : {},
    submit: text("web.code-button"),
    ...(!ofApp && { aside: again }),
    links,
  });
}

const passkeyLink = (page: string | null) => ({
  label: text("button.passkey"),
  to: `/security/passkey${page ? `?page=${page}` : ""}`,
});

function codeField(label: Text, length: number): WebField {
  return { name: "code", kind: "code", label, hint: text("web.finish-code-hint", { length }) };
}

/** A recovery code, where the app is lost. */
export function recoverPage(frame: Frame): Page {
  return formPage({
    ...frame,
    title: text("web.recover-title"),
    lead: [text("web.recover-intro")],
    action: "/security/recover",
    fields: [{ name: "code", kind: "recovery-code", label: text("web.recover-label"), hint: text("web.recover-hint") }],
    submit: text("web.code-button"),
    links: [{ label: text("web.recover-back"), to: "/security" }],
  });
}

/** Before something that matters, a code is typed once more. It is sent with the button: looking sends nothing. */
export function freshPage(
  frame: Frame,
  { codesTo, factor, hasPasskey, page }: Pick<Visit, "codesTo" | "factor" | "hasPasskey"> & { page: string },
): Page {
  const ofApp = factor === "authenticator";
  if (factor === "passkey") return usePasskeyPage(frame, { page });
  return formPage({
    ...frame,
    title: text("web.fresh-title"),
    lead: [ofApp ? text("web.fresh-app-intro") : text("web.fresh-intro", { email: codesTo })],
    action: "/security/code/again",
    fields: [],
    kept: { page },
    submit: text(ofApp ? "web.sign-in-button" : "web.open-code-button"),
    links: [...(hasPasskey ? [passkeyLink(page)] : []), { label: text("web.settings-title"), to: "/security" }],
  });
}

export function forgottenPage(frame: Frame, { email }: { email: string }): Page {
  return formPage({
    ...frame,
    title: text("web.forgotten-title"),
    lead: [text("web.forgotten-intro")],
    action: "/security/forgotten",
    fields: [{ name: "email", kind: "email", label: text("web.sign-in-email"), value: email }],
    submit: text("web.forgotten-button"),
    links: [{ label: text("web.security-closed-sign-in"), to: "/security" }],
  });
}

export function newPasswordPage(frame: Frame, { email }: { email: string }): Page {
  return formPage({
    ...frame,
    title: text("web.new-password-title"),
    lead: [text("web.new-password-intro")],
    action: "/security/new-password",
    fields: [knownEmail(email), ...newPasswords],
    submit: text("web.new-password-button"),
  });
}

export function changePasswordPage(frame: Frame, { email }: { email: string }): Page {
  return formPage({
    ...frame,
    title: text("web.change-password-title"),
    lead: [text("web.change-password-intro")],
    action: "/security/change-password",
    fields: [
      knownEmail(email),
      { name: "current", kind: "current-password", label: text("web.change-password-current") },
      ...newPasswords,
    ],
    submit: text("web.new-password-button"),
    links: [{ label: text("web.settings-title"), to: "/security" }],
  });
}

/** `username` is another one than for signing in, so that password managers keep the two apart. */
export function paymentPasswordPage(frame: Frame, { email, isSet }: { email: string; isSet: boolean }): Page {
  const lead = [text("web.payment-add-intro"), ...(isSet ? [text("web.payment-change-intro")] : [])];
  return formPage({
    ...frame,
    title: text(isSet ? "web.payment-change-title" : "web.payment-add-title"),
    lead,
    action: "/security/payment-password",
    fields: [
      { name: "username", kind: "known-email", label: text("web.payment-saved-as"), value: `payment ${email}` },
      {
        ...{ name: "password", kind: "payment-password" },
        ...{ label: text("web.payment-password"), hint: text("web.payment-hint") },
      },
      { name: "repeat", kind: "payment-password", label: text("web.payment-repeat") },
    ],
    submit: text("web.payment-button"),
    links: [{ label: text("web.settings-title"), to: "/security" }],
  });
}

type Opened = { email: string; purpose: "sign-in" | "reset"; action: string };

/** What a link leads to. Its one button uses it up: mail scanners and previews only look. */
export function openPage(frame: Frame, { email, purpose, action }: Opened): Page {
  const isReset = purpose === "reset";
  return formPage({
    ...frame,
    title: text(isReset ? "web.open-reset-title" : "web.open-title"),
    lead: [text(isReset ? "web.open-reset-intro" : "web.open-intro", { email })],
    action,
    fields: [],
    submit: text(isReset ? "web.open-code-button" : "web.open-button"),
  });
}

export function sentPage({ minutes }: { minutes: number }): Page {
  return {
    title: text("web.forgotten-sent-title"),
    body: (words) => html`<p class="lead">${words(text("web.forgotten-sent", { minutes }))}</p>
<p>${words(text("web.forgotten-no-mail"))}</p>`,
  };
}

/** The same page for links that are unknown, used, replaced or too old: trying links tells nothing. */
export function closedLinkPage(): Page {
  return {
    title: text("web.closed-title"),
    status: 410,
    body: (words) => html`<p class="lead">${words(text("web.security-closed-intro"))}</p>
<p>${words(text("web.security-closed-chat"))}</p>
<p><a class="button quiet" href="/security">${words(text("web.security-closed-sign-in"))}</a></p>`,
  };
}

type Listed = { id: string; agent: string | null; seenAt: Date };
type Settings = {
  id: string;
  email: string;
  sessions: readonly Listed[];
  idleMinutes: number;
  authenticator: AuthenticatorState;
  payment: PaymentState | null;
  codesTo: string;
  /** is something to become of where they go? */
  codesMove: boolean;
  areCodesOff: boolean;
  passkeys: readonly OwnPasskey[];
};

/** What somebody who is in sees first. */
export function settingsPage(frame: Frame, settings: Settings): Page {
  const { id, email, codesTo, codesMove, sessions, idleMinutes, authenticator, passkeys, payment, areCodesOff } =
    settings;
  const codes = { email, alternate: codesTo === email ? null : codesTo };
  const others = sessions.filter((session) => session.id !== id);
  return {
    title: text("web.settings-title"),
    csp: frame.csp,
    body: (words) => html`${note(words, frame)}
<p class="lead">${words(text("web.settings-who", { email }))}</p>
${areCodesOff && section(words, { title: text("web.codes-title"), said: text("web.codes-off"), to: "/security/codes", label: text("web.codes-button") })}
${section(words, { title: text("web.settings-password"), said: text("web.settings-password-set"), to: "/security/change-password" })}
${section(words, { title: text("web.authenticator-title"), said: authenticatorNow(authenticator), to: "/security/authenticator" })}
${section(words, { title: text("web.passkeys-title"), said: text("web.passkeys-count", { count: passkeys.length }), to: "/security/passkeys", label: text(passkeys.length > 0 ? "web.button-change" : "web.button-add") })}
${section(words, { title: text("web.settings-payment"), said: paymentNow(payment), to: "/security/payment-password", label: text(payment ? "web.button-change" : "web.button-add") })}
${section(words, { title: text("web.alternate-title"), said: codesMove ? text("web.alternate-pending") : alternateNow(codes), to: "/security/email", label: text(codes.alternate || codesMove ? "web.button-change" : "web.alternate-add") })}
<section>
<h2>${words(text("web.settings-sessions"))}</h2>
<p>${words(text("web.settings-sessions-intro", { minutes: idleMinutes }))}</p>
<ul class="list">
${sessions.filter((session) => session.id === id).map(({ agent }) => html`<li>${words(text("web.settings-this", { agent }))}</li>`)}
${others.map(({ agent, seenAt }) => html`<li>${words(text("web.settings-other", { agent, at: seenAt.toISOString() }))}</li>`)}
</ul>
${others.length > 0 && button(words, frame.csrf, "/security/end-others", text("web.settings-end-others"))}
</section>
${button(words, frame.csrf, "/security/sign-out", text("web.settings-sign-out"))}`,
  };
}

function paymentNow(payment: PaymentState | null): Text {
  if (!payment) return text("web.settings-payment-none");
  if (payment.isDisabled) return text("web.settings-payment-disabled");
  if (payment.lockedUntil) return text("web.settings-payment-locked", { until: payment.lockedUntil.toISOString() });
  return text("web.settings-payment-set", { at: payment.setAt.toISOString() });
}

type Section = { title: Text; said: Text; to: string; label?: Text };

function section(words: Words, { title, said, to, label = text("web.button-change") }: Section): Html {
  return html`<section>
<h2>${words(title)}</h2>
<p>${words(said)}</p>
<p><a class="button quiet" href="${to}" aria-label="${words(label)}: ${words(title)}">${words(label)}</a></p>
</section>`;
}
