// The one dialog: a form to fill in, or an answer to read.

import { putIntoOwnZone } from "./times.js";
import { refill } from "./values.js";

const dialog = document.getElementById("dialog");
const toast = document.getElementById("toast");
const TOAST_MS = 8_000;
let toastEnds;
let opener;

// Chromium restores the focus while the page is still inert, so nothing can be typed until it is set once more.
dialog.addEventListener("close", () => {
  document.activeElement.blur();
  (opener.isConnected ? opener : document.getElementById("log")).focus();
});

/** `keep`: the form was asked for again without being sent, so only the page knows what was typed. */
export function show(markup, { keep = false } = {}) {
  const { body } = new DOMParser().parseFromString(markup, "text/html");
  putIntoOwnZone(body);
  const [before, next] = [dialog.querySelector("form"), body.querySelector("form")];
  if (keep && before && next && before.dataset.scope === next.dataset.scope) refill(next, before);
  dialog.replaceChildren(...body.childNodes);
  peek();
  if (!dialog.open) {
    opener = document.activeElement;
    dialog.showModal();
  }
  startingPoint().focus();
}

/** Shows new mail with a code: the mailbox can't be opened while the dialog is open. */
export function peek() {
  const [place, mail] = [dialog.querySelector(".peek"), document.getElementById("peek")];
  if (place && place.textContent !== mail.textContent) place.replaceChildren(...mail.cloneNode(true).childNodes);
}

export function useCode({ dataset }) {
  const field = dialog.querySelector("[autocomplete=one-time-code]");
  field.value = dataset.use;
  field.focus();
}

export function close() {
  if (dialog.open) dialog.close();
}

/** A sentence that disappears by itself. An open dialog covers the page, so the sentence is put into it. */
export function tell(sentence) {
  (dialog.open ? dialog : document.body).append(toast);
  clearTimeout(toastEnds);
  toast.textContent = sentence;
  toast.hidden = false;
  toastEnds = setTimeout(hush, TOAST_MS);
}

export function hush() {
  toast.hidden = true;
}

/** The first error; else the title, if there is something to read before approving; else the first field. */
function startingPoint() {
  const wrong = dialog.querySelector("[aria-invalid]");
  if (wrong) return wrong.querySelector("input") ?? wrong;
  const form = dialog.querySelector("form:not(:has(.facts))");
  const field = form?.querySelector("input:not([type=hidden]), textarea");
  return dialog.querySelector(".alert") ?? field ?? document.getElementById("dialog-title");
}
