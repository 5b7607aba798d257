import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { administrativeOf, grantedRole, isGrantable } from "../access/grant.ts";
import { optionalReason } from "../access/reason-field.ts";
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
    check(context, input) {
      const member = targetOf(context, input);
      if (member.state !== "suspended") throw new Refusal(text("refused.not-suspended"));
      for (const { role, scope } of member.grants)
        if (!isGrantable(context.actor.grants, NEEDS, role, scope))
          throw new Refusal(text("refused.not-grantable", { role: role.name }), { forbidden: true });
    },
    async apply({ tx, organization, now }, { memberId }) {
      const member = await lockMember(tx, { organizationId: organization.id, id: memberId, now }, ["suspended"]);
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
