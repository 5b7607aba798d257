import type { Form } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { endFieldsOf } from "../access/end-fields.ts";
import { answer, type Context, type Outcome, type Step } from "../command.ts";
import { NEEDS } from "./invitation.ts";
import { inviteForm } from "./invite-form.ts";
import { nextRenewal, notGrantable, RENEWALS_A_DAY, stateOf } from "./offer.ts";
import { offerCard, refOf } from "./offer-cards.ts";
import { findOffer, noteRenewed, type Offer } from "./offer-store.ts";
import { offeredRoles } from "./offered.ts";

/**
 * Sends an invitation again: a new link, and the older ones close. The same is offered to the same address, so nobody
 * has to approve it. An expired one is another matter: it is asked for again, with a form that is filled in already.
 */
export const renewInvitation: Step = {
  name: "invitation.renew",
  needs: NEEDS,
  fields: [],
  proof: false,
  async open(context) {
    const offer = await offerFor(context);
    if (stateOf(offer, context.now) === "expired") return inviteAgain(context, offer);
    if (offer.state !== "pending") return answer({ kind: "card", card: offerCard(offer, context.now) });
    requireRenewable(context, offer);
    const form: Form = {
      title: text("renew.title"),
      intro: [text("renew.intro", { email: offer.email, until: offer.expiresAt.toISOString() })],
      fields: [],
      submit: text("button.send-invitation-again"),
    };
    return answer({ kind: "form", command: "invitation.renew", form, key: context.key, ref: refOf(offer) });
  },
  async submit(context) {
    const { organization, ref, now } = context;
    const offer = await offerFor(context);
    // Sent again since the form was opened, perhaps by this very form: once is enough.
    const isDone = offer.renewedAt.length !== ref?.version;
    if (isDone || stateOf(offer, now) !== "pending")
      return answer({ kind: "card", card: offerCard(offer, now, isDone ? [text("renew.done-already")] : []) });
    requireRenewable(context, offer);
    const late = () => new Refusal(text("refused.invitation-changed"));
    const { id: memberId, grants } = offer.member;
    const after = { memberId, state: "invited", grants: offeredRoles(grants, offer.waiting) } as const;
    return {
      reply: { kind: "card", card: offerCard(renewed(offer, now), now, [text("renew.done", { email: offer.email })]) },
      events: [{ kind: "invitation.renewed", invitationId: offer.id, ...after }],
      writes: noteRenewed({ organizationId: organization.id, id: offer.id }, offer, now, late),
    };
  },
};

const renewed = (offer: Offer, now: Date): Offer => ({ ...offer, renewedAt: [...offer.renewedAt, now] });

/** The invitation that a button or a form is about. */
export async function offerFor({ tx, organization, ref, now }: Context): Promise<Offer> {
  const offer = ref ? await findOffer(tx, organization.id, ref.id, now) : null;
  if (!offer) throw new Refusal(text("refused.no-such-invitation"));
  return offer;
}

function requireRenewable({ actor, now }: Context, offer: Offer): void {
  const role = notGrantable(actor, offer);
  if (role) throw new Refusal(text("refused.not-grantable", { role }), { forbidden: true });
  const next = nextRenewal(offer, now);
  if (!next) return;
  const minutes = Math.ceil((next.getTime() - now.getTime()) / 60_000);
  throw new Refusal(text("refused.renewed-enough", { email: offer.email, most: RENEWALS_A_DAY, minutes }));
}

/** What is offered again only as far as it is still there. */
const CHOSEN = ["roles", "access", "accounts"];

/** The form for inviting, with what the request of this invitation asked for, as far as this member may give it. */
async function inviteAgain(context: Context, { email, terms }: Offer): Promise<Outcome> {
  const accounts = terms && terms.accounts !== "all" ? terms.accounts : [];
  const wanted = {
    email,
    ...(terms && {
      roles: terms.roles,
      access: accounts.length > 0 ? "some" : "all",
      accounts,
      ...endFieldsOf(terms.end),
    }),
  };
  const { form } = await inviteForm({ ...context, values: wanted });
  const offered = new Set(
    form.fields.flatMap((field) => ("options" in field ? field.options : [])).map(({ value }) => value),
  );
  const values = Object.fromEntries(
    Object.entries(wanted).flatMap(([name, value]) => {
      if (!CHOSEN.includes(name)) return [[name, value]];
      const left = [value].flat().filter((one) => offered.has(one));
      return [[name, name === "access" ? (left[0] ?? "") : left]];
    }),
  );
  return answer({ kind: "form", command: "invitation.create", form, key: context.key, values });
}
