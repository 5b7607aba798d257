import { isEmail, normalizedEmail } from "../../core/email-address.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { answer, type Context, type Outcome, type Query } from "../command.ts";
import { NEEDS } from "./invitation.ts";
import { offerCard, offerItem } from "./offer-cards.ts";
import { findOfferTo, listOffers, PAGE } from "./offer-store.ts";

/** The invitations that were not accepted yet or have expired, a page at a time; with an address, that one. */
export const listInvitations: Query = {
  name: "invitation.list",
  needs: NEEDS,
  run: (context) => {
    const email = String(context.values.email ?? "").trim();
    return email === "" ? listed(context) : shown(context, normalizedEmail(email));
  },
};

async function listed({ tx, organization, values, now }: Context): Promise<Outcome> {
  const from = /^[0-9]{1,6}$/.test(String(values.from)) ? Number(values.from) : 0;
  const offers = await listOffers(tx, organization.id, from, now);
  const items = offers.slice(0, PAGE).map((offer) => offerItem(offer, now));
  const next = { label: text("button.next-page"), command: "invitation.list", values: { from: String(from + PAGE) } };
  const body = items.length === 0 ? [text("offer.list.none")] : [];
  const buttons = offers.length > PAGE ? [next] : [];
  return answer({ kind: "card", card: { title: text("offer.list.title"), body, items, buttons } });
}

async function shown({ tx, organization, now }: Context, email: string): Promise<Outcome> {
  const offer = isEmail(email) ? await findOfferTo(tx, organization.id, email, now) : null;
  if (!offer) throw new Refusal(text("refused.no-invitation-to", { email }));
  return answer({ kind: "card", card: offerCard(offer, now) });
}
