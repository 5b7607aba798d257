import type { ChatAccount } from "../../core/conversation.ts";

/** Tries before a challenge is dead. */
export const ATTEMPTS = 5;
/**
 * At most so many codes to a person in an hour and in a day that were not used: what somebody else can cause is bounded,
 * and not what a person does who proves each time who they are.
 */
export const UNUSED_CODES_AN_HOUR = 5;
export const UNUSED_CODES_A_DAY = 20;
/** Of these, at most so many because somebody wants to connect a chat account: a stranger can ask for those too. */
export const LINK_CODES_AN_HOUR = 3;
export const LINK_CODES_A_DAY = 5;
/** Seconds before another code for the same thing can be asked for. */
export const RESEND_SECONDS = 60;
/** After so many failures in a row the factor waits LOCK_MINUTES; after DISABLED_AFTER it must be bound again. */
export const LOCK_AFTER = 5;
export const LOCK_MINUTES = 30;
export const DISABLED_AFTER = 50;
/** What the name of a factor ends with where its failures in the web pages are counted. */
export const WEB = "@web";

/** Who must type the code: a member in a chat, a chat account not yet linked, the holder of a link, or a web session. */
export type CodeHolder = { member: string } | { account: ChatAccount } | { link: string } | { session: string };

/** What a code is for. It opens nothing else: another command, another subject or another content needs another code. */
export type Purpose = { command: string; subject: string; version: number; digest: string };

export function holderKey(holder: CodeHolder): string {
  if ("member" in holder) return `member:${holder.member}`;
  if ("link" in holder) return `link:${holder.link}`;
  if ("session" in holder) return `session:${holder.session}`;
  const { platform, tenant, user } = holder.account;
  return `chat:${platform}:${tenant}:${user}`;
}

export function minutesAfter(now: Date, minutes: number): Date {
  return new Date(now.getTime() + minutes * 60_000);
}
