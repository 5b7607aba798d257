import type { EventRules } from "../../core/event.ts";
import type { MemberState } from "../access/actor.ts";
import type { GrantedRole } from "../access/grant.ts";

type After = { memberId: string; state: MemberState; grants: readonly GrantedRole[] };

declare module "../../core/event.ts" {
  interface Events {
    /** `isOneOfMany`: its messages may wait for those that somebody waits for */
    "invitation.created": After & { invitationId: string; isOneOfMany?: true };
    "invitation.renewed": After & { invitationId: string };
    /** `revokedBy`: the member who did; null where the first start corrects FIRST_ADMIN_EMAIL */
    "invitation.revoked": After & { invitationId: string; revokedBy: string | null };
    "invitation.accepted": { invitationId: string; memberId: string };
    "invitation.expired": After & { invitationId: string };
    "member.activated": After & { invitedBy: string | null };
  }
}

const about = ({ invitationId }: { invitationId: string }) => ({ invitationId });

const created = ({ invitationId, isOneOfMany }: { invitationId: string; isOneOfMany?: true }) => ({
  invitationId,
  ...(isOneOfMany && { isOneOfMany }),
});

export const invitationEvents = {
  "invitation.created": { entry: true, jobs: { activation: created } },
  "invitation.renewed": { entry: true, jobs: { activation: about, "invitation-moved": about } },
  "invitation.revoked": {
    entry: true,
    jobs: {
      "invitation-moved": about,
      revoked: ({ invitationId, revokedBy: by }) => (by ? { invitationId, by } : null),
    },
  },
  "invitation.accepted": { entry: true, jobs: { "invitation-moved": about } },
  "invitation.expired": { entry: true, jobs: { "invitation-moved": about } },
  "member.activated": {
    entry: true,
    jobs: { activated: ({ memberId, invitedBy }) => (invitedBy ? { memberId, tell: invitedBy } : null) },
  },
} satisfies Partial<EventRules>;
