import { randomInt } from "node:crypto";
import { minutesAfter } from "../verification/challenge.ts";

/** Who has just activated binds an authenticator that counts at once; later it counts after a day (NIST SP 800-63B-4, 4.1.2). */
const AT_ONCE_MINUTES = 60;
const WAIT_HOURS = 24;

export const RECOVERY_CODES = 10;
/** Crockford's base32: nothing that is easily mistaken. Sixteen of them are 80 bits. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 16;

type Bound = { activatedAt: Date | null; strength: number | null; now: Date };

/**
 * From when on a new authenticator counts. Who proves themselves with the old one replaces it at once; for everybody else
 * there is time for the person to be told, and to stop it.
 */
export function countsFrom({ activatedAt, strength, now }: Bound): Date {
  const isNew = activatedAt !== null && minutesAfter(activatedAt, AT_ONCE_MINUTES) > now;
  return isNew || (strength ?? 0) > 1 ? now : minutesAfter(now, WAIT_HOURS * 60);
}

/** "3-7KQM-9XWV-0PTB-5HZD": which of the ten it is, and 80 random bits. */
export function newRecoveryCode(position: number): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return [position, ...(letters.match(/.{4}/g) ?? [])].join("-");
}

/** What was typed, as it is hashed, and which of the ten it would be; null for what can be none. */
export function readRecoveryCode(typed: string): { position: number; code: string } | null {
  const said = typed.normalize("NFKC").toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const [, position, letters] = /^([0-9])([0-9A-HJKMNP-TV-Z]{16})$/.exec(said) ?? [];
  return position && letters ? { position: Number(position), code: `${position}${letters}` } : null;
}
