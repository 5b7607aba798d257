import type { DomainEvent } from "../../core/event.ts";
import type { Keys } from "../../core/keys.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import {
  ATTEMPTS,
  CODES_A_DAY,
  CODES_AN_HOUR,
  type CodeHolder,
  DISABLED_AFTER,
  holderKey,
  isCode,
  LINK_CODES_A_DAY,
  LINK_CODES_AN_HOUR,
  minutesAfter,
  type Purpose,
  RESEND_SECONDS,
} from "./challenge.ts";
import {
  type Attempt,
  type Challenge,
  consumeChallenge,
  findRecent,
  insertChallenge,
  isLive,
  replaceChallenge,
} from "./store.ts";

/** A code that was typed and fits its challenge. It is used up by `spend`, in the transaction of what it permits. */
export type Proof = Attempt;

type Wanted = {
  organizationId: string;
  holder: CodeHolder;
  /** whose address it goes to; null for a decoy, which costs the same and sends nothing */
  memberId: string | null;
  purpose: Purpose;
  now: Date;
  /**
   * The asker may not learn whether the address is a member's: then the limits refuse by what the asker did alone, and
   * a member who has had enough codes is sent none without a word.
   */
  secretly?: true;
};

/** Makes sure that a code is on its way; `anew` sends another, which kills the older one and gives no attempts back. */
export async function ensureChallenge(tx: Tx, wanted: Wanted, anew: boolean): Promise<DomainEvent[]> {
  const { organizationId, holder, memberId, purpose, now, secretly } = wanted;
  const sent = await findRecent(tx, organizationId, { holder, memberId }, minutesAfter(now, -24 * 60));
  const mine = sent.filter((one) => one.holder === holderKey(holder));
  const older = mine.find((one) => !one.usedAt && !one.replacedAt && isFor(one, purpose));
  const sameContent = older && older.version === purpose.version && older.digest === purpose.digest;
  if (older && sameContent && !anew && isLive(older, now)) return [];
  if (!secretly) requireUnlocked(sent, now);
  requireAttemptsLeft(older, now);
  requireCoolDown(older, now);
  requireWithinLimits(secretly ? mine : sent, now);
  if (older) await replaceChallenge(tx, organizationId, older.id, now);
  // Only an expired challenge starts afresh: a new code must not be a way to more guesses at the same thing.
  const attempts = older && older.expiresAt > now ? older.attempts : 0;
  const row =
    secretly && (tooMany(sent, now) || tooManyOfStrangers(sent, now)) ? { ...wanted, memberId: null } : wanted;
  return [{ kind: "code.requested", challengeId: await insertChallenge(tx, row, attempts) }];
}

function isFor(challenge: Challenge, purpose: Purpose): boolean {
  return challenge.command === purpose.command && challenge.subject === purpose.subject;
}

/** Five wrong codes in a row lock the member's codes for a while, whichever requests they were for. */
function requireUnlocked(sent: Challenge[], now: Date): void {
  const factor = sent.flatMap(({ member }) => member?.factors ?? [])[0];
  if (factor && factor.failuresInRow >= DISABLED_AFTER) throw new Refusal(text("code.disabled"), { field: "code" });
  if (factor?.lockedUntil && factor.lockedUntil > now) throw tryAgain(factor.lockedUntil, now);
}

/** No more guesses at the same thing until the challenge has run out: a new code would only pretend to help. */
function requireAttemptsLeft(older: Challenge | undefined, now: Date): void {
  if (older && older.attempts >= ATTEMPTS && older.expiresAt > now) throw tryAgain(older.expiresAt, now);
}

function tryAgain(at: Date, now: Date): Refusal {
  const minutes = Math.ceil((at.getTime() - now.getTime()) / 60_000);
  return new Refusal(text("code.used-up", { minutes }), { field: "code" });
}

function requireCoolDown(older: Challenge | undefined, now: Date): void {
  const wait = older ? RESEND_SECONDS - Math.floor((now.getTime() - older.createdAt.getTime()) / 1000) : 0;
  if (wait > 0) throw new Refusal(text("code.cool-down", { seconds: wait }), { field: "code" });
}

type Most = { hour: number; day: number };

function tooMany(
  sent: Challenge[],
  now: Date,
  most: Most = { hour: CODES_AN_HOUR, day: CODES_A_DAY },
): "hour" | "day" | null {
  const lastHour = sent.filter(({ createdAt }) => createdAt > minutesAfter(now, -60));
  if (lastHour.length >= most.hour) return "hour";
  return sent.length >= most.day ? "day" : null;
}

// Whoever types a member's address again and again must not use up the codes that the member needs.
function tooManyOfStrangers(sent: Challenge[], now: Date): boolean {
  const ofStrangers = sent.filter(({ holder, memberId }) => memberId && holder.startsWith("chat:"));
  return tooMany(ofStrangers, now, { hour: LINK_CODES_AN_HOUR, day: LINK_CODES_A_DAY }) !== null;
}

function requireWithinLimits(sent: Challenge[], now: Date): void {
  const limit = tooMany(sent, now);
  if (limit === "hour") throw new Refusal(text("code.hourly", { most: CODES_AN_HOUR }), { field: "code" });
  if (limit === "day") throw new Refusal(text("code.daily", { most: CODES_A_DAY }), { field: "code" });
}

/** The proof that a counted attempt with this code makes, or null: no live challenge, or the wrong code. */
export function proofOf(keys: Keys, attempt: Attempt | null, code: string): Proof | null {
  if (!attempt?.codeHmac) return null;
  return isCode(keys, attempt.id, code, attempt.codeHmac) ? attempt : null;
}

/** Uses the proof up for exactly this content; refuses if the content has changed since, or the code was used. */
export async function spend(
  tx: Tx,
  organizationId: string,
  spent: { proof: Proof | null; version: number; digest: string; now: Date },
): Promise<void> {
  const { proof, version, digest, now } = spent;
  const fits = proof !== null && proof.version === version && proof.digest === digest;
  if (!fits || !(await consumeChallenge(tx, organizationId, proof.id, now))) {
    throw new Refusal(text("code.wrong"), { field: "code" });
  }
}
