// A search field is a combobox (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). The server looks up options while
// the person types. Chosen ones are shown above the box, each with a button that removes it.
import { place } from "./place.js";
import { find } from "./send.js";

const WAIT_MS = 150;
let waiting;
let asked = 0;

const fieldOf = (element) => element.closest("[data-search]");
const input = (field) => field.querySelector("[role=combobox]");
const list = (field) => field.querySelector(".found");
const options = (field) => [...field.querySelectorAll("[role=option]")];
const active = (field) => field.querySelector('[aria-selected="true"]');
const chosen = (field) => [...field.querySelectorAll(".chosen > li")];
const isFull = ({ dataset }, { length }) => dataset.most !== "1" && length >= Number(dataset.most);

export function isSearch(element) {
  return element.matches?.("[data-search] [role=combobox]") ?? false;
}

/** Searches after a pause in typing. What was found for the earlier words can't be chosen with Enter any more. */
export function searchSoon(box) {
  const field = fieldOf(box);
  activate(field, undefined);
  clearTimeout(waiting);
  asked += 1;
  waiting = setTimeout(() => search(field), WAIT_MS);
}

export function searchNow(box) {
  clearTimeout(waiting);
  return search(fieldOf(box));
}

function closeSearch(box) {
  clearTimeout(waiting);
  asked += 1;
  close(fieldOf(box));
}

/** Words that were typed without choosing are not sent, so they are cleared: nobody shall take them for a choice. */
export function leaveSearch(box) {
  closeSearch(box);
  box.value = "";
}

export function choose(option) {
  const field = fieldOf(option);
  const chip = option.querySelector("template").content.firstElementChild.cloneNode(true);
  if (field.dataset.most === "1") field.querySelector(".chosen").replaceChildren(chip);
  else field.querySelector(".chosen").append(chip);
  closeSearch(input(field));
  input(field).value = "";
  input(field).focus();
  say(field, option.dataset.said);
}

export function remove(button) {
  const [field, chip] = [fieldOf(button), button.closest("li")];
  const next = (chip.nextElementSibling ?? chip.previousElementSibling)?.querySelector("button");
  chip.remove();
  (next ?? input(field)).focus();
  say(field, chip.dataset.said);
}

export function onSearchKey(event) {
  const field = fieldOf(event.target);
  const [isOpen, typed] = [!list(field).hidden, event.target.value];
  if (event.key === "Escape" && isOpen) closeSearch(event.target);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") move(field, event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && active(field)) choose(active(field));
  else if (event.key === "Enter" && typed.trim() !== "") searchNow(event.target);
  else if (event.key === "Backspace" && typed === "" && chosen(field).length > 0) removeLast(field);
  else return;
  event.preventDefault();
}

function removeLast(field) {
  closeSearch(input(field));
  remove(chosen(field).at(-1).querySelector("button"));
  input(field).focus();
}

function move(field, by) {
  const all = options(field);
  if (list(field).hidden || all.length === 0) return searchNow(input(field));
  const at = all.indexOf(active(field)) + by;
  activate(field, all.at(at < 0 ? -1 : at % all.length));
}

async function search(field) {
  asked += 1;
  const [turn, typed] = [asked, input(field).value.trim()];
  if (isFull(field, chosen(field))) return open(field, field.querySelector(".full").content.cloneNode(true));
  const found = await find(field.closest("form"), { field: field.dataset.search, typed });
  // Meanwhile something else was typed, the field was left, or the dialog shows something else.
  if (turn !== asked || !field.isConnected || !found) return;
  open(field, found);
  if (typed !== "") activate(field, options(field)[0]);
}

function open(field, content) {
  list(field).replaceChildren(content);
  list(field).hidden = false;
  input(field).setAttribute("aria-expanded", String(options(field).length > 0));
  say(field, list(field).querySelector("[data-said]").dataset.said);
  place(list(field), input(field));
}

function close(field) {
  activate(field, undefined);
  list(field).hidden = true;
  list(field).replaceChildren();
  input(field).setAttribute("aria-expanded", "false");
}

function activate(field, option) {
  for (const one of options(field)) one.setAttribute("aria-selected", String(one === option));
  option?.scrollIntoView({ block: "nearest" });
  if (option) input(field).setAttribute("aria-activedescendant", option.id);
  else input(field).removeAttribute("aria-activedescendant");
}

function say(field, words) {
  field.querySelector("[role=status]").textContent = words;
}
