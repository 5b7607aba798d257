import type { EventRules } from "../../core/event.ts";
import type { MemberState } from "../access/actor.ts";
import type { GrantedRole } from "../access/grant.ts";

type After = { memberId: string; state: MemberState; grants: readonly GrantedRole[] };

type Ends = { role: GrantedRole; grantedBy: string | null };

declare module "../../core/event.ts" {
  interface Events {
    /** `isOneOfMany`: its messages may wait for those that somebody waits for */
    "member.changed": After & { isOneOfMany?: true };
    /** its time is over; `grantedBy`: who asked for it, or approved what the member asked for */
    "grant.ended": After & Ends;
    "grant.ends-soon": { memberId: string } & Ends;
    "member.removed": After;
    "member.suspended": After;
    "member.reinstated": After;
    /** a new month has begun, and it is looked who has not been here for long */
    "members.looked-through": object;
  }
}

const whose = ({ memberId }: After) => ({ memberId });
const changed = ({ memberId, isOneOfMany }: After & { isOneOfMany?: true }) => ({
  memberId,
  ...(isOneOfMany && { isOneOfMany }),
});
const homes = ({ memberId }: After) => ({ of: "member" as const, id: memberId });
const left = { leaver: whose, homes, "member-moved": ({ memberId, state }: After) => ({ memberId, state }) };

const tells = (isOver: boolean) => ({
  "role-ends": ({ memberId, role }: { memberId: string } & Ends) => ({ memberId, role, isOver }),
  "role-ends-for": ({ memberId, role, grantedBy }: { memberId: string } & Ends) =>
    grantedBy && grantedBy !== memberId ? { memberId, role, isOver, tell: grantedBy } : null,
});

export const memberEvents = {
  "grant.ended": { entry: true, jobs: { ...tells(true), homes } },
  // What is only looked at is no entry.
  "members.looked-through": { entry: false, jobs: { dormant: () => ({}) } },
  // That it will end is known since it was given.
  "grant.ends-soon": { entry: false, jobs: tells(false) },
  "member.changed": { entry: true, jobs: { "roles-changed": changed, homes } },
  "member.removed": { entry: true, jobs: left },
  "member.suspended": { entry: true, jobs: left },
  "member.reinstated": {
    entry: true,
    jobs: { "member-moved": ({ memberId, state }) => ({ memberId, state }), homes },
  },
} satisfies Partial<EventRules>;
