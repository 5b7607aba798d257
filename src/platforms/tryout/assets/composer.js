// Writing a message: a draft is kept for each place, and commands are offered while typing.
import { app } from "./page.js";

const drafts = new Map();
const box = () => document.getElementById("composer-text");
const list = () => document.getElementById("hints");
const offered = () => [...list().children].filter(({ hidden }) => !hidden);
const place = () => `${app.dataset.as} ${app.dataset.in}`;

/** Puts words into the composer, ready to be sent or changed. */
export function write(words) {
  const input = box();
  if (!input) return;
  input.value = words;
  input.focus();
  closeHints();
}

export function keepDraft() {
  if (box()) drafts.set(place(), box().value);
}

export function bringDraft() {
  if (!box()) return;
  box().value = drafts.get(place()) ?? "";
  closeHints();
}

export function offerHints() {
  const typed = box().value.toLowerCase();
  for (const option of list().children) {
    const { hint } = option.dataset;
    option.hidden = !typed.startsWith("/") || !hint.startsWith(typed) || hint === typed.trimEnd();
  }
  choose(null);
  const isOpen = offered().length > 0;
  list().hidden = !isOpen;
  box().setAttribute("aria-expanded", String(isOpen));
}

export function closeHints() {
  if (!box()) return;
  list().hidden = true;
  box().setAttribute("aria-expanded", "false");
  choose(null);
}

export function takeHint(option) {
  write(`${option.dataset.hint} `);
}

export function onKey(event) {
  if (list().hidden) return;
  const [options, chosen] = [offered(), list().querySelector('[aria-selected="true"]')];
  const at = options.indexOf(chosen);
  const taken = { Tab: chosen ?? options[0], Enter: chosen }[event.key];
  if (event.key === "Escape") closeHints();
  else if (event.key === "ArrowDown") choose(options[(at + 1) % options.length]);
  else if (event.key === "ArrowUp") choose(options.at(at < 1 ? -1 : at - 1));
  else if (taken && !event.shiftKey) takeHint(taken);
  else return;
  event.preventDefault();
}

function choose(option) {
  for (const one of list().children) one.setAttribute("aria-selected", String(one === option));
  option?.scrollIntoView({ block: "nearest" });
  if (option) box().setAttribute("aria-activedescendant", option.id);
  else box().removeAttribute("aria-activedescendant");
}
