import { sha256 } from "../../core/keys.ts";
import { Refusal } from "../../core/refusal.ts";
import { newToken } from "../../core/token.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import type { Proof } from "../command.ts";
import { findPassword, replacePassword } from "../credentials/password-store.ts";
import { type Effects, spend } from "../verification/proof.ts";
import type { DescribeCode } from "../verification/purpose.ts";
import { codesSince, sendCode } from "../verification/send-code.ts";
import { findRecentCodes } from "../verification/store.ts";
import type { Purpose } from "./session.ts";
import { endSessions, isKnownDevice, moveSession, type Read } from "./store.ts";

/** A session goes on under another token. */
type Moved = Effects & { token: string };

export const sessionOver = (): Refusal => new Refusal(text("web.session-over"));

/** What a code in the pages is for: this session, and nothing else. */
export function codeOf({ id, purpose }: { id: string; purpose: Purpose }) {
  const command = `session.${purpose}`;
  return { command, subject: id, version: 1, digest: sha256(`${command} ${id}`) };
}

export function codePurpose(what: "code.what.session.sign-in" | "code.what.session.reset"): DescribeCode {
  return async ({ organization }) => ({ what: text(what, { organization: organization.name }) });
}

/** Mails a code to the member of a session, which has asked for one with the button or by a right password. */
export async function sendSessionCode(tx: Tx, organizationId: string, session: Read, again: boolean): Promise<Effects> {
  const { member, factor, now } = session;
  // Nothing is typed: the page asks the device.
  if (factor === "passkey") return { events: [], writes: [] };
  const whose = { organizationId, holder: { session: session.id }, memberId: member.id };
  const recent = await findRecentCodes(tx, whose, codesSince(now));
  return sendCode({ ...whose, purpose: codeOf(session), factor, now, again }, recent);
}

/** The password was right: now the code. */
export function passwordProved(organizationId: string, session: Read): Moved {
  const token = newToken();
  return { token, events: [], writes: [moveSession(organizationId, session, { token, asks: "code" }, sessionOver)] };
}

/** The code was right: who signs in is in, and who resets the password may set another one. */
export async function codeProved(
  tx: Tx,
  organizationId: string,
  session: Read,
  given: { proof: Proof | null },
): Promise<Moved> {
  const { id: sessionId, member, purpose, now, asks } = session;
  const { version, digest } = codeOf(session);
  const { proof, writes } = spend(organizationId, { proof: given.proof, version, digest, now });
  const token = newToken();
  const proved = { at: now, strength: proof.strength };
  const to = purpose === "reset" ? ("new-password" as const) : null;
  const moved = moveSession(organizationId, session, { token, asks: to, proved }, sessionOver);
  const isNew = asks === "code" && purpose === "sign-in";
  const isNewDevice = isNew && !(await isKnownDevice(tx, organizationId, sessionId));
  const started = { sessionId, memberId: member.id, factor: proof.factor, isNewDevice };
  return { token, events: isNew ? [{ kind: "session.started", ...started }] : [], writes: [...writes, moved] };
}

/** Another app was set up after a recovery code: they are in. */
export function factorBound(organizationId: string, session: Read): Moved {
  const token = newToken();
  const proved = { at: session.now, strength: 2 };
  return {
    token,
    events: [],
    writes: [moveSession(organizationId, session, { token, asks: null, proved }, sessionOver)],
  };
}

/** Sets another password and ends the member's other sessions; `how`: known before, or forgotten. */
export async function setPassword(
  tx: Tx,
  organizationId: string,
  session: Read,
  { hash, how }: { hash: string; how: "changed" | "reset" },
): Promise<Moved> {
  const { id, member, now } = session;
  const memberId = member.id;
  const before = await findPassword(tx, organizationId, { id: memberId });
  const token = newToken();
  const isOver = how === "reset";
  const whose = { organizationId, memberId, now, ...(!isOver && { except: id }) };
  return {
    token,
    events: [{ kind: "password.changed", memberId, how }],
    writes: [
      replacePassword({ organizationId, memberId, before: before?.passwordHash ?? null }, hash, sessionOver),
      ...endSessions(whose),
      ...(isOver ? [] : [moveSession(organizationId, session, { token, asks: session.asks }, sessionOver)]),
    ],
  };
}
