// What happens on a click, a key or a message from the server. The server draws and decides everything.
import { bringDraft, closeHints, keepDraft, offerHints, onKey, takeHint, write } from "./composer.js";
import { peek, useCode } from "./dialog.js";
import { pick } from "./files.js";
import { foldGuide, keepGuide, toggleGuide } from "./guide.js";
import { discard, keep, leave, onEscape, onTravel } from "./leave.js";
import { closeMenu, toggleMenu } from "./menu.js";
import { app, draw, go, setOffline, showNewest } from "./page.js";
import { choose, isSearch, leaveSearch, onSearchKey, remove, searchNow, searchSoon } from "./search.js";
import { idle, me, note, press, send, submit } from "./send.js";
import { showWhatApplies } from "./values.js";

const COPIED_MS = 2_000;
const RECONNECT_MS = 2_000;
const composer = () => document.getElementById("composer-text");
const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)");
let stream;

const onClick = [
  ["a[data-go]", visit],
  ["[data-press]", press],
  ["[data-add-person]", addPerson],
  ["[data-close]", leave],
  ["[data-discard]", discard],
  ["[data-keep]", keep],
  ["[data-menu]", toggleMenu],
  ["[data-guide-open]", turnGuide],
  ["[data-guide-more]", toggleGuide],
  ["[data-copy]", copy],
  ["[data-use]", take],
  ["[data-hint]", takeHint],
  ["[data-attach]", pick],
  ["[data-search] [role=option]", choose],
  ["[data-remove]", remove],
  ["[data-search] [role=combobox]", searchNow],
];

document.addEventListener("click", (event) => {
  for (const [selector, act] of onClick) {
    const target = event.target.closest(selector);
    if (target) return act(target, event);
  }
  closeHints();
});
document.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.id === "composer-form") say(event.target);
  else submit(event.target);
});
document.addEventListener("input", ({ target }) => {
  if (target === composer()) offerHints();
  if (isSearch(target)) searchSoon(target);
});
document.addEventListener("focusout", ({ target }) => isSearch(target) && leaveSearch(target));
// Pressing an option must not take the focus out of the field: that would close the list before it is chosen.
document.addEventListener("mousedown", (event) => event.target.closest(".found") && event.preventDefault());
document.addEventListener("change", ({ target }) => target.form && showWhatApplies(target.form, target.name));
document.addEventListener("keydown", (event) => {
  if (event.target === composer()) onKey(event);
  if (isSearch(event.target)) onSearchKey(event);
  if (event.key !== "Escape") return;
  closeMenu();
  onEscape(event);
});
app.addEventListener("leave", keepDraft);
app.addEventListener("arrive", bringDraft);
app.addEventListener("drawn", readHere);
app.addEventListener("drawn", peek);
app.addEventListener("drawn", keepGuide);
addEventListener("popstate", () => onTravel() && draw());
// A browser opens few connections to one server: a page that nobody looks at closes its own.
document.addEventListener("visibilitychange", () => (document.hidden ? stream.close() : listen()));

showNewest();
readHere();
listen();
// Reloaded with a dialog open: it is gone, and so is what is to be left first.
onTravel();

function listen() {
  stream?.close();
  stream = new EventSource("/try/events");
  stream.addEventListener("open", draw);
  stream.addEventListener("changed", draw);
  stream.addEventListener("error", ({ target }) => {
    setOffline(true);
    if (target.readyState === EventSource.CLOSED && !document.hidden) setTimeout(listen, RECONNECT_MS);
  });
}

async function say(form) {
  const { value } = composer();
  closeHints();
  if (value.trim() === "") return;
  composer().value = "";
  const from = me();
  await idle();
  if (await send("say", { ...from, text: value }, form)) showNewest();
  else if (composer()?.value === "") composer().value = value;
}

async function visit(link, event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  closeMenu();
  foldGuide();
  await go(link.href);
  if (link.dataset.fill) write(link.dataset.fill);
  else focusMain();
}

// On a telephone the keyboard would cover what there is to read.
function focusMain() {
  const target = hasKeyboard.matches && composer();
  (target || document.getElementById("log")).focus({ preventScroll: true });
}

function addPerson(button) {
  closeMenu();
  return send("person", null, button);
}

async function turnGuide({ dataset }) {
  closeMenu();
  await note("guide", { open: dataset.guideOpen === "true" });
  await draw();
  focusMain();
}

async function copy(button) {
  const { copy: code, copied } = button.dataset;
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(code);
  } catch {
    return getSelection().selectAllChildren(button.previousElementSibling);
  }
  button.textContent = copied;
  setTimeout(() => {
    button.textContent = before;
  }, COPIED_MS);
}

function take(button) {
  useCode(button);
  return note("read", { as: app.dataset.as, in: "mail" });
}

function readHere() {
  if (app.dataset.unread !== "0" && !document.hidden) note("read", me());
}
