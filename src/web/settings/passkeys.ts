import type { Page } from "../page-frame.ts";
import { typed } from "../typed.ts";
import { forFresh } from "./own.ts";
import { type Answer, again, type Call, frameFor, isOwn, type Parts, type Said, stale } from "./parts.ts";
import { passkeysPage } from "./passkey-pages.ts";
import { showMissing } from "./sign-in.ts";
import { visitorOf } from "./visitor.ts";

/** The passkeys that are there, and what another one is made with. A code must have been typed a moment ago. */
export function showPasskeys(parts: Parts, call: Call): Promise<Answer> {
  return shown(parts, call, {});
}

async function shown(parts: Parts, call: Call, said: Said, name?: string): Promise<Page> {
  const { visit, token, request, response } = call;
  if (!visit || visit.asks !== null || !visit.isFresh)
    return forFresh(parts, call, "passkeys", () => showMissing(parts, call));
  const own = await parts.settings.passkeys(token);
  const adding = own.isPossible ? await parts.settings.beginPasskey(token) : null;
  const { agent } = visitorOf(parts.cookies, request, response);
  return passkeysPage(frameFor(parts, call, said), { ...own, adding, name: name ?? agent });
}

export async function addPasskey(parts: Parts, call: Call): Promise<Answer> {
  const { request, token } = call;
  const name = typed(request, "name");
  if (!isOwn(parts, call)) return shown(parts, call, stale(), name);
  try {
    const made = { challengeId: typed(request, "challenge"), name, answer: answerIn(typed(request, "answer")) };
    const added = await parts.settings.addPasskey(token, made);
    if (!added.ok) return shown(parts, call, added, name);
    return { to: `/security?done=${added.isActive ? "passkey" : "passkey-waits"}` };
  } catch (error) {
    return shown(parts, call, again(error), name);
  }
}

export async function removePasskey(parts: Parts, call: Call): Promise<Answer> {
  if (!isOwn(parts, call)) return shown(parts, call, stale());
  try {
    await parts.settings.removePasskey(call.token, typed(call.request, "passkey"));
    return { to: "/security?done=passkey-removed" };
  } catch (error) {
    return shown(parts, call, again(error));
  }
}

/** What a script put into a field, or null. */
export function answerIn(typedAnswer: string): unknown {
  try {
    return JSON.parse(typedAnswer);
  } catch {
    return null;
  }
}
