import { randomInt } from "node:crypto";
import type { ChatAccount } from "../../core/conversation.ts";
import type { Keys } from "../../core/keys.ts";

/** Digits of a mailed code. */
export const CODE_LENGTH = 8;
/** How long a code is good, in minutes. */
export const CODE_MINUTES = 10;
/** Tries before a challenge is dead. */
export const ATTEMPTS = 5;
/** At most so many codes to a person in an hour and in a day. */
export const CODES_AN_HOUR = 5;
export const CODES_A_DAY = 10;
/** Of these, at most so many because somebody wants to connect a chat account: a stranger can ask for those too. */
export const LINK_CODES_AN_HOUR = 3;
export const LINK_CODES_A_DAY = 5;
/** Seconds before another code for the same thing can be asked for. */
export const RESEND_SECONDS = 60;
/** After so many failures in a row the factor waits LOCK_MINUTES; after DISABLED_AFTER it must be bound anew. */
export const LOCK_AFTER = 5;
export const LOCK_MINUTES = 30;
export const DISABLED_AFTER = 50;

/** Who must type the code: a member, a chat account not yet linked, or whoever holds an activation link. */
export type CodeHolder = { member: string } | { account: ChatAccount } | { link: string };

/** What a code is for. It opens nothing else: another command, another subject or another content needs another code. */
export type Purpose = { command: string; subject: string; version: number; digest: string };

export function holderKey(holder: CodeHolder): string {
  if ("member" in holder) return `member:${holder.member}`;
  if ("link" in holder) return `link:${holder.link}`;
  const { platform, tenant, user } = holder.account;
  return `chat:${platform}:${tenant}:${user}`;
}

/** Evenly spread over 00000000 to 99999999, from the system's random source. */
export function newCode(): string {
  return String(randomInt(10 ** CODE_LENGTH)).padStart(CODE_LENGTH, "0");
}

export function isCodeShaped(typed: string): boolean {
  return new RegExp(`^[0-9]{${CODE_LENGTH}}$`).test(typed);
}

/** What is kept of a code: an HMAC bound to its challenge, so that rows can't be swapped. */
export function codeHmac(keys: Keys, challengeId: string, code: string): string {
  return keys.mac("code", `${challengeId}\0${code}`);
}

export function isCode(keys: Keys, challengeId: string, code: string, hmac: string): boolean {
  return keys.matches("code", `${challengeId}\0${code}`, hmac);
}

/** `n***@e***.com`: enough to recognise one's own address, too little to learn somebody else's. */
export function maskEmail(email: string): string {
  const [local = "", domain = ""] = email.split("@");
  const ending = domain.slice(domain.lastIndexOf("."));
  return `${local.slice(0, 1)}***@${domain.slice(0, 1)}***${ending}`;
}

export function minutesAfter(now: Date, minutes: number): Date {
  return new Date(now.getTime() + minutes * 60_000);
}
