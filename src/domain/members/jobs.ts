import type { MemberState } from "../access/actor.ts";
import type { GrantedRole } from "../access/grant.ts";
import { type JobRules, ofNotice } from "../job.ts";
import { prepareRoleEnds, prepareRoleEndsFor } from "./ends.ts";
import { prepareMemberMoved, prepareRolesChanged } from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    "role-ends": { memberId: string; role: GrantedRole; isOver: boolean; to?: Recipient };
    "role-ends-for": { memberId: string; role: GrantedRole; isOver: boolean; tell: string; to?: Recipient };
    "roles-changed": { memberId: string; to?: Recipient };
    "member-moved": { memberId: string; state: MemberState; to?: Recipient };
  }
}

export const memberJobs = {
  "role-ends": {
    tells: "the member whose role ends, a day before and when it does",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: prepareRoleEnds,
  },
  "role-ends-for": {
    tells: "the member who asked for it, or who approved what the other asked for themselves",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: prepareRoleEndsFor,
  },
  "roles-changed": {
    tells: "the member whose roles were changed",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: prepareRolesChanged,
  },
  "member-moved": {
    tells: "the member who was removed, suspended or reinstated",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: prepareMemberMoved,
  },
} satisfies Partial<JobRules>;
