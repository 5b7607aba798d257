// A form that somebody has filled in is not thrown away by one key, one press beside it or by going back: the page asks
// first.
import { arrive, forgetDialog, leaveDialog, move } from "./back.js";
import { held as heldIn } from "./values.js";

const dialog = document.getElementById("dialog");
const question = document.getElementById("discard");
let untouched = "";
let wasTouched = false;
let beganBeside = false;

/** Remembers how a form began. `isSame`: it came back, with errors or another code, so what was typed counts. */
export function watch({ isSame }) {
  wasTouched = isSame && isTouched();
}

/** The form is on the screen now. */
export function watched() {
  untouched = held();
  addEventListener("beforeunload", warn);
}

export function leave() {
  if (isTouched()) question.showModal();
  else dialog.close();
}

export function discard() {
  question.close();
  dialog.close();
}

export function keep() {
  question.close();
}

// Chromium lets the second Escape in a row through if only "cancel" is prevented, so the key is.
export function onEscape(event) {
  if (!dialog.open || question.open || event.defaultPrevented) return;
  event.preventDefault();
  leave();
}

/** Somebody went back or forward in the browser, or the page itself did. True if there is something to draw. */
export function onTravel() {
  const { isOwn, away, isForDialog } = arrive();
  if (!dialog.open) {
    if (isForDialog) move(-1);
    return !isOwn;
  }
  if (away === 0) return false;
  if (!isTouched()) {
    forgetDialog();
    dialog.close();
    return true;
  }
  move(away);
  if (!isOwn) turnQuestion();
  return false;
}

dialog.addEventListener("close", () => {
  removeEventListener("beforeunload", warn);
  leaveDialog();
});
// Going back where a telephone's system closes dialogs by itself.
dialog.addEventListener("cancel", (event) => {
  if (event.target !== dialog || !isTouched()) return;
  event.preventDefault();
  leave();
});
// Pressed beside it, from beginning to end: who selects text may end there too.
dialog.addEventListener("pointerdown", (event) => {
  beganBeside = isBeside(event);
});
dialog.addEventListener("click", (event) => beganBeside && isBeside(event) && leave());

function isBeside({ target, clientX, clientY }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return target === dialog && (clientX < left || clientX > right || clientY < top || clientY > bottom);
}

/** The browser asks in its own words, when the page is reloaded or left. */
function warn(event) {
  if (isTouched()) event.preventDefault();
}

/** To go back from the question is to keep the form. */
function turnQuestion() {
  if (question.open) question.close();
  else question.showModal();
}

function isTouched() {
  return wasTouched || held() !== untouched;
}

function held() {
  const form = dialog.querySelector("form");
  return form ? heldIn(form) : "";
}
