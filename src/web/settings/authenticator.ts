import type { Page } from "../page-frame.ts";
import { typed } from "../typed.ts";
import { authenticatorPage, boundPage, setUpPage } from "./authenticator-pages.ts";
import { forFresh } from "./own.ts";
import { type Answer, again, type Call, frameFor, isOwn, keep, type Parts, type Said, stale } from "./parts.ts";
import type { AuthenticatorState } from "./service.ts";
import { missingIn, showMissing } from "./sign-in.ts";

/** The app that is there, or the one that is being set up. A code must have been typed a moment ago. */
export async function showAuthenticator(parts: Parts, call: Call): Promise<Answer> {
  return shown(parts, call, {});
}

async function shown(parts: Parts, call: Call, said: Said): Promise<Page> {
  const { visit, token } = call;
  const isRecovering = visit?.asks === "new-factor";
  if (!isRecovering && (visit?.asks !== null || !visit.isFresh))
    return forFresh(parts, call, "authenticator", () => showMissing(parts, call));
  const state = await parts.settings.authenticator(token);
  const frame = frameFor(parts, call, said);
  if (state.setUp) return setUpPage(frame, state.setUp, parts.settings.codeLengths.authenticator);
  return isRecovering ? showMissing(parts, call, said) : authenticatorPage(frame, withoutSetUp(state));
}

const withoutSetUp = (state: AuthenticatorState): AuthenticatorState => ({ ...state, setUp: null });

export async function beginAuthenticator(parts: Parts, call: Call): Promise<Answer> {
  if (!isOwn(parts, call)) return shown(parts, call, stale());
  await parts.settings.beginAuthenticator(call.token);
  return { to: "/security/authenticator" };
}

export async function confirmAuthenticator(parts: Parts, call: Call): Promise<Answer> {
  const { request, response, token } = call;
  if (!isOwn(parts, call)) return shown(parts, call, stale());
  const code = typed(request, "code");
  const missing = missingIn({ code });
  if (missing) return shown(parts, call, { errors: missing });
  try {
    const bound = await parts.settings.confirmAuthenticator(token, code);
    if (!bound.ok) return shown(parts, call, bound);
    if (bound.token) keep(parts, response, bound.token);
    // Told in this one answer: they are kept nowhere, so no redirect could show them.
    return boundPage(frameFor(parts, call), bound);
  } catch (error) {
    return shown(parts, call, again(error));
  }
}

export async function removeAuthenticator(parts: Parts, call: Call): Promise<Answer> {
  if (!isOwn(parts, call)) return shown(parts, call, stale());
  await parts.settings.removeAuthenticator(call.token);
  return { to: "/security?done=authenticator" };
}
