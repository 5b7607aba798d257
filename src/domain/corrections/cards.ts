import type { Button, Card } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { emailInBothForms } from "../invitations/invite-facts.ts";
import { type AddressChange, standing, stateOf } from "./address.ts";

export const refOf = ({ id }: AddressChange) => ({ id, version: 1 });

/** What a member may still do about it. */
export function buttonsOf(change: AddressChange, now: Date): Button[] {
  const state = stateOf(change, now);
  const ref = refOf(change);
  const stop: Button = { label: text("button.stop-address"), command: "address.stop", ref, style: "danger" };
  if (state === "confirmed") return [stop];
  if (state !== "asked") return [];
  return [{ label: text("button.confirm-address"), command: "address.confirm", ref, style: "primary" }, stop];
}

/** Where it stands, for the member; `said` stands above that. */
export function addressCard(change: AddressChange, now: Date, said: Text[] = []): Card {
  return {
    title: text("address.title"),
    body: [...said, standing(change, now)],
    facts: [
      { label: text("fact.address-now"), value: emailInBothForms(change.before) },
      { label: text("fact.address-then"), value: emailInBothForms(change.email) },
    ],
    buttons: buttonsOf(change, now),
  };
}
