import type { Page } from "../page-frame.ts";
import { typed } from "../typed.ts";
import { forFresh } from "./own.ts";
import {
  type Answer,
  again,
  type Call,
  frameFor,
  isOwn,
  keep,
  type Parts,
  pageNamed,
  type Said,
  stale,
} from "./parts.ts";
import { passkeysPage, provePage } from "./passkey-pages.ts";
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

/** What a device is asked, of somebody who signs in or proves once more that it is them. */
export function showPasskey(parts: Parts, call: Call): Promise<Answer> {
  return shownProof(parts, call, {}, pageNamed(String(call.request.query.page)));
}

async function shownProof(parts: Parts, call: Call, said: Said, page: string | null): Promise<Answer> {
  const { visit, token } = call;
  const isAsked = visit?.hasPasskey && (visit.asks === "code" || visit.asks === null);
  const asking = isAsked ? await parts.settings.askForPasskey(token) : null;
  if (!visit || !asking) return showMissing(parts, call, said, page);
  return provePage(frameFor(parts, call, said), { asking, page, hasCode: visit.factor !== "passkey" });
}

export async function usePasskey(parts: Parts, call: Call): Promise<Answer> {
  const { request, response, token, visit } = call;
  const page = pageNamed(typed(request, "page"));
  if (!visit || !isOwn(parts, call)) return shownProof(parts, call, stale(), page);
  try {
    const signed = { challengeId: typed(request, "challenge"), answer: answerIn(typed(request, "answer")) };
    const went = await parts.settings.proveWithPasskey(token, signed);
    if (!went.ok) return shownProof(parts, call, went, page);
    keep(parts, response, went.token);
    const next = visit.purpose === "reset" ? null : (page ?? pageNamed(visit.page ?? ""));
    return { to: next ? `/security/${next}` : "/security" };
  } catch (error) {
    return shownProof(parts, call, again(error), page);
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
