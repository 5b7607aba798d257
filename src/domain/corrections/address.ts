import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";

/** It has to be confirmed for so long, and then waits for as long: whoever still reads the old address can stop it. */
export const ADDRESS_HOURS = 24;

export const addressStates = ["asked", "confirmed", "changed", "stopped", "replaced", "expired", "taken"] as const;
export type AddressState = (typeof addressStates)[number];

/**
 * An address that a member is to have, with the one before it. It proves nothing and gets nothing but the one code with
 * which it is confirmed, until `activeAt`: until then everything goes to the old one.
 */
export type AddressChange = {
  id: string;
  member: Actor;
  before: string;
  email: string;
  state: AddressState;
  expiresAt: Date;
  activeAt: Date | null;
};

/** Out of time is out of time, also before the clock has noted it. */
export function stateOf({ state, expiresAt }: AddressChange, now: Date): AddressState {
  return state === "asked" && expiresAt <= now ? "expired" : state;
}

export function hoursAfter(now: Date, hours: number): Date {
  return new Date(now.getTime() + hours * 3_600_000);
}

/** Where it stands, in a sentence. */
export function standing(change: AddressChange, now: Date): Text {
  const { email, before, expiresAt, activeAt } = change;
  const at = activeAt?.toISOString() ?? "";
  switch (stateOf(change, now)) {
    case "asked":
      return text("address.asked", { email, before, until: expiresAt.toISOString() });
    case "confirmed":
      return text("address.confirmed", { email, before, at });
    case "changed":
      return text("address.changed", { email });
    case "expired":
      return text("address.expired", { email });
    case "taken":
      return text("address.taken", { email });
    default:
      return text("address.stopped", { email });
  }
}
