import type { Button, Card, Fact, Item } from "../../core/card.ts";
import type { Ref } from "../../core/ref.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import { stateOf } from "./offer.ts";
import type { Offer } from "./offer-store.ts";

/** The version is how often it was sent again: a form that was open meanwhile is noticed. */
export function refOf({ id, renewedAt }: Offer): Ref {
  return { id, version: renewedAt.length };
}

/** One invitation, with what can be done about it. `said` is what has just happened. */
export function offerCard(offer: Offer, now: Date, said: Text[] = []): Card {
  const state = stateOf(offer, now);
  return {
    title: text("offer.title", { email: offer.email }),
    tone: state === "pending" ? "waiting" : "neutral",
    body: said,
    facts: [
      { label: text("fact.state"), value: stateOfOffer(state, offer.expiresAt.toISOString()) },
      { label: text("field.label.roles"), value: text("offer.roles", { roles: offer.roles }) },
      ...endFacts(offer),
      { label: text("fact.requester"), value: text("offer.by", { by: offer.by }) },
    ],
    buttons: buttonsOf(offer, state),
  };
}

/** What is offered says it best; once it is over, its request still knows. */
function endFacts({ member, waiting, terms }: Offer): Fact[] {
  const [grant] = member.grants;
  const hours = grant && waiting[grant.id];
  const at = grant?.until && { at: grant.until.toISOString(), zone: grant.untilZone ?? "UTC" };
  const end = hours ? { hours } : (at ?? terms?.end);
  return end ? [{ label: text("fact.ends"), value: text("invite.end", { end }) }] : [];
}

function stateOfOffer(state: Offer["state"], until: string): Text {
  if (state === "pending") return text("offer.state.pending", { until });
  return state === "expired" ? text("offer.state.expired", { until }) : text(`offer.state.${state}`);
}

function buttonsOf(offer: Offer, state: Offer["state"]): Button[] {
  const ref = refOf(offer);
  const again: Button = { label: text("button.send-invitation-again"), command: "invitation.renew", ref };
  const revoke: Button = { label: text("button.revoke"), command: "invitation.revoke", ref, style: "danger" };
  if (state === "pending") return [{ ...again, style: "primary" }, revoke];
  return state === "expired" ? [again] : [];
}

export function offerItem(offer: Offer, now: Date): Item {
  const [state, until] = [stateOf(offer, now), offer.expiresAt.toISOString()];
  return {
    title: verbatim(offer.email),
    detail: text(state === "expired" ? "offer.item.expired" : "offer.item.pending", {
      until,
      roles: offer.roles,
      by: offer.by,
    }),
    button: { label: text("button.open"), command: "invitation.list", values: { email: offer.email } },
  };
}
