import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Scope } from "../access/account.ts";
import type { Actor, PolicyFigures } from "../access/actor.ts";
import { canOn, isAdministrator } from "../access/grant.ts";
import type { Terms } from "../command.ts";

type Figures = { policy: Pick<PolicyFigures, "approvals" | "invitationDays"> };
type About = { requesterId: string; targets: readonly string[]; scope: Scope };

/**
 * May this member approve that request? Somebody active who holds `request:approve` on every account that it reaches,
 * and is neither its requester nor one of its targets.
 */
export function isEligible(member: Actor, { requesterId, targets, scope }: About): boolean {
  const isImpartial = member.id !== requesterId && !targets.includes(member.id);
  return isImpartial && member.state === "active" && canOn(member, "request:approve", scope);
}

/** `holders` are the active members who may approve requests somewhere. */
export function isSoleAdministrator(memberId: string, holders: readonly Actor[]): boolean {
  const administrators = holders.filter(({ grants }) => isAdministrator(grants));
  return administrators.length === 1 && administrators[0]?.id === memberId;
}

/**
 * What a change needs now. `holders` are the active members who may approve requests somewhere. A change that nobody
 * could approve is refused; the one exception is an organization's only active administrator, who acts with the code
 * alone.
 */
export function termsFor({ policy }: Figures, about: About, holders: readonly Actor[]): Terms {
  const { approvals, invitationDays } = policy;
  if (isSoleAdministrator(about.requesterId, holders))
    return { approvals: 0, invitationDays, because: "sole_administrator" };
  if (holders.filter((member) => isEligible(member, about)).length < approvals) {
    throw new Refusal(text("refused.nobody-could-approve", { needed: approvals }));
  }
  return { approvals, invitationDays, because: "quorum" };
}

/**
 * The same when the code has come in, under the policy of when it was asked for. Only the exception is judged again: a
 * second administrator may have become active since, or the requester may have become the only one.
 */
export function termsStill({ policy }: Figures, request: About & { policy: Terms }, holders: readonly Actor[]): Terms {
  const { approvals, invitationDays, because } = request.policy;
  // Under the exception no number was kept.
  const needed = because === "quorum" ? approvals : policy.approvals;
  return termsFor({ policy: { approvals: needed, invitationDays } }, request, holders);
}
