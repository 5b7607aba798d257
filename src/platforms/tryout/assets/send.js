// Sends what somebody did to the server, and shows the answer.

import { putIntoOwnZone, zone } from "../../shared/assets/times.js";
import { close, hush, show, tell } from "./dialog.js";
import { app, draw, go } from "./page.js";
import { filesOf } from "./read-files.js";
import { labelsOf, valuesOf, valuesWithoutCodes } from "./values.js";

let sending = null;

export const me = () => ({ as: app.dataset.as, in: app.dataset.in });

/** True if it got through. One at a time, so that a button pressed twice is sent once; `body` may be a promise. */
export async function send(path, body, by) {
  if (sending) return false;
  hush();
  by.setAttribute("aria-busy", "true");
  try {
    sending = request(path, body);
    const { status, text, location } = await sending;
    if (status === 200) show(text, { keep: path === "press" });
    else close();
    sending = null;
    await (status === 201 ? go(location) : draw());
    return true;
  } catch (error) {
    tell(sentenceFor(error));
    return false;
  } finally {
    sending = null;
    by.removeAttribute("aria-busy");
  }
}

/** Waits until nothing is being sent: one message may follow another at once. */
export async function idle() {
  while (sending) await sending.catch(() => undefined);
}

export function press(button) {
  const message = button.closest("[data-message]")?.dataset.message;
  const about = message === undefined ? {} : { message: Number(message) };
  return send("press", { ...me(), button: button.dataset.press, ...about }, button);
}

export function submit(form) {
  const about = form.elements.$about.value;
  const values = valuesOf(form);
  return JSON.parse(about).command === "person"
    ? send("person", { values }, form)
    : send("submit", filled(form, { as: app.dataset.as, about, values, labels: labelsOf(form) }), form);
}

async function filled(form, body) {
  return { ...body, files: await filesOf(form) };
}

/** What the server found for a search field, to be shown as it is. Null if it could not be reached. */
export async function find(form, { field, typed }) {
  const about = form.elements.$about.value;
  try {
    const { text } = await request("search", { as: me().as, about, field, typed, values: valuesWithoutCodes(form) });
    const { body } = new DOMParser().parseFromString(text, "text/html");
    putIntoOwnZone(body);
    const found = document.createDocumentFragment();
    found.append(...body.childNodes);
    return found;
  } catch (error) {
    tell(sentenceFor(error));
    return null;
  }
}

/** Nobody waits for these. If one fails, the page soon says that it is offline. */
export async function note(path, body) {
  await request(path, body).catch(() => undefined);
}

function sentenceFor(error) {
  return error instanceof TypeError ? app.dataset.failed : error.message;
}

async function request(path, body) {
  const headers = { ...zone, "Content-Type": "application/json" };
  const how = { method: "POST", headers, body: JSON.stringify(await body) };
  const response = await fetch(`/try/${path}`, body ? how : {});
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return { status: response.status, text, location: response.headers.get("Location") };
}
