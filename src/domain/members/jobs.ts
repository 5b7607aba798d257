import type { Platform } from "../../core/platform.ts";
import type { MemberState } from "../access/actor.ts";
import type { GrantedRole } from "../access/grant.ts";
import { isOneOfMany, type JobRules, ofNotice, planned } from "../job.ts";
import { prepareDormant, prepareDormantTold } from "./dormant-told.ts";
import { prepareRoleEnds, prepareRoleEndsFor } from "./ends.ts";
import { prepareLeftChat, prepareLeftChatTold } from "./left-chat.ts";
import { prepareMemberMoved, prepareRolesChanged } from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    "role-ends": { memberId: string; role: GrantedRole; isOver: boolean; to?: Recipient };
    "role-ends-for": { memberId: string; role: GrantedRole; isOver: boolean; tell: string; to?: Recipient };
    "roles-changed": { memberId: string; isOneOfMany?: true; to?: Recipient };
    "left-chat": { memberId: string; platform: Platform };
    "left-chat-told": { memberId: string; platform: Platform; tell: string; to?: Recipient };
    dormant: object;
    "dormant-told": { memberId: string; to?: Recipient };
    "member-moved": { memberId: string; state: MemberState; to?: Recipient };
  }
}

export const memberJobs = {
  dormant: {
    tells: "nobody: it plans who is told",
    ways: [],
    outlet: planned,
    urgency: "soon",
    prepare: prepareDormant,
  },
  "dormant-told": {
    tells: "each member who may edit members, once a month, if anybody was not here for 90 days",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: prepareDormantTold,
  },
  "left-chat": {
    tells: "nobody: it plans who is told",
    ways: [],
    outlet: planned,
    urgency: "soon",
    prepare: prepareLeftChat,
  },
  "left-chat-told": {
    tells: "each administrator who could suspend the member who is no longer active in a chat",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: prepareLeftChatTold,
  },
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
    canWait: isOneOfMany,
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
