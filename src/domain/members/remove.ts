import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { canOn } from "../access/grant.ts";
import { reasonField } from "../access/reason-field.ts";
import type { ChangeContext } from "../command.ts";
import { requireAdministratorRemains } from "./administrators.ts";
import { lockMember, removeMember } from "./leave-store.ts";
import { type AboutMember, heldBeyond } from "./member-input.ts";
import { targetOf } from "./target.ts";
import { wholeMemberChange } from "./whole-member.ts";

const NEEDS = "member:remove";
const LEAVES = ["active", "suspended"] as const;

export const removeFromOrganization = wholeMemberChange(
  {
    name: "member.remove",
    needs: NEEDS,
    reason: reasonField,
    async check(context, input) {
      const member = targetOf(context, input);
      requireState(member.state);
      requireReach(context, input);
      await requireAdministratorRemains(
        context,
        { ...member, state: "removed", grants: [] },
        { lock: false, before: member },
      );
    },
    async apply(context, { memberId, grants }) {
      const { tx, organization, request, now } = context;
      const member = await lockMember(tx, { organizationId: organization.id, id: memberId, now }, LEAVES);
      if (heldBeyond(member, grants).length > 0) throw new Refusal(text("refused.member-changed"));
      await requireAdministratorRemains(
        context,
        { ...member, state: "removed", grants: [] },
        { lock: true, before: member },
      );
      return {
        events: [{ kind: "member.removed", memberId, state: "removed", grants: [] }],
        writes: removeMember({ organizationId: organization.id, memberId, requestId: request.id, now }),
      };
    },
    takesAway: true,
  },
  {
    title: text("remove.title"),
    intro: (who) => text("remove.intro", { who }),
    request: (who) => text("remove.request", { who }),
    roles: text("fact.loses"),
  },
);

function requireState(state: ChangeContext["actor"]["state"]): void {
  if (state === "invited") throw new Refusal(text("refused.still-invited"));
  if (state === "removed") throw new Refusal(text("refused.removed-already"));
}

/** Who takes somebody out must reach every account that this one does. */
function requireReach({ actor, mentioned }: ChangeContext, { memberId }: AboutMember): void {
  const grants = mentioned.members.find(({ id }) => id === memberId)?.grants ?? [];
  if (grants.every(({ scope }) => canOn(actor, NEEDS, scope))) return;
  throw new Refusal(text("refused.member-reaches-further"), { forbidden: true });
}
