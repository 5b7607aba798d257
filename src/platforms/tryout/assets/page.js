// The server draws the page. Here it is fetched again and only the differences are taken over, so that the focus, the
// scroll position and what is being typed stay.

import { putIntoOwnZone, zone } from "../../shared/assets/times.js";
import { enterPlace } from "./back.js";

const PARTS = ["side", "head", "guide", "log", "composer", "peek"];
const NEAR_THE_END = 80;

export const app = document.getElementById("app");
const log = document.getElementById("log");
const offline = document.getElementById("offline");
const isChat = () => app.dataset.in !== "mail" && app.dataset.in !== "home";

putIntoOwnZone(document);
// As the server drew it last: changes made by the script are not differences.
let drawn = document.cloneNode(true);
let drawing = Promise.resolve();
let waiting = null;

/** Draws the page at the current address. While one call waits, further calls join it. */
export function draw() {
  waiting ??= drawing.then(() => {
    waiting = null;
    drawing = drawNow();
    return drawing;
  });
  return waiting;
}

export async function go(href) {
  if (new URL(href, location.href).href !== location.href) await enterPlace(href);
  return draw();
}

export function setOffline(isOffline) {
  offline.hidden = !isOffline;
}

/** Scrolls to the newest message, or to the beginning of a long one. Home and the mailbox begin at the top. */
export function showNewest() {
  const last = log.lastElementChild;
  log.scrollTop = isChat() ? log.scrollHeight : 0;
  if (isChat() && last?.offsetHeight > log.clientHeight) last.scrollIntoView({ block: "start" });
}

async function drawNow() {
  const next = await fetchPage();
  setOffline(next === null);
  if (!next) return;
  const [before, isAtEnd] = [placeOf(app), log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_THE_END];
  const nextApp = next.getElementById("app");
  const moved = before !== placeOf(nextApp);
  if (moved) app.dispatchEvent(new CustomEvent("leave"));
  document.title = next.title;
  takeAttributes(app, nextApp);
  takeAttributes(log, next.getElementById("log"));
  for (const id of PARTS) {
    const part = next.getElementById(id);
    if (!part.isEqualNode(drawn.getElementById(id))) takeChildren(document.getElementById(id), part);
  }
  drawn = next;
  if (moved || (isAtEnd && isChat())) showNewest();
  if (moved) app.dispatchEvent(new CustomEvent("arrive"));
  app.dispatchEvent(new CustomEvent("drawn"));
}

async function fetchPage() {
  try {
    const response = await fetch(location.href, { headers: zone });
    if (!response.ok) return null;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    putIntoOwnZone(page);
    return page;
  } catch {
    return null;
  }
}

function placeOf({ dataset }) {
  return `${dataset.as} ${dataset.in}`;
}

function take(mine, next) {
  if (mine.isEqualNode(next)) return;
  if (mine.nodeType !== Node.ELEMENT_NODE) {
    mine.data = next.data;
    return;
  }
  takeAttributes(mine, next);
  takeChildren(mine, next);
}

function takeAttributes(mine, next) {
  for (const name of mine.getAttributeNames()) if (!next.hasAttribute(name)) mine.removeAttribute(name);
  for (const { name, value } of next.attributes) if (mine.getAttribute(name) !== value) mine.setAttribute(name, value);
}

// Moving an element takes its focus away. So elements that stay are not moved: those that are gone are removed first.
function takeChildren(mine, next) {
  const wanted = new Set([...next.children].map(({ id }) => id));
  for (const child of [...mine.children]) if (child.id && !wanted.has(child.id)) child.remove();
  const known = new Map([...mine.children].map((child) => [child.id, child]));
  let at = mine.firstChild;
  for (const child of next.childNodes) {
    const isSame = at && at.nodeName === child.nodeName && (at.id ?? "") === (child.id ?? "");
    const found = isSame ? at : child.id ? known.get(child.id) : undefined;
    if (!found) mine.insertBefore(document.importNode(child, true), at);
    else if (found === at) at = at.nextSibling;
    else mine.insertBefore(found, at);
    if (found) take(found, child);
  }
  while (at) {
    const rest = at.nextSibling;
    at.remove();
    at = rest;
  }
}
