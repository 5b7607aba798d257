import { text } from "../../text/text.ts";
import type { Page } from "../page-frame.ts";
import { typed } from "../typed.ts";
import { newFactorPage } from "./authenticator-pages.ts";
import {
  closedLinkPage,
  codePage,
  forgottenPage,
  newPasswordPage,
  openPage,
  passwordPage,
  recoverPage,
  sentPage,
  signInPage,
} from "./pages.ts";
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
import { usePasskeyPage } from "./passkey-pages.ts";
import { visitorOf } from "./visitor.ts";

/** What is missing before somebody is in: the page that asks for it. */
export function showMissing(parts: Parts, call: Call, said: Said = {}, page: string | null = null): Page {
  const { request, visit } = call;
  const frame = frameFor(parts, call, said);
  if (!visit) return signInPage(frame, { email: typed(request, "email"), page });
  if (visit.asks === "password") return passwordPage(frame, visit);
  if (visit.asks === "new-password") return newPasswordPage(frame, visit);
  if (visit.asks === "new-factor") return newFactorPage(frame);
  return showCode(parts, call, said, page);
}

export function showCode(parts: Parts, call: Call, said: Said = {}, page: string | null = null): Page {
  const { visit } = call;
  if (!visit || (visit.asks !== "code" && visit.asks !== null)) return showMissing(parts, call, said);
  const { codeLengths, codeMinutes: minutes } = parts.settings;
  const { codesTo, factor, hasPasskey } = visit;
  if (factor === "passkey") return usePasskeyPage(frameFor(parts, call, said), { page });
  const isStepUp = visit.asks === null;
  const about = { codesTo, factor, hasPasskey, length: codeLengths[factor], minutes, isStepUp, page };
  return codePage(frameFor(parts, call, said), about);
}

/** The address and the password; a code is on its way then. */
export async function signIn(parts: Parts, call: Call): Promise<Answer> {
  const { settings, cookies } = parts;
  const { request, response } = call;
  const page = pageNamed(typed(request, "page"));
  if (!isOwn(parts, call)) return showMissing(parts, { ...call, visit: null }, stale(), page);
  const [email, password] = [typed(request, "email"), typed(request, "password")];
  const missing = missingIn({ email, password });
  if (missing) return showMissing(parts, { ...call, visit: null }, { errors: missing }, page);
  try {
    const went = await settings.signIn({ email, password, page }, visitorOf(cookies, request, response));
    if (!went.ok) return showMissing(parts, { ...call, visit: null }, went, page);
    keep(parts, response, went.token);
    return { to: "/security" };
  } catch (error) {
    return showMissing(parts, { ...call, visit: null }, again(error), page);
  }
}

/** The password of somebody who came with a link. */
export async function password(parts: Parts, call: Call): Promise<Answer> {
  const { request, response, token } = call;
  const typedPassword = typed(request, "password");
  const missing = missingIn({ password: typedPassword });
  if (!isOwn(parts, call) || missing)
    return showMissing(parts, call, missing && isOwn(parts, call) ? { errors: missing } : stale());
  try {
    const went = await parts.settings.password(token, typedPassword, visitorOf(parts.cookies, request, response));
    if (!went.ok) return showMissing(parts, call, went);
    keep(parts, response, went.token);
    return { to: "/security" };
  } catch (error) {
    return showMissing(parts, call, again(error));
  }
}

/** The code: of somebody who signs in, sets a new password, or proves once more that it is them. */
export async function code(parts: Parts, call: Call): Promise<Answer> {
  const { request, response, token, visit } = call;
  const page = pageNamed(typed(request, "page"));
  if (!visit || !isOwn(parts, call)) return showCode(parts, call, stale(), page);
  const missing = missingIn({ code: typed(request, "code") });
  if (missing) return showCode(parts, call, { errors: missing }, page);
  try {
    const went = await parts.settings.prove(token, typed(request, "code"));
    if (!went.ok) return showCode(parts, call, went, page);
    keep(parts, response, went.token);
    const next = visit.purpose === "reset" ? null : (page ?? pageNamed(visit.page ?? ""));
    return { to: next ? `/security/${next}` : "/security" };
  } catch (error) {
    return showCode(parts, call, again(error), page);
  }
}

