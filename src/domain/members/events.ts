import type { EventRules } from "../../core/event.ts";
import type { MemberState } from "../access/actor.ts";
import type { GrantedRole } from "../access/grant.ts";

type After = { memberId: string; state: MemberState; grants: readonly GrantedRole[] };

declare module "../../core/event.ts" {
  interface Events {
    "member.removed": After;
    "member.suspended": After;
    "member.reinstated": After;
  }
}

const whose = ({ memberId }: After) => ({ memberId });
const left = { leaver: whose, "member-moved": ({ memberId, state }: After) => ({ memberId, state }) };

export const memberEvents = {
  "member.removed": { entry: true, jobs: left },
  "member.suspended": { entry: true, jobs: left },
  "member.reinstated": {
    entry: true,
    jobs: { "member-moved": ({ memberId, state }) => ({ memberId, state }) },
  },
} satisfies Partial<EventRules>;
