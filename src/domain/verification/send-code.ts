import type { FactorKind } from "../../core/factor.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import {
  ATTEMPTS,
  type CodeHolder,
  DISABLED_AFTER,
  holderKey,
  LINK_CODES_A_DAY,
  LINK_CODES_AN_HOUR,
  minutesAfter,
  type Purpose,
  RESEND_SECONDS,
  UNUSED_CODES_A_DAY,
  UNUSED_CODES_AN_HOUR,
  WEB,
} from "./challenge.ts";
import type { Factor } from "./factors/factor.ts";
import { getFactor, mailedCode } from "./factors/factors.ts";
import type { Effects } from "./proof.ts";
import { type Challenge, insertChallenge, isLive, type RecentCodes, replaceChallenge } from "./store.ts";

type Wanted = {
  organizationId: string;
  holder: CodeHolder;
  /** whose address it goes to; null for a decoy, which costs the same and sends nothing */
  memberId: string | null;
  purpose: Purpose;
  /** what the member is asked for; else a code that is mailed */
  factor?: FactorKind;
  /** an address that is not the member's yet: with the code they confirm that it is theirs */
  sentTo?: string;
  now: Date;
  /** send another, which kills the older one and gives no attempts back */
  again: boolean;
  /**
   * The asker may not learn whether the address is a member's: then the limits refuse by what the asker did alone, and
   * a member who has had enough codes is sent none without a word.
   */
  secretly?: true;
};

/** How far back codes are counted: what `recent` must hold. */
export function codesSince(now: Date): Date {
  return minutesAfter(now, -24 * 60);
}

/** Makes sure that a code is on its way. `recent` are the codes of the last day. */
export function sendCode(wanted: Wanted, recent: RecentCodes): Effects {
  const { holder, purpose, now, again, secretly } = wanted;
  const factor = getFactor(wanted.factor ?? mailedCode.kind);
  // What is sent to web sessions is counted apart: who knows a password must not use up the codes of the chat.
  const sent = recent.challenges.filter((one) => isOfWeb(one.holder) === isOfWeb(holderKey(holder)));
  const mine = sent.filter((one) => one.holder === holderKey(holder));
  const older = mine.find((one) => !one.usedAt && !one.replacedAt && isFor(one, purpose));
  const sameContent =
    older && older.version === purpose.version && older.digest === purpose.digest && older.factor === factor.kind;
  if (older && sameContent && !again && isLive(older, now)) return { events: [], writes: [] };
  if (!secretly) requireUnlocked(recent, { holder, factor }, now);
  requireAttemptsLeft(older, now);
  // Nothing is sent to who has the code already.
  if (!factor.issue) return asked({ ...wanted, factor }, older);
  // Who mistyped an address, or whose request has changed, need not wait for the next code.
  if (sameContent) requireCoolDown(older, now);
  requireWithinLimits(secretly ? mine : sent, now);
  const isDecoy = secretly && (limitOf(sent, now) !== null || tooManyOfStrangers(sent, now));
  const { challengeId, ...done } = asked({ ...wanted, ...(isDecoy && { memberId: null }), factor }, older);
  return { ...done, events: [{ kind: "code.requested", challengeId }] };
}

/** A new challenge in the place of an older one for the same. */
function asked(wanted: Omit<Wanted, "factor"> & { factor: Factor }, older: Challenge | undefined) {
  const { organizationId, holder, purpose, now } = wanted;
  // Only an expired challenge starts again from zero: a new code must not be a way to more guesses at the same thing.
  const attempts = older && older.expiresAt > now ? older.attempts : 0;
  const { challengeId, write } = insertChallenge({ ...wanted, attempts });
  return { challengeId, events: [], writes: [replaceChallenge(organizationId, holder, purpose, now), write] };
}

const isOfWeb = (holder: string) => holder.startsWith("session:");

function isFor(challenge: Challenge, purpose: Purpose): boolean {
  return challenge.command === purpose.command && challenge.subject === purpose.subject;
}

type Asked = { holder: CodeHolder; factor: Factor };

/** Five wrong codes in a row lock the member's codes for a while, whichever requests they were for. */
function requireUnlocked({ factors }: RecentCodes, { holder, factor }: Asked, now: Date): void {
  const counter = "session" in holder ? `${factor.kind}${WEB}` : factor.kind;
  const failed = factors.find(({ kind }) => kind === counter);
  if (failed && failed.failuresInRow >= DISABLED_AFTER) throw disabled(holder, factor);
  if (failed?.lockedUntil && failed.lockedUntil > now) throw tryAgain(failed.lockedUntil, now);
}

/** Says how codes are switched on again: in the pages; for those, with a link by mail; an app, by setting it up again. */
function disabled(holder: CodeHolder, factor: Factor): Refusal {
  const [ofApp, inPages] = [factor.kind !== mailedCode.kind, "session" in holder];
  if (ofApp) return new Refusal(text(inPages ? "code.disabled-app-web" : "code.disabled-app"), { field: "code" });
  return new Refusal(text(inPages ? "code.disabled-web" : "code.disabled"), { field: "code" });
}

/** No more guesses at the same thing until the challenge has run out: a new code would only pretend to help. */
function requireAttemptsLeft(older: Challenge | undefined, now: Date): void {
  if (older && older.attempts >= ATTEMPTS && older.expiresAt > now) throw tryAgain(older.expiresAt, now);
}

function tryAgain(at: Date, now: Date): Refusal {
  const minutes = Math.ceil((at.getTime() - now.getTime()) / 60_000);
  return new Refusal(text("code.used-up", { minutes }), { field: "code" });
}

function requireCoolDown(older: Challenge, now: Date): void {
  const wait = RESEND_SECONDS - Math.floor((now.getTime() - older.createdAt.getTime()) / 1000);
  if (wait > 0) throw new Refusal(text("code.cool-down", { seconds: wait }), { field: "code" });
}

type Most = { hour: number; day: number };
const USUAL: Most = { hour: UNUSED_CODES_AN_HOUR, day: UNUSED_CODES_A_DAY };
const MINUTES = { hour: 60, day: 24 * 60 } as const;

type Limit = { per: "hour" | "day"; most: number; until: Date };

/** The limit that is reached, if one is, and until when. A code that was used does not count. */
function limitOf(sent: Challenge[], now: Date, most: Most = USUAL): Limit | null {
  const unused = sent.filter(({ usedAt }) => !usedAt);
  for (const per of ["hour", "day"] as const) {
    // Newest first: when this one is old enough, there is room again.
    const last = unused[most[per] - 1];
    const until = last && minutesAfter(last.createdAt, MINUTES[per]);
    if (until && until > now) return { per, most: most[per], until };
  }
  return null;
}

// Somebody who types a member's address again and again must not use up the codes that the member needs.
function tooManyOfStrangers(sent: Challenge[], now: Date): boolean {
  const ofStrangers = sent.filter(({ holder, memberId }) => memberId && holder.startsWith("chat:"));
  return limitOf(ofStrangers, now, { hour: LINK_CODES_AN_HOUR, day: LINK_CODES_A_DAY }) !== null;
}

function requireWithinLimits(sent: Challenge[], now: Date): void {
  const limit = limitOf(sent, now);
  if (!limit) return;
  const { per, most, until } = limit;
  const minutes = Math.ceil((until.getTime() - now.getTime()) / 60_000);
  throw new Refusal(text(per === "hour" ? "code.hourly" : "code.daily", { most, minutes }), { field: "code" });
}
