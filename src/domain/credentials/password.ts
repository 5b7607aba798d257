import { argon2id, needsRehash as differs, hash, verify } from "argon2";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { isCommon } from "./blocklist.ts";
import type { Limit } from "./hashing-limit.ts";

/** Characters (Unicode code points after NFC), as NIST SP 800-63B-4 counts them. No rule says which. */
const PASSWORD_LENGTH = { min: 12, max: 128 } as const;

/** OWASP's figures for argon2id (Password Storage Cheat Sheet): 19 MiB of memory, two passes, one lane. */
export const ARGON2 = { type: argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

/** A name shorter than this is in too many good passwords by accident ("hp" in "graphpaper"). */
const SHORTEST_ORGANIZATION = 3;
const SHORTEST_LOCAL_PART = 4;
/** UTF-16 units that 128 characters can't exceed, decomposed as they may be: caps the work of normalizing. */
const RAW_MAX = PASSWORD_LENGTH.max * 8;

/** Throws a Refusal at field "password" unless the password is long enough, not common, and not made of names. */
export function requireGoodPassword(password: string, about: { email: string; organization: string }): void {
  const problem = lengthProblem(password) ?? contentProblem(normalized(password), about);
  if (problem) throw new Refusal(problem, { field: "password" });
}

/**
 * A PHC string ($argon2id$…) of the NFC form, so that the same password typed on another keyboard fits. Throws
 * Refusal at "password" for one of the wrong length, Refusal "web.busy" when too many wait. Takes about 50 ms of a
 * thread: never call it inside a transaction.
 */
export async function hashPassword(password: string, limit: Limit): Promise<string> {
  const problem = lengthProblem(password);
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
export async function verifyPassword(password: string, hashed: string, limit: Limit): Promise<boolean> {
  if (lengthProblem(password)) return false;
  return limit(() => verify(hashed, normalized(password)));
}

/** True when the hash was made with other figures than ARGON2: hash it again at the next successful sign-in. */
export function needsRehash(hashed: string): boolean {
  return !hashed.startsWith("$argon2id$") || differs(hashed, ARGON2);
}

function normalized(password: string): string {
  return password.normalize("NFC");
}

function lengthProblem(password: string): Text | undefined {
  if (password.length > RAW_MAX) return text("password.too-long", { max: PASSWORD_LENGTH.max });
  const length = [...normalized(password)].length;
  if (length < PASSWORD_LENGTH.min) return text("password.too-short", { min: PASSWORD_LENGTH.min, length });
  return length > PASSWORD_LENGTH.max ? text("password.too-long", { max: PASSWORD_LENGTH.max }) : undefined;
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
