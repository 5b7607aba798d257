// The personal tab: signs in with Teams' own token, shows the card that the server draws, and asks for it again when the
// server says that it has changed.
import { putIntoOwnZone, zone } from "../../shared/assets/times.js";

const { app, authentication } = window.microsoftTeams;
const main = document.getElementById("home");
const card = document.getElementById("card");
const back = document.getElementById("back");
const RECONNECT_MS = 3_000;
const RECONNECT_MOST_MS = 60_000;
const STREAM_WITHIN_MS = 1_500;
const ANSWERS_WITHIN_MS = 10_000;
let locale = document.documentElement.lang;
let shown = "home";
/** How often somebody has asked for something here. */
let asked = 0;
let stream = null;
/** Longer each time that there is no stream: a server that is down, or refuses, must not get all tabs every few seconds. */
let wait = RECONNECT_MS;

back.addEventListener("click", () => answer());
document.getElementById("chat").addEventListener("click", () => app.openLink(main.dataset.chat));
card.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-press]");
  // Pressed twice, a form would be written into the chat twice.
  if (button && !button.hasAttribute("aria-busy")) answer(JSON.parse(button.dataset.press), button);
});
// Nobody looks: the stream is given back, and the card is asked for again when somebody does.
document.addEventListener("visibilitychange", () => (document.hidden ? stream?.abort() : begin()));

start();

async function start() {
  try {
    // Outside of Teams nobody answers.
    const isThere = await Promise.race([app.initialize().then(() => true), passed(ANSWERS_WITHIN_MS)]);
    if (!isThere) throw new Error("no Teams");
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

/** Begins to listen, and then draws Home: what changes from then on is told. */
async function begin() {
  stream?.abort();
  const own = new AbortController();
  stream = own;
  const changes = ask("changes", {}, own.signal).catch(() => null);
  // A proxy may hold the stream back. Home does not wait for that, and is drawn once more if the stream begins after all.
  const hasBegun = await Promise.race([changes.then(() => true), passed(STREAM_WITHIN_MS)]);
  if (own.signal.aborted) return;
  if (shown === "home") await drawAgain();
  follow(changes, own, hasBegun);
}

/** What somebody asks for: Home, or the answer to a button. It takes the place of whatever is still on its way. */
async function answer(press, button) {
  asked += 1;
  const own = asked;
  button?.setAttribute("aria-busy", "true");
  await draw(press, () => own === asked);
  button?.removeAttribute("aria-busy");
}

/** Home as it is now, if nobody has asked for something else by the time it comes. */
function drawAgain() {
  const own = asked;
  return draw(null, () => own === asked && shown === "home");
}

async function draw(press, isWanted) {
  const [sentence, markup] = await cardFor(press);
  if (!isWanted()) return;
  card.setAttribute("aria-busy", "false");
  if (sentence) return tell(sentence);
  const page = new DOMParser().parseFromString(markup, "text/html");
  putIntoOwnZone(page);
  card.replaceChildren(...page.body.childNodes);
  shown = press && press.command !== "home.show" ? "answer" : "home";
  back.hidden = shown === "home";
  if (press) card.querySelector("h2")?.scrollIntoView({ block: "nearest" });
}

/** What is wrong, or the card. */
async function cardFor(press) {
  try {
    const response = await ask("card", { locale, zone: zone["Time-Zone"], ...(press && { press }) });
    if (response.ok) return [null, await response.text()];
    return [response.status === 401 ? main.dataset.signIn : main.dataset.failed];
  } catch (error) {
    return [error instanceof TypeError ? main.dataset.failed : main.dataset.signIn];
  }
}

async function follow(changes, own, hasBegun) {
  try {
    const response = await changes;
    wait = response?.ok ? RECONNECT_MS : Math.min(2 * wait, RECONNECT_MOST_MS);
    if (!hasBegun && response && shown === "home") await drawAgain();
    const reader = response?.ok && response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = reader && (await reader.read()); part && !part.done; part = await reader.read())
      if (part.value.includes("event: changed") && shown === "home") await drawAgain();
  } catch {
    // Cut off, or given back.
  }
  if (own.signal.aborted || document.hidden) return;
  setTimeout(() => stream === own && begin(), wait);
}

/** After so long, false. */
function passed(milliseconds) {
  return new Promise((resolve) => setTimeout(() => resolve(false), milliseconds));
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
