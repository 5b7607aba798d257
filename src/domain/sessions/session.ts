import type { FactorKind } from "../../core/factor.ts";
import type { Actor } from "../access/actor.ts";
import { minutesAfter } from "../verification/challenge.ts";

/** After so many minutes without a look at a page a session is over. */
export const IDLE_MINUTES = 15;
/** However much it is used, it is over after so many hours. */
export const SESSION_HOURS = 12;
/** So long one has to type the password and the code. */
export const SIGN_IN_MINUTES = 30;
/** What matters most asks for a code once more when the last one is older (OWASP ASVS 5.0, 7.5.3). */
const FRESH_MINUTES = 5;
/** A link from a chat is good so long, and one by mail, which may take its time. */
export const LINK_MINUTES = { "sign-in": 10, reset: 30 } as const;

/** What the pages can be for: to be signed in, or to set another password where the old one is forgotten. */
export type Purpose = "sign-in" | "reset";

/** What is missing before somebody is in; `new-factor`: they came in with a recovery code. Who resets a password is never in: they sign in with the new one. */
export type Asks = "password" | "code" | "new-password" | "new-factor";

/** Somebody in the pages. `strength` is that of the factor which it was proved with last, at `provedAt`. */
export type WebSession = {
  id: string;
  member: Actor;
  purpose: Purpose;
  asks: Asks | null;
  page: string | null;
  provedAt: Date | null;
  strength: number | null;
  /** what the member is asked for */
  factor: FactorKind;
  /** has the member a passkey that counts? */
  hasPasskey: boolean;
  createdAt: Date;
};

/** Was it proved a moment ago who it is? */
export function isFresh({ asks, provedAt }: Pick<WebSession, "asks" | "provedAt">, now: Date): boolean {
  return asks === null && provedAt !== null && minutesAfter(provedAt, FRESH_MINUTES) > now;
}
