import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { administrativeOf, grantedRole, isGrantable } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import { optionalReason } from "../access/reason-field.ts";
import type { ChangeContext } from "../command.ts";
import { behindLock, requireApart } from "../conflicts/apart.ts";
import { lockMember, reinstateMember } from "./leave-store.ts";
import { targetOf } from "./target.ts";
import { wholeMemberChange } from "./whole-member.ts";

const NEEDS = "member:edit";

/** Gives everything back that a suspended member held, so it takes what giving it would take. */
export const reinstateToWork = wholeMemberChange(
  {
    name: "member.reinstate",
    needs: NEEDS,
    reason: optionalReason,
    approverNeeds: (context, input) => administrativeOf(targetOf(context, input).grants.map(({ role }) => role)),
    restores: true,
    async check(context, input) {
      const member = targetOf(context, input);
      if (member.state !== "suspended") throw new Refusal(text("refused.not-suspended"));
      for (const { role, scope } of member.grants)
        if (!isGrantable(context.actor.grants, NEEDS, role, scope))
          throw new Refusal(text("refused.not-grantable", { role: role.name }), { forbidden: true });
      await requireStillApart(context, input);
    },
    async apply(context, input) {
      const { tx, organization, now } = context;
      const { memberId } = input;
      const member = await lockMember(tx, { organizationId: organization.id, id: memberId, now }, ["suspended"]);
      await requireStillApart(await behindLock(context), input);
      return {
        events: [{ kind: "member.reinstated", memberId, state: "active", grants: member.grants.map(grantedRole) }],
        writes: [reinstateMember(organization.id, memberId)],
      };
    },
  },
  {
    title: text("reinstate.title"),
    intro: (who) => text("reinstate.intro", { who }),
    request: (who) => text("reinstate.request", { who }),
    roles: text("fact.gets-back"),
  },
);

/** Who is suspended has nothing, so everything that they get back is new to them, whatever they had before. */
function requireStillApart(context: ChangeContext, input: { memberId: string }): Promise<void> {
  const member = targetOf(context, input);
  return requireApart(context, { who: nameOf(member), before: [], after: member.grants, by: "back" });
}
