import { generateSecret, generateURI, verifySync } from "otplib";
import { text } from "../../../text/text.ts";
import type { Factor } from "./factor.ts";

const LENGTH = 6;
const MINUTES = 10;
/** Seconds: a code is also good for one step of 30 s after its own, for who types slowly (RFC 6238, 5.2). */
const LATE = 30;

/** The codes of an authenticator app (TOTP, RFC 6238): something that the member has, and that nobody sends. */
export const authenticator = {
  kind: "authenticator",
  strength: 2,
  minutes: MINUTES,
  field: {
    kind: "code",
    name: "code",
    length: LENGTH,
    label: text("field.label.app-code"),
    hint: text("field.hint.app-code", { length: LENGTH }),
  },
  looksLike: (typed) => new RegExp(`^[0-9]{${LENGTH}}$`).test(typed),
  check(keys, { organizationId, memberId, authenticator: held, now }, typed) {
    if (!held || !memberId) return "wrong";
    const secret = keys.open(boundTo({ organizationId, memberId, id: held.id }), held.sealed);
    const step = stepOf(secret, typed, now);
    if (step === null) return "wrong";
    return step > held.lastStep ? { step } : "used";
  },
} satisfies Factor;

/** What a secret is sealed for: one of another member, or another row, can't be opened. */
export function boundTo({
  organizationId,
  memberId,
  id,
}: {
  organizationId: string;
  memberId: string;
  id: string;
}): string {
  return `authenticator\0${organizationId}\0${memberId}\0${id}`;
}

/** The time step (30 s since 1970) whose code this is, now or one step ago; null: another code. */
export function stepOf(secret: string, typed: string, now: Date): number | null {
  const epoch = Math.floor(now.getTime() / 1000);
  if (!authenticator.looksLike(typed)) return null;
  const result = verifySync({ secret, token: typed, epoch, epochTolerance: [LATE, 0] });
  return result.valid && "timeStep" in result ? result.timeStep : null;
}

/** 160 random bits, base32 (RFC 4226 asks for 128 at least). */
export function newSecret(): string {
  return generateSecret({ length: 20 });
}

/** What an authenticator app reads from the picture. https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export function keyUri(about: { issuer: string; label: string; secret: string }): string {
  return generateURI(about);
}
