import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { Page } from "../page-frame.ts";
import { typed } from "../typed.ts";
import { changePasswordPage, freshPage, newPasswordPage, paymentPasswordPage, settingsPage } from "./pages.ts";
import { type Answer, again, type Call, frameFor, isOwn, keep, type Parts, type Said, stale } from "./parts.ts";
import type { Visit } from "./service.ts";
import { missingIn, showMissing } from "./sign-in.ts";
import { visitorOf } from "./visitor.ts";

const DONE: Record<string, Text> = {
  password: text("web.done-password"),
  payment: text("web.done-payment"),
  reset: text("web.done-reset"),
  others: text("web.done-others"),
  "signed-out": text("web.done-signed-out"),
  authenticator: text("web.done-authenticator"),
  codes: text("web.done-codes"),
  passkey: text("web.done-passkey"),
  "passkey-waits": text("web.done-passkey-waits"),
  "passkey-removed": text("web.done-passkey-removed"),
};

/** What somebody who is in sees first; for everybody else, what is missing. */
export async function showSettings(parts: Parts, call: Call): Promise<Answer> {
  const { request, token, visit } = call;
  const done = DONE[String(request.query.done)];
  if (visit?.asks === "code" && visit.hasPasskey) return { to: "/security/passkey" };
  if (!visit || visit.asks !== null) return showMissing(parts, call, call.token && !visit ? over(done) : { done });
  const sessions = await parts.settings.sessions(token);
  const authenticator = await parts.settings.authenticator(token);
  const payment = await parts.settings.paymentPassword(token);
  const codesMove = (await parts.settings.alternate.find(token)).change !== null;
  const areCodesOff = await parts.settings.areCodesOff(token);
  const { passkeys } = await parts.settings.passkeys(token);
  const { idleMinutes } = parts.settings;
  const own = { sessions, authenticator, passkeys, payment, areCodesOff, codesMove, idleMinutes };
  return settingsPage(frameFor(parts, call, { done }), { ...visit, ...own });
}

const over = (done: Text | undefined) => ({ done: done ?? text("web.session-over") });

/** A page for who is in and has typed a code a moment ago; everybody else is asked for that first. */
export function forFresh(parts: Parts, call: Call, page: string, show: (visit: Visit) => Page): Page {
  const { visit } = call;
  if (!visit || visit.asks !== null) return showMissing(parts, call, {}, page);
  return visit.isFresh ? show(visit) : freshPage(frameFor(parts, call), { ...visit, page });
}

export function showChangePassword(parts: Parts, call: Call, said: Said = {}): Page {
  return forFresh(parts, call, "change-password", (visit) => changePasswordPage(frameFor(parts, call, said), visit));
}

export async function changePassword(parts: Parts, call: Call): Promise<Answer> {
  const { request, response, token } = call;
  if (!isOwn(parts, call)) return showChangePassword(parts, call, stale());
  const given = { current: typed(request, "current"), password: typed(request, "password") };
  const wrong = missingIn(given) ?? differs(given.password, typed(request, "repeat"));
  if (wrong) return showChangePassword(parts, call, { errors: wrong });
  try {
    const visitor = visitorOf(parts.cookies, request, response);
    const went = await parts.settings.changePassword(token, given, visitor);
    if (!went.ok) return showChangePassword(parts, call, went);
    keep(parts, response, went.token);
    return { to: "/security?done=password" };
  } catch (error) {
    return showChangePassword(parts, call, again(error));
  }
}

export async function showPaymentPassword(parts: Parts, call: Call, said: Said = {}): Promise<Page> {
  const isSet = call.visit?.isFresh === true && (await parts.settings.paymentPassword(call.token)) !== null;
  return forFresh(parts, call, "payment-password", ({ email }) =>
    paymentPasswordPage(frameFor(parts, call, said), { email, isSet }),
  );
}

export async function paymentPassword(parts: Parts, call: Call): Promise<Answer> {
  const { request, token } = call;
  if (!isOwn(parts, call)) return showPaymentPassword(parts, call, stale());
  const password = typed(request, "password");
  const wrong = missingIn({ password }) ?? differs(password, typed(request, "repeat"));
  if (wrong) return showPaymentPassword(parts, call, { errors: wrong });
  try {
    const set = await parts.settings.setPaymentPassword(token, password);
    return set.ok ? { to: "/security?done=payment" } : showPaymentPassword(parts, call, set);
  } catch (error) {
    return showPaymentPassword(parts, call, again(error));
  }
}

/** Who forgot the password sets another one, and signs in with it. */
export async function newPassword(parts: Parts, call: Call): Promise<Answer> {
  const { request, response, token, visit } = call;
  if (!visit || !isOwn(parts, call)) return showMissing(parts, call, stale());
  const password = typed(request, "password");
  const wrong = missingIn({ password }) ?? differs(password, typed(request, "repeat"));
  if (wrong) return showNew(parts, call, { errors: wrong });
  try {
    const set = await parts.settings.resetPassword(token, password);
    if (!set.ok) return showNew(parts, call, set);
    parts.cookies.set(response, "session", null);
    return { to: "/security?done=reset" };
  } catch (error) {
    return showNew(parts, call, again(error));
  }
}

function showNew(parts: Parts, call: Call, said: Said): Page {
  if (call.visit?.asks !== "new-password") return showMissing(parts, call, said);
  return newPasswordPage(frameFor(parts, call, said), call.visit);
}

function differs(password: string, repeat: string) {
  return password === repeat ? undefined : { repeat: text("web.finish-repeat-differs") };
}

export async function endOthers(parts: Parts, call: Call): Promise<Answer> {
  if (!isOwn(parts, call)) return { to: "/security" };
  await parts.settings.endOthers(call.token);
  return { to: "/security?done=others" };
}

export async function signOut(parts: Parts, call: Call): Promise<Answer> {
  if (!isOwn(parts, call)) return { to: "/security" };
  await parts.settings.signOut(call.token);
  parts.cookies.set(call.response, "session", null);
  return { to: "/security?done=signed-out" };
}