/** Another code, or the first one of somebody who is in. */
export async function codeAgain(parts: Parts, call: Call): Promise<Answer> {
  const { request, token, visit } = call;
  const page = pageNamed(typed(request, "page"));
  if (!visit || !isOwn(parts, call)) return showCode(parts, call, stale(), page);
  try {
    await parts.settings.sendCode(token);
    return { to: `/security/code${page ? `?page=${page}` : ""}` };
  } catch (error) {
    return showCode(parts, call, again(error), page);
  }
}

export function showRecover(parts: Parts, call: Call, said: Said = {}): Page {
  if (call.visit?.asks !== "code" || call.visit.factor !== "authenticator") return showMissing(parts, call, said);
  return recoverPage(frameFor(parts, call, said));
}

/** A recovery code instead of the app's code. */
export async function recover(parts: Parts, call: Call): Promise<Answer> {
  const { request, response, token } = call;
  if (!isOwn(parts, call)) return showRecover(parts, call, stale());
  const code = typed(request, "code");
  const missing = missingIn({ code });
  if (missing) return showRecover(parts, call, { errors: missing });
  try {
    const went = await parts.settings.recover(token, code, visitorOf(parts.cookies, request, response));
    if (!went.ok) return showRecover(parts, call, went);
    keep(parts, response, went.token);
    return { to: "/security/authenticator" };
  } catch (error) {
    return showRecover(parts, call, again(error));
  }
}

export function showForgotten(parts: Parts, call: Call, said: Said = {}): Page {
  return forgottenPage(frameFor(parts, call, said), { email: typed(call.request, "email") });
}

/** A link to a new password: the answer is the same for every address. */
export async function forgotten(parts: Parts, call: Call): Promise<Answer> {
  const { request, response } = call;
  const email = typed(request, "email");
  const missing = missingIn({ email });
  if (!isOwn(parts, call) || missing)
    return showForgotten(parts, call, missing && isOwn(parts, call) ? { errors: missing } : stale());
  try {
    await parts.settings.forgotten(email, visitorOf(parts.cookies, request, response));
    return { to: "/security/forgotten/sent" };
  } catch (error) {
    return showForgotten(parts, call, again(error));
  }
}

export function showSent(parts: Parts): Page {
  return sentPage({ minutes: parts.settings.resetMinutes });
}

/** The page of a link: it only looks. */
export async function showLink(parts: Parts, call: Call): Promise<Answer> {
  const { request } = call;
  const { token, page } = linkIn(call);
  const link = await parts.settings.open(token);
  if (!link) return closedLinkPage();
  const action = `/security/open/${token}${page ? `/${page}` : ""}`;
  const frame = frameFor(parts, { ...call, request, visit: null });
  return openPage(frame, { ...link, action });
}

/** Uses the link up: a session takes its place, and the redirect takes it out of the address. */
export async function openLink(parts: Parts, call: Call): Promise<Answer> {
  const { request, response } = call;
  const { token, page } = linkIn(call);
  if (!isOwn(parts, { ...call, visit: null })) return { to: `/security/open/${token}${page ? `/${page}` : ""}` };
  const started = await parts.settings.begin(token, page, visitorOf(parts.cookies, request, response));
  if (!started) return closedLinkPage();
  keep(parts, response, started);
  return { to: "/security" };
}

function linkIn({ request }: Call): { token: string; page: string | null } {
  const { token, page } = request.params;
  const known = typeof token === "string" && /^[A-Za-z0-9_-]{43}$/.test(token) ? token : "unknown";
  return { token: known, page: typeof page === "string" ? pageNamed(page) : null };
}

export function missingIn(given: Record<string, string>) {
  const empty = Object.keys(given).filter((name) => given[name] === "");
  return empty.length > 0 ? Object.fromEntries(empty.map((name) => [name, text("field.required")])) : undefined;
}
