import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Page } from "../page-frame.ts";
import { typed } from "../typed.ts";
import { alternatePage, confirmPage, waitingPage } from "./alternate-pages.ts";
import type { AlternateState } from "./alternate-service.ts";
import { forFresh } from "./own.ts";
import { type Answer, again, type Call, frameFor, isOwn, type Parts, type Said, stale } from "./parts.ts";
import { missingIn, showMissing } from "./sign-in.ts";

const PAGE = "email";
const DONE = {
  confirmed: text("web.done-alternate-confirmed"),
  removed: text("web.done-alternate-removed"),
  stopped: text("web.done-alternate-stopped"),
};

/** Where the codes go; whoever is in has typed a code a moment ago, or waits for the one that went to the new address. */
export async function showAlternate(parts: Parts, call: Call): Promise<Answer> {
  const said = String(call.request.query.done);
  const done = Object.entries(DONE).find(([name]) => name === said)?.[1];
  return shown(parts, call, { done });
}

async function shown(parts: Parts, call: Call, said: Said): Promise<Page> {
  const { visit, token } = call;
  if (visit?.asks !== null) return showMissing(parts, call, said, PAGE);
  const state = await parts.settings.alternate.find(token);
  if (isTyped(state)) return codeAsked(parts, call, state, said);
  const frame = frameFor(parts, call, said);
  return forFresh(parts, call, PAGE, () => {
    if (state.change) return waitingPage(frame, state);
    const { hours } = parts.settings.alternate;
    return alternatePage(frame, state, { hours, typed: typed(call.request, "email") });
  });
}

/** Has the member typed an address here, and waits for its code? */
function isTyped({ change }: AlternateState): boolean {
  return change?.mine === true && !change.isConfirmed;
}

function codeAsked(parts: Parts, call: Call, { change }: AlternateState, said: Said): Page {
  const { codeLengths, codeMinutes: minutes } = parts.settings;
  const about = { email: change?.email ?? "", length: codeLengths.email, minutes, isOfLink: false };
  return confirmPage(frameFor(parts, call, said), about);
}

type Act = () => Promise<Answer | Said>;

/** What was typed is not lost: where something is wrong, the page says it. */
async function tried(parts: Parts, call: Call, act: Act): Promise<Answer> {
  if (!isOwn(parts, call)) return shown(parts, call, stale());
  try {
    const done = await act();
    return "to" in done || "body" in done ? done : shown(parts, call, done);
  } catch (error) {
    if (error instanceof Refusal && error.text.id === "web.session-over") throw error;
    return shown(parts, call, again(error));
  }
}

export function askAlternate(parts: Parts, call: Call): Promise<Answer> {
  return tried(parts, call, async () => {
    const email = typed(call.request, "email");
    const missing = missingIn({ email });
    if (missing) return { errors: missing };
    const asked = await parts.settings.alternate.ask(call.token, email);
    return asked.ok ? { to: "/security/email" } : asked;
  });
}

export function confirmAlternate(parts: Parts, call: Call): Promise<Answer> {
  return tried(parts, call, async () => {
    const code = typed(call.request, "code");
    const missing = missingIn({ code });
    if (missing) return { errors: missing };
    const confirmed = await parts.settings.alternate.confirm(call.token, code);
    return confirmed.ok ? { to: "/security/email?done=confirmed" } : confirmed;
  });
}

export function sendAlternateAgain(parts: Parts, call: Call): Promise<Answer> {
  return tried(parts, call, async () => {
    await parts.settings.alternate.sendAgain(call.token);
    return { to: "/security/email" };
  });
}

export function removeAlternate(parts: Parts, call: Call): Promise<Answer> {
  return tried(parts, call, async () => {
    await parts.settings.alternate.remove(call.token);
    return { to: "/security/email?done=removed" };
  });
}

export function stopAlternate(parts: Parts, call: Call): Promise<Answer> {
  return tried(parts, call, async () => {
    await parts.settings.alternate.stop(call.token);
    return { to: "/security/email?done=stopped" };
  });
}
