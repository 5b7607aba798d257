import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { canOn, grantedRole, isAdministrator } from "../access/grant.ts";
import { optionalReason } from "../access/reason-field.ts";
import type { ChangeContext } from "../command.ts";
import { requireAdministratorRemains } from "./administrators.ts";
import { lockMember, suspendedSince, suspendMember } from "./leave-store.ts";
import { givenSince } from "./member-input.ts";
import { targetOf } from "./target.ts";
import { wholeMemberChange } from "./whole-member.ts";

const NEEDS = "member:edit";
const DAY_MS = 24 * 3_600_000;

/** A brake: it must not wait for anybody, so the code alone is enough. */
export const suspendFromWork = wholeMemberChange(
  {
    name: "member.suspend",
    needs: NEEDS,
    // Mostly nobody approves it, so nobody is promised that somebody reads this.
    reason: { ...optionalReason, hint: text("suspend.reason-hint") },
    isBrake: async (context, input) => !(await isSecondAdministrator(context, targetOf(context, input))),
    // A brake is for its requester alone to judge. Who approves must have seen all that it reaches.
    moved: async (context, input) =>
      (await isSecondAdministrator(context, targetOf(context, input))) ? givenSince(context, input) : [],
    async check(context, input) {
      const member = targetOf(context, input);
      if (member.state !== "active") throw new Refusal(text("refused.not-suspendable"));
      if (!member.grants.every(({ scope }) => canOn(context.actor, NEEDS, scope)))
        throw new Refusal(text("refused.member-reaches-further"), { forbidden: true });
      await requireAdministratorRemains(context, { ...member, state: "suspended" }, { lock: false, before: member });
    },
    async apply(context, { memberId }) {
      const { tx, organization, request, policy, now } = context;
      const member = await lockMember(tx, { organizationId: organization.id, id: memberId, now }, ["active"]);
      await requireAdministratorRemains(context, { ...member, state: "suspended" }, { lock: true, before: member });
      // Judged again behind the lock: of two administrators who are suspended at once, the second one needs an approval.
      if (policy.because === "brake" && (await isSecondAdministrator(context, member)))
        throw new Refusal(text("refused.second-administrator"));
      const grants = member.grants.map(grantedRole);
      return {
        events: [{ kind: "member.suspended", memberId, state: "suspended", grants }],
        writes: suspendMember({ organizationId: organization.id, memberId, requestId: request.id, now }),
      };
    },
    takesAway: true,
  },
  {
    title: text("suspend.title"),
    intro: (who) => text("suspend.intro", { who }),
    request: (who) => text("suspend.request", { who }),
    roles: text("fact.suspended-role"),
  },
);

/** Is it an administrator, while another one was suspended within a day? Then it may be a coup, and waits. */
async function isSecondAdministrator(context: ChangeContext, { id, grants }: Actor): Promise<boolean> {
  const { tx, organization, now } = context;
  if (!isAdministrator(grants)) return false;
  const suspended = await suspendedSince(tx, organization.id, new Date(now.getTime() - DAY_MS));
  return suspended.some((other) => other !== id);
}
