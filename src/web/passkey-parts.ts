import { type Html, html } from "../text/html.ts";
import { text } from "../text/text.ts";
import { assetUrl, type Words } from "./page-frame.ts";

/** What a button asks a device for: to make a passkey, or to sign with one. */
export type PasskeyButton = {
  label: Html;
  /** WebAuthn options, as JSON */
  options: object;
  makes: boolean;
  /** what is sent along: what is decided */
  decision?: string;
  /** the field that must be filled in first */
  needs?: string;
  quiet?: boolean;
};

/**
 * A button that sends its form with the answer of a device. It is shown by the script, which puts the answer into the
 * field `answer`.
 */
export function passkeyButton({ label, options, makes, decision, needs, quiet }: PasskeyButton): Html {
  return html`<button class="button ${quiet ? "quiet" : "primary"}" type="submit" hidden data-passkey="${JSON.stringify(options)}"${makes && html` data-makes`}${needs && html` data-needs="${needs}"`}${decision && html` name="decision" value="${decision}"`}>${label}</button>`;
}

/** The field for the answer, and what is said where there is none. Once in each form with such a button. */
export function passkeyAnswer(words: Words): Html {
  return html`<input type="hidden" name="answer" value="">
<noscript><p>${words(text("web.passkey-no-script"))}</p></noscript>
<p class="alert" id="passkey-unsupported" role="alert" hidden>${words(text("web.passkey-unsupported"))}</p>
<p class="alert" id="passkey-given-up" role="alert" hidden>${words(text("web.passkey-given-up"))}</p>`;
}

export function passkeyScript(): Html {
  return html`<script src="${assetUrl("passkey.js")}" type="module"></script>`;
}
