import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Scope } from "../access/account.ts";
import type { Actor, PolicyFigures } from "../access/actor.ts";
import { canOn, isAdministrator } from "../access/grant.ts";
import type { Permission } from "../access/permission.ts";
import type { Terms } from "../command.ts";

type Figures = { policy: Pick<PolicyFigures, "approvals" | "invitationDays"> };
type About = {
  requesterId: string;
  targets: readonly string[];
  scope: Scope;
  /** what an approver must hold there too */
  approverNeeds: readonly Permission[];
};
/** What a change says of itself: it must not wait, or it undoes what did not wait. */
type Kind = { isBrake: boolean; restores: boolean };

/**
 * May this member approve that request? Somebody active who holds `request:approve`, and what the change says, on every
 * account that it reaches, and is neither its requester nor one of its targets.
 */
export function isEligible(member: Actor, { requesterId, targets, scope, approverNeeds }: About): boolean {
  const isImpartial = member.id !== requesterId && !targets.includes(member.id);
  const needed: Permission[] = ["request:approve", ...approverNeeds];
  return isImpartial && member.state === "active" && needed.every((permission) => canOn(member, permission, scope));
}

/**
 * `holders` are the members who may approve requests somewhere, active or suspended: who suspends every other
 * administrator must not become the only one by it.
 */
export function isSoleAdministrator(memberId: string, holders: readonly Actor[]): boolean {
  const administrators = holders.filter(({ grants }) => isAdministrator(grants));
  return administrators.length === 1 && administrators[0]?.id === memberId;
}

/**
 * What a change needs now. `holders` are the members who may approve requests somewhere, active or suspended. A change
 * that nobody could approve is refused. The exceptions: an organization's only administrator acts with the code alone,
 * the only active one reinstates another so, and a brake never waits.
 */
export function termsFor({ policy }: Figures, about: About & Kind, holders: readonly Actor[]): Terms {
  const { approvals, invitationDays } = policy;
  if (about.isBrake) return { approvals: 0, invitationDays, because: "brake" };
  const counted = about.restores ? holders.filter(({ state }) => state === "active") : holders;
  if (isSoleAdministrator(about.requesterId, counted))
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
export function termsStill(
  { policy }: Figures,
  request: About & Kind & { policy: Terms },
  holders: readonly Actor[],
): Terms {
  const { approvals, invitationDays, because } = request.policy;
  // Under an exception no number was kept.
  const needed = because === "quorum" ? approvals : policy.approvals;
  const terms = termsFor({ policy: { approvals: needed, invitationDays } }, request, holders);
  return { ...terms, strength: request.policy.strength };
}
