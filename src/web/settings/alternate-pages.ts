import type { Text } from "../../core/text.ts";
import { html } from "../../text/html.ts";
import { text } from "../../text/text.ts";
import { formPage, note } from "../form-page.ts";
import { button } from "../form-parts.ts";
import type { Page } from "../page-frame.ts";
import type { AlternateState } from "./alternate-service.ts";
import type { Frame } from "./frame.ts";

const back = [{ label: text("web.settings-title"), to: "/security" }];
const title = text("web.alternate-title");

/** Where codes go now, in a sentence. */
export function alternateNow({ email, alternate }: Pick<AlternateState, "email" | "alternate">): Text {
  return alternate ? text("web.alternate-on", { alternate }) : text("web.alternate-off", { email });
}

/** What is so, and a field for another address; with a button to have none. */
export function alternatePage(frame: Frame, state: AlternateState, about: { hours: number; typed: string }): Page {
  const { hours } = about;
  const asked = formPage({
    ...frame,
    title,
    lead: [alternateNow(state), whatElse(state), ...appNote(state)],
    action: "/security/email",
    fields: [
      {
        ...{ name: "email", kind: "new-email", label: text("web.alternate-email") },
        ...{ hint: text("web.alternate-hint", { hours }), value: about.typed },
      },
    ],
    submit: text("web.alternate-send"),
  });
  const { email, alternate } = state;
  return {
    ...asked,
    body: (words) => html`${asked.body(words)}
${
  alternate !== null &&
  html`<p>${words(text("web.alternate-remove-intro", { email, hours }))}</p>
${button(words, frame.csrf, "/security/email/remove", text("web.alternate-remove"))}`
}
<p><a href="/security">${words(text("web.settings-title"))}</a></p>`,
  };
}

function whatElse({ email, alternate }: AlternateState): Text {
  return alternate ? text("web.alternate-besides", { email }) : text("web.alternate-why");
}

const appNote = ({ hasApp }: AlternateState): Text[] => (hasApp ? [text("web.alternate-app")] : []);

/** Something is to be, and can be stopped until it is. */
export function waitingPage(frame: Frame, state: AlternateState): Page {
  return {
    title,
    csp: frame.csp,
    status: frame.alert ? 422 : 200,
    failed: frame.alert !== undefined,
    body: (words) => html`${note(words, frame)}
<p class="lead">${words(alternateNow(state))}</p>
<p class="lead">${words(waitsFor(state))}</p>
${button(words, frame.csrf, "/security/email/stop", text("web.alternate-stop"))}
<p><a href="/security">${words(text("web.settings-title"))}</a></p>`,
  };
}

function waitsFor({ email: own, change }: AlternateState): Text {
  const at = change?.at.toISOString() ?? "";
  const email = change?.email ?? null;
  if (change && !change.isConfirmed) return text("web.alternate-asked", { email: email ?? own, until: at });
  return text("web.alternate-waits", { email, own, at });
}

type CodeAbout = { email: string; length: number; minutes: number; isOfLink: boolean };

/** The code that went to the new address. */
export function confirmPage(frame: Frame, { email, length, minutes, isOfLink }: CodeAbout): Page {
  const action = isOfLink ? "/security/email/code" : "/security/email/confirm";
  return formPage({
    ...frame,
    title: text("web.alternate-confirm-title"),
    lead: [text("web.alternate-confirm-intro", { email, minutes })],
    action,
    fields: [
      {
        ...{ name: "code", kind: "code", label: text("web.code-label") },
        hint: text("web.finish-code-hint", { length }),
      },
    ],
    submit: text("web.alternate-confirm"),
    aside: {
      question: text("web.resend-question"),
      label: text("web.resend-button"),
      action: isOfLink ? "/security/email/code/again" : "/security/email/again",
    },
    ...(isOfLink
      ? {}
      : { ways: [{ label: text("web.alternate-other"), action: "/security/email/stop" }], links: back }),
  });
}

type Linked = { token: string; email: string | null };

/** What a link in a mail leads to. Its one button does it: mail scanners and previews only look. */
export function linkPage(frame: Frame, purpose: "confirm" | "stop", { token, email }: Linked): Page {
  const about = { organization: frame.organization };
  const isStop = purpose === "stop";
  return formPage({
    ...frame,
    title: text(isStop ? "web.alternate-stop-title" : "web.alternate-link-title"),
    lead: [
      isStop
        ? text("web.alternate-stop-intro", { ...about, email })
        : text("web.alternate-link-intro", { ...about, email: email ?? "" }),
    ],
    action: `/security/email/${purpose}/${token}`,
    fields: [],
    submit: text(isStop ? "web.alternate-stop" : "web.alternate-send"),
  });
}

export function stoppedPage(): Page {
  return said(text("web.alternate-stopped-title"), text("web.alternate-stopped"));
}

export function linkDonePage(hours: number): Page {
  return said(text("web.alternate-link-done-title"), text("web.alternate-link-done", { hours }));
}

/** The same for links that are unknown, used or over: trying links tells nothing. */
export function closedPage(): Page {
  return { ...said(text("web.closed-title"), text("web.alternate-closed")), status: 410 };
}

function said(heading: Text, sentence: Text): Page {
  return {
    title: heading,
    body: (words) => html`<p class="lead">${words(sentence)}</p>
<p><a class="button quiet" href="/security">${words(text("web.settings-title"))}</a></p>`,
  };
}
