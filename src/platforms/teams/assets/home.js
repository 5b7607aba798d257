// The personal tab: signs in with Teams' own token, shows the card that the server draws, and asks for it again when the
// server says that it has changed.
import { putIntoOwnZone, zone } from "../../shared/assets/times.js";

const { app, authentication } = window.microsoftTeams;
const main = document.getElementById("home");
const card = document.getElementById("card");
const back = document.getElementById("back");
const RECONNECT_MS = 3_000;
const ANSWERS_WITHIN_MS = 10_000;
let locale = document.documentElement.lang;
let shown = "home";
let stream = null;

back.addEventListener("click", () => draw());
document.getElementById("chat").addEventListener("click", () => app.openLink(main.dataset.chat));
card.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-press]");
  if (button) draw(JSON.parse(button.dataset.press), button);
});
// Nobody looks: the stream is given back, and the card is asked for again when somebody does.
document.addEventListener("visibilitychange", () => (document.hidden ? stream?.abort() : begin()));

start();

async function start() {
  try {
    // Outside of Teams nobody answers.
    await Promise.race([app.initialize(), late()]);
    const context = await app.getContext();
    locale = context.app.locale || locale;
    theme(context.app.theme);
    app.registerOnThemeChangeHandler(theme);
  } catch {
    return tell(main.dataset.signIn);
  }
  await begin();
  app.notifySuccess();
}

async function begin() {
  if (shown === "home") await draw();
  listen();
}

/** Home, or the answer to a button. */
async function draw(press, button) {
  button?.setAttribute("aria-busy", "true");
  try {
    const response = await ask("card", { locale, zone: zone["Time-Zone"], ...(press && { press }) });
    if (!response.ok) return tell(response.status === 401 ? main.dataset.signIn : main.dataset.failed);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    putIntoOwnZone(page);
    card.replaceChildren(...page.body.childNodes);
    shown = press && press.command !== "home.show" ? "answer" : "home";
    back.hidden = shown === "home";
    if (press) card.querySelector("h2")?.scrollIntoView({ block: "nearest" });
  } catch (error) {
    tell(error instanceof TypeError ? main.dataset.failed : main.dataset.signIn);
  } finally {
    card.setAttribute("aria-busy", "false");
    button?.removeAttribute("aria-busy");
  }
}

async function listen() {
  stream?.abort();
  const own = new AbortController();
  stream = own;
  try {
    const response = await ask("changes", {}, own.signal);
    const reader = response.ok && response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = reader && (await reader.read()); part && !part.done; part = await reader.read())
      if (part.value.includes("event: changed") && shown === "home") await draw();
  } catch {
    // Cut off, or given back.
  }
  if (own.signal.aborted || document.hidden) return;
  setTimeout(() => stream === own && begin(), RECONNECT_MS);
}

function late() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("no Teams")), ANSWERS_WITHIN_MS));
}

/** A token is good for an hour or so; Teams keeps it and gets a new one in time. */
async function ask(what, body, signal) {
  const token = await authentication.getAuthToken();
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  return fetch(`/teams/home/${what}`, { method: "POST", headers, body: JSON.stringify(body), signal });
}

function tell(sentence) {
  const said = document.createElement("p");
  said.className = "said";
  said.setAttribute("role", "alert");
  said.textContent = sentence;
  card.replaceChildren(said);
  card.setAttribute("aria-busy", "false");
}

function theme(name) {
  document.documentElement.dataset.theme = name === "default" ? "light" : name;
}
