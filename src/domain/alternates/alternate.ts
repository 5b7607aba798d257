import { sha256 } from "../../core/keys.ts";
import type { Actor } from "../access/actor.ts";

/** It has to be confirmed for so long, and then waits for as long: whoever reads the old address can stop it. */
export const ALTERNATE_HOURS = 24;

export const alternateStates = ["asked", "confirmed", "changed", "stopped", "replaced", "expired", "taken"] as const;
export type AlternateState = (typeof alternateStates)[number];

/** By the member on the page, by somebody else in the chat because the mailbox is lost, or at the server's console. */
export const alternateWays = ["self", "request", "console"] as const;
export type AlternateHow = (typeof alternateWays)[number];

/**
 * Where a member's codes are to go: `email`, or null for the member's own address. Until `activeAt` they go where they went
 * before (`before`, or null for the member's own address), and `email` gets nothing but the code that confirms it.
 */
export type AlternateChange = {
  id: string;
  member: Actor;
  before: string | null;
  email: string | null;
  how: AlternateHow;
  state: AlternateState;
  createdAt: Date;
  expiresAt: Date;
  activeAt: Date | null;
};

/** Out of time is out of time, also before the clock has noted it. */
export function stateOf({ state, expiresAt }: AlternateChange, now: Date): AlternateState {
  return state === "asked" && expiresAt <= now ? "expired" : state;
}

/** Can it still be stopped? */
export function isOpen(change: AlternateChange, now: Date): boolean {
  const state = stateOf(change, now);
  return state === "asked" || state === "confirmed";
}

/** Was it more than typed into the page and never confirmed, so that its member must hear how it ends? */
export function isTold({ how, activeAt }: Pick<AlternateChange, "how" | "activeAt">): boolean {
  return how !== "self" || activeAt !== null;
}

export const CONFIRM = "alternate.confirm";

/** What a code that went to the new address is for: to confirm this one, and nothing else. */
export function purposeOf({ id, email }: Pick<AlternateChange, "id" | "email">) {
  return { command: CONFIRM, subject: id, version: 1, digest: sha256(`${CONFIRM} ${id} ${email}`) };
}
