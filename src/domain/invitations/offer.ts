import type { Actor } from "../access/actor.ts";
import { can, canOn, isGrantable } from "../access/grant.ts";
import { DAY, NEEDS } from "./invitation.ts";
import type { Offer } from "./offer-store.ts";

/** So often may one invitation be sent again within a day: each time is a mail to somebody who didn't ask for it. */
export const RENEWALS_A_DAY = 5;

/** `expired` from the minute on, also before the clock has noted it. */
export function stateOf({ state, expiresAt }: Offer, now: Date): Offer["state"] {
  return state === "pending" && expiresAt <= now ? "expired" : state;
}

/** When it may be sent again; null if it may be now. */
export function nextRenewal({ renewedAt }: Offer, now: Date): Date | null {
  const lastDay = renewedAt.filter((at) => at.getTime() > now.getTime() - DAY);
  const oldest = lastDay.at(-RENEWALS_A_DAY);
  return oldest ? new Date(oldest.getTime() + DAY) : null;
}

/** The name of a role in the offer that this member could not give; null if they could give all of it. */
export function notGrantable({ grants }: Actor, { member }: Offer): string | null {
  const refused = member.grants.find(({ role, scope }) => !isGrantable(grants, NEEDS, role, scope));
  return refused?.role.name ?? null;
}

/** Taking an offer back takes the permission to invite on every account that it reaches. */
export function mayRevoke(actor: Actor, { member }: Offer): boolean {
  return can(actor, NEEDS) && member.grants.every(({ scope }) => canOn(actor, NEEDS, scope));
}
