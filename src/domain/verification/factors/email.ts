import { randomInt } from "node:crypto";
import { text } from "../../../text/text.ts";
import type { Factor } from "./factor.ts";

const LENGTH = 8;
const MINUTES = 10;

/**
 * A code that is mailed to the member's address. It proves little: NIST SP 800-63B-4 (3.1.3.1) does not accept a mailed
 * code as an authenticator. What is kept of a code is an HMAC that is bound to its challenge, so that rows can't be swapped.
 */
export const email = {
  kind: "email",
  strength: 1,
  minutes: MINUTES,
  field: {
    kind: "code",
    name: "code",
    length: LENGTH,
    label: text("field.label.code"),
    hint: text("field.hint.code", { length: LENGTH, minutes: MINUTES }),
  },
  looksLike: (typed) => new RegExp(`^[0-9]{${LENGTH}}$`).test(typed),
  issue(keys, challengeId) {
    const code = newCode();
    return { code, codeHmac: keys.mac("code", bound(challengeId, code)) };
  },
  check: (keys, { challengeId, codeHmac }, typed) =>
    codeHmac !== null && keys.matches("code", bound(challengeId, typed), codeHmac) ? {} : "wrong",
} satisfies Factor;

/** Evenly spread over 00000000 to 99999999, from the system's random source. */
export function newCode(): string {
  return String(randomInt(10 ** LENGTH)).padStart(LENGTH, "0");
}

const bound = (challengeId: string, code: string) => `${challengeId}\0${code}`;
