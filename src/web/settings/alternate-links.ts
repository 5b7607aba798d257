import { Refusal } from "../../core/refusal.ts";
import { typed } from "../typed.ts";
import { closedPage, confirmPage, linkDonePage, linkPage, stoppedPage } from "./alternate-pages.ts";
import type { LinkPurpose } from "./alternate-service.ts";
import { type Answer, again, type Call, frameFor, isOwn, type Parts, type Said, stale } from "./parts.ts";
import { missingIn } from "./sign-in.ts";

/** Nobody need be in for these: who reads the mail has the link, and that is what it is for. */
const nobody = (call: Call): Call => ({ ...call, visit: null });

/** What a link in a mail is about. It only looks. */
export function showAlternateLink(purpose: LinkPurpose) {
  return async (parts: Parts, call: Call): Promise<Answer> => shownLink(parts, call, purpose);
}

async function shownLink(parts: Parts, call: Call, purpose: LinkPurpose, said: Said = {}): Promise<Answer> {
  const token = tokenIn(call);
  const open = await parts.settings.alternate.open(token, purpose);
  return open ? linkPage(frameFor(parts, nobody(call), said), purpose, { ...open, token }) : closedPage();
}

/** Stops what the link is about. The redirect takes the link out of the address. */
export async function stopByLink(parts: Parts, call: Call): Promise<Answer> {
  if (!isOwn(parts, nobody(call))) return shownLink(parts, call, "stop", stale());
  const isStopped = await parts.settings.alternate.stopByLink(tokenIn(call));
  return isStopped ? { to: "/security/email/stopped" } : closedPage();
}

export const showStopped = (): Answer => stoppedPage();

/** Mails the code. The link goes into a cookie of this browser, and out of the address. */
export async function beginByLink(parts: Parts, call: Call): Promise<Answer> {
  const token = tokenIn(call);
  if (!isOwn(parts, nobody(call))) return shownLink(parts, call, "confirm", stale());
  try {
    await parts.settings.alternate.sendByLink(token);
  } catch (error) {
    return shownLink(parts, call, "confirm", told(error));
  }
  parts.cookies.set(call.response, "alternate", token);
  return { to: "/security/email/code" };
}

export function showLinkCode(parts: Parts, call: Call): Promise<Answer> {
  return codeAsked(parts, call);
}

async function codeAsked(parts: Parts, call: Call, said: Said = {}): Promise<Answer> {
  const { settings, cookies } = parts;
  const open = await settings.alternate.open(cookies.read(call.request, "alternate"), "confirm");
  if (!open?.email) return closedPage();
  const about = { email: open.email, length: settings.codeLengths.email, minutes: settings.codeMinutes };
  return confirmPage(frameFor(parts, nobody(call), said), { ...about, isOfLink: true });
}

export async function linkCode(parts: Parts, call: Call): Promise<Answer> {
  const code = typed(call.request, "code");
  const missing = missingIn({ code });
  if (!isOwn(parts, nobody(call))) return codeAsked(parts, call, stale());
  if (missing) return codeAsked(parts, call, { errors: missing });
  try {
    const token = parts.cookies.read(call.request, "alternate");
    const confirmed = await parts.settings.alternate.confirmByLink(token, code);
    if (!confirmed.ok) return codeAsked(parts, call, confirmed);
  } catch (error) {
    return codeAsked(parts, call, told(error));
  }
  parts.cookies.set(call.response, "alternate", null);
  return { to: "/security/email/confirmed" };
}

export async function linkCodeAgain(parts: Parts, call: Call): Promise<Answer> {
  if (!isOwn(parts, nobody(call))) return codeAsked(parts, call, stale());
  try {
    await parts.settings.alternate.sendByLink(parts.cookies.read(call.request, "alternate"));
    return { to: "/security/email/code" };
  } catch (error) {
    return codeAsked(parts, call, told(error));
  }
}

export const showLinkDone = (parts: Parts): Answer => linkDonePage(parts.settings.alternate.hours);

/** Above the form: the first page has no field. */
function told(error: unknown): Said {
  return error instanceof Refusal ? { alert: error.text } : again(error);
}

function tokenIn({ request }: Call): string {
  const { token } = request.params;
  return typeof token === "string" && /^[A-Za-z0-9_-]{43}$/.test(token) ? token : "unknown";
}
