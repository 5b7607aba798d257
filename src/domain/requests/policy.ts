import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Scope } from "../access/account.ts";
import type { Actor, Organization } from "../access/actor.ts";
import { canOn, isAdministrator } from "../access/grant.ts";
import type { Terms } from "../command.ts";

type About = { requesterId: string; targets: readonly string[]; scope: Scope };

/**
 * May this member approve that request? Somebody active who holds `request:approve` on every account that it reaches,
 * and is neither its requester nor one of its targets.
 */
export function isEligible(member: Actor, { requesterId, targets, scope }: About): boolean {
  const isImpartial = member.id !== requesterId && !targets.includes(member.id);
  return isImpartial && member.state === "active" && canOn(member, "request:approve", scope);
}

/**
 * What a change needs now. `holders` are the active members who may approve requests somewhere. A change that nobody
 * could approve is refused; the one exception is an organization's only active administrator, who acts with the code
 * alone.
 */
export function termsFor({ policy }: Organization, about: About, holders: readonly Actor[]): Terms {
  const { approvals, invitationDays } = policy;
  const administrators = holders.filter(({ grants }) => isAdministrator(grants));
  const isSole = administrators.length === 1 && administrators[0]?.id === about.requesterId;
  if (isSole) return { approvals: 0, invitationDays, because: "sole_administrator" };
  if (holders.filter((member) => isEligible(member, about)).length < approvals) {
    throw new Refusal(text("refused.nobody-could-approve", { needed: approvals }));
  }
  return { approvals, invitationDays, because: "quorum" };
}
