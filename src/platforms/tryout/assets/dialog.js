// The one dialog: a form to fill in, or an answer to read.

import { putIntoOwnZone } from "../../shared/assets/times.js";
import { enterDialog, leaveDialog } from "./back.js";
import { watch, watched } from "./leave.js";
import { keepFiles, refill } from "./values.js";

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
  const [before, next] = [dialog.open ? dialog.querySelector("form") : null, body.querySelector("form")];
  const isSame = Boolean(before && next && before.dataset.scope === next.dataset.scope);
  watch({ isSame });
  if (keep && isSame) refill(next, before);
  if (isSame) keepFiles(next, before);
  dialog.replaceChildren(...body.childNodes);
  watched();
  peek();
  if (!dialog.open) {
    opener = document.activeElement;
    dialog.showModal();
    enterDialog(() => dialog.open);
  }
  begin();
}

function begin() {
  const start = startingPoint();
  start.focus();
  // What somebody types takes the place of what was filled in for them.
  if (start.type === "email") start.select();
  // The whole field with what is wrong in it, and not only the box.
  start.closest("[aria-invalid]")?.closest(".field").scrollIntoView({ block: "nearest" });
}

/** Shows new mail with a code, if it came after the form: the mailbox can't be opened while the dialog is open. */
export function peek() {
  const [place, mail] = [dialog.querySelector(".peek"), document.getElementById("peek")];
  if (!place) return;
  const isNewer = mail.querySelector("[data-at]")?.dataset.at >= place.dataset.since;
  const offered = isNewer ? mail.cloneNode(true).childNodes : [];
  if (place.textContent !== (isNewer ? mail.textContent : "")) place.replaceChildren(...offered);
}

export function useCode({ dataset }) {
  const field = dialog.querySelector("[autocomplete=one-time-code]");
  field.value = dataset.use;
  field.focus();
}

/** Without asking: what was filled in has been sent, or somebody went elsewhere. */
export function close() {
  if (dialog.open) dialog.close();
  leaveDialog();
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
