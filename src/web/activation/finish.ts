import type { Request, Response } from "express";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { Security } from "../security.ts";
import type { Session, Sessions } from "../sessions.ts";
import { typed } from "../typed.ts";
import { type KeptPassword, keepPassword, NO_NOTES, type Notes } from "./notes.ts";
import type { ActivationService, Given } from "./service.ts";
import { type TypedForm, typedBefore, typedForm } from "./values.ts";

export type Parts = { activation: ActivationService; security: Security; sessions: Sessions<Notes> };
export type Visit = { session: Session<Notes>; email: string; ends: Text | null; request: Request; response: Response };

/** "Activate". What comes of it is noted, and a redirect shows it: to reload that page does nothing once more. */
export async function finish(parts: Parts, visit: Visit): Promise<void> {
  if (!isOwn(parts, visit)) return showStale(parts, visit);
  const { codeLength } = parts.activation;
  const hasKept = keptHash(visit) !== null;
  const form = typedForm(visit.request, { codeLength, hasKept });
  if (Object.keys(form.errors).length > 0) return correct(parts, visit, form);
  try {
    await accept(parts, visit, form);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { field, text: said } = error;
    const password = form.password === null ? keptBefore(visit) : null;
    showAgain(parts, visit, { password, ...(field ? { errors: { [field]: said } } : { alert: said }) });
  }
}

/** Another code. What is typed in the form that the button is in stays. */
export async function resend(parts: Parts, visit: Visit): Promise<void> {
  if (!isOwn(parts, visit)) return showStale(parts, visit);
  const { session, request, response } = visit;
  const [password, repeat] = [typed(request, "password"), typed(request, "repeat")];
  const { password: kept } = await keepTyped(parts, visit, password === repeat ? password : "");
  const sent = await sendCode(parts, session.link);
  // The older code is dead once a new one is sent.
  const { name, code } = typedBefore(request);
  const again = { name, code: sent.wasCodeSent ? "" : code };
  const before = session.notes ?? NO_NOTES;
  const wasCodeSent = before.wasCodeSent || sent.wasCodeSent;
  const notes = { ...before, ...sent, wasCodeSent, errors: {}, typed: again, password: kept };
  parts.sessions.start(response, { link: session.link, notes }, session);
  response.redirect(303, "/activate");
}

// After a refusal ("a code was sent a moment ago") the token must not stay in the address, so the next page tells it.
export async function sendCode({ activation }: Parts, id: string): Promise<Pick<Notes, "wasCodeSent" | "alert">> {
  try {
    await activation.sendCode(id);
    return { wasCodeSent: true, alert: null };
  } catch (error) {
    if (error instanceof Refusal) return { wasCodeSent: false, alert: error.text };
    throw error;
  }
}

async function accept(parts: Parts, visit: Visit, { code, name, password }: TypedForm): Promise<void> {
  const { session, email, response } = visit;
  const given: Given = { code, name, password: password ?? { hash: keptHash(visit) ?? "" } };
  const accepted = await parts.activation.accept(session.link, given);
  if (!accepted.ok) {
    const { errors, hash } = accepted;
    return showAgain(parts, visit, { errors, password: password === null ? keptBefore(visit) : keptFrom(hash) });
  }
  const { linked, chats } = accepted;
  const { opened } = session.notes ?? NO_NOTES;
  const notes = { ...NO_NOTES, opened, done: { email, linked, chats } };
  parts.sessions.start(response, { link: session.link, notes }, session);
  response.redirect(303, "/activate");
}

/** The password is checked too, so that all mistakes are told at once, and kept if it is good. */
async function correct(parts: Parts, visit: Visit, { password, errors }: TypedForm): Promise<void> {
  const isTypedBadly = errors.password !== undefined || errors.repeat !== undefined;
  const checked = isTypedBadly ? { errors: {}, password: null } : await keepTyped(parts, visit, password ?? "");
  showAgain(parts, visit, { errors: { ...errors, ...checked.errors }, password: checked.password });
}

async function keepTyped({ activation }: Parts, visit: Visit, password: string) {
  if (password === "") return { errors: {}, password: keptBefore(visit) };
  const { errors, hash } = await activation.checkPassword(visit.session.link, password);
  return { errors, password: keptFrom(hash) };
}

function keptFrom(hash: string | null): KeptPassword | null {
  return hash === null ? null : keepPassword(hash);
}

function keptBefore({ session }: Visit): KeptPassword | null {
  return session.notes?.password ?? null;
}

function showAgain({ sessions }: Parts, { session, request, response }: Visit, shown: Partial<Notes>): void {
  const before = { ...(session.notes ?? NO_NOTES), alert: null, errors: {} };
  sessions.note(session, { ...before, typed: typedBefore(request), password: null, ...shown });
  response.redirect(303, "/activate");
}

/** Two windows share one cookie but not one form: the older form is shown again and nothing is done. */
function showStale(parts: Parts, visit: Visit): void {
  showAgain(parts, visit, { alert: text("web.stale-form"), password: keptBefore(visit) });
}

function isOwn({ security }: Parts, { session, request }: Visit): boolean {
  return security.isCsrfToken(`session ${session.nonce}`, typed(request, "csrf"));
}

function keptHash(visit: Visit): string | null {
  return keptBefore(visit)?.hash() ?? null;
}
