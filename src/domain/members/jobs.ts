import type { MemberState } from "../access/actor.ts";
import { type JobRules, ofNotice } from "../job.ts";
import { prepareMemberMoved } from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    "member-moved": { memberId: string; state: MemberState; to?: Recipient };
  }
}

export const memberJobs = {
  "member-moved": {
    tells: "the member who was removed, suspended or reinstated",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: prepareMemberMoved,
  },
} satisfies Partial<JobRules>;
