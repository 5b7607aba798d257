import { argon2id, needsRehash as differs, hash, verify } from "argon2";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { isCommon } from "./blocklist.ts";
import type { Limit } from "./hashing-limit.ts";

/** Characters (Unicode code points after NFC), as NIST SP 800-63B-4 counts them. No rule says which. */
export type Length = { min: number; max: number };
const PASSWORD_LENGTH: Length = { min: 12, max: 128 };

/** OWASP's figures for argon2id (Password Storage Cheat Sheet): 19 MiB of memory, two passes, one lane. */
export const ARGON2 = { type: argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

/**
 * The hash of no password that anybody has: where there is none, comparing with it takes as long as with one that is
 * there.
 */
export const NOBODYS =
  "$argon2id$v=19$m=19456,t=2,p=1$Y291bnRlcnNpZ24gbm9ib2R5$Hc9jv6mAfKfqmTv4zqlZ1HnMdoWk3f3bVYbHZ4c1gB0";

/** A name shorter than this is in too many good passwords by accident ("hp" in "graphpaper"). */
const SHORTEST_ORGANIZATION = 3;
const SHORTEST_LOCAL_PART = 4;
/** UTF-16 units that a character can't exceed, decomposed as it may be: caps the work of normalizing. */
const UNITS_MOST = 8;

/** Throws a Refusal at field "password" unless the password is long enough, not common, and not made of names. */
export function requireGoodPassword(
  password: string,
  about: { email: string; organization: string },
  length = PASSWORD_LENGTH,
): void {
  const problem = lengthProblem(password, length) ?? contentProblem(normalized(password), about);
  if (problem) throw new Refusal(problem, { field: "password" });
}

/**
 * A PHC string ($argon2id$…) of the NFC form, so that the same password typed on another keyboard fits. Throws
 * Refusal at "password" for one of the wrong length, Refusal "web.busy" when too many wait. Takes about 50 ms of a
 * thread: never call it inside a transaction.
 */
export async function hashPassword(password: string, limit: Limit, length = PASSWORD_LENGTH): Promise<string> {
  const problem = lengthProblem(password, length);
  if (problem) throw new Refusal(problem, { field: "password" });
  return limit(() => hash(normalized(password), ARGON2));
}

/** The same of a random code that is long enough to be guessed by nobody. */
export async function hashCode(code: string, limit: Limit): Promise<string> {
  return limit(() => hash(code, ARGON2));
}

export async function verifyCode(code: string, hashed: string, limit: Limit): Promise<boolean> {
  return limit(() => verify(hashed, code));
}

/** True if the password is the one that was hashed. Rejects with Refusal "web.busy" when too many wait. */
export async function verifyPassword(
  password: string,
  hashed: string,
  limit: Limit,
  length = PASSWORD_LENGTH,
): Promise<boolean> {
  if (lengthProblem(password, length)) return false;
  return limit(() => verify(hashed, normalized(password)));
}

/** True when the hash was made with other figures than ARGON2: hash it again at the next successful sign-in. */
export function needsRehash(hashed: string): boolean {
  return !hashed.startsWith("$argon2id$") || differs(hashed, ARGON2);
}

function normalized(password: string): string {
  return password.normalize("NFC");
}

function lengthProblem(password: string, { min, max }: Length): Text | undefined {
  if (password.length > max * UNITS_MOST) return text("password.too-long", { max });
  const length = [...normalized(password)].length;
  if (length < min) return text("password.too-short", { min, length });
  return length > max ? text("password.too-long", { max }) : undefined;
}

function contentProblem(password: string, about: { email: string; organization: string }): Text | undefined {
  if (isCommon(password)) return text("password.common");
  const local = about.email.slice(0, about.email.lastIndexOf("@"));
  if (holds(password, about.email, 1) || holds(password, local, SHORTEST_LOCAL_PART))
    return text("password.holds-email");
  return holds(password, about.organization, SHORTEST_ORGANIZATION) ? text("password.holds-organization") : undefined;
}

/** As written, or with everything but letters and digits left out: "Example Pay" is also in "examplepay2026". */
function holds(password: string, name: string, shortest: number): boolean {
  return [folded, (value: string) => folded(value).replace(/[^\p{L}\p{N}]/gu, "")].some((form) => {
    const wanted = form(name);
    return [...wanted].length >= shortest && form(password).includes(wanted);
  });
}

function folded(value: string): string {
  return value.normalize("NFC").toLowerCase();
}
