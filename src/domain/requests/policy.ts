import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { type Actor, can, isAdministrator } from "../access/actor.ts";
import type { Holder } from "../members/store.ts";
import type { Terms } from "./request.ts";

/** Of the members who may approve, those whose approval counts here: neither requester nor target. */
export function eligible(holders: readonly Holder[], requesterId: string, targetId: string | null): Holder[] {
  return holders.filter(
    ({ id, grants }) => id !== requesterId && id !== targetId && can({ grants }, "request:approve"),
  );
}

/**
 * What a change needs now. `holders` are the active members who may approve requests. A change that nobody could
 * approve is refused; the one exception is an organization's only active administrator, who acts with the code alone.
 */
export function termsFor(actor: Actor, targetId: string | null, holders: readonly Holder[]): Terms {
  const { approvals, invitationDays } = actor.organization.policy;
  const administrators = holders.filter(({ grants }) => isAdministrator(grants));
  const isSole = administrators.length === 1 && administrators[0]?.id === actor.id;
  if (isSole) return { approvals: 0, invitationDays, because: "sole_administrator" };
  if (eligible(holders, actor.id, targetId).length < approvals) {
    throw new Refusal(text("refused.nobody-could-approve", { needed: approvals }));
  }
  return { approvals, invitationDays, because: "quorum" };
}
