import type { Field } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { answer, type Context, type Step } from "../command.ts";
import { NEEDS } from "./invitation.ts";
import { mayRevoke, stateOf } from "./offer.ts";
import { offerCard, refOf } from "./offer-cards.ts";
import { noteRevoked, type Offer } from "./offer-store.ts";
import { offerFor } from "./renew.ts";

const reason: Field = {
  kind: "text",
  name: "reason",
  label: text("field.label.reason"),
  hint: text("revoke.reason-hint"),
  maxLength: 500,
  multiline: true,
  optional: true,
};

/** Takes an invitation back, asked first. It only takes away, so nobody has to approve it. */
export const revokeInvitation: Step = {
  name: "invitation.revoke",
  needs: NEEDS,
  fields: [reason],
  proof: false,
  async open(context) {
    const offer = await offerFor(context);
    if (stateOf(offer, context.now) !== "pending") return answer({ kind: "card", card: offerCard(offer, context.now) });
    requireMayRevoke(context, offer);
    const form = {
      title: text("revoke.title"),
      intro: [text("revoke.intro", { email: offer.email })],
      fields: [reason],
      submit: text("button.revoke"),
    };
    return answer({ kind: "form", command: "invitation.revoke", form, key: context.key, ref: refOf(offer) });
  },
  async submit(context) {
    const { organization, actor, values, now } = context;
    const offer = await offerFor(context);
    if (stateOf(offer, now) !== "pending") return answer({ kind: "card", card: offerCard(offer, now) });
    requireMayRevoke(context, offer);
    const { id, email, member } = offer;
    const note = String(values.reason ?? "").trim() || null;
    const late = () => new Refusal(text("refused.invitation-changed"));
    const ids = { invitationId: id, memberId: member.id };
    const card = offerCard({ ...offer, state: "revoked" }, now, [text("revoke.done", { email })]);
    return {
      reply: { kind: "card", card },
      events: [{ kind: "invitation.revoked", ...ids, state: "removed", grants: [], revokedBy: actor.id }],
      writes: noteRevoked({ organizationId: organization.id, id, memberId: member.id, note, now }, late),
    };
  },
};

function requireMayRevoke({ actor }: Context, offer: Offer): void {
  if (!mayRevoke(actor, offer)) throw new Refusal(text("refused.not-revocable"), { forbidden: true });
}
