import { type JobRules, ofNotice } from "../job.ts";
import { prepareRoleChanged } from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    /** `by`: who asked for it. `memberId`: one of the holders; without it, they are looked up. */
    "role-changed": { roleId: string; by: string; memberId?: string; to?: Recipient };
  }
}

export const roleJobs = {
  "role-changed": {
    tells: "everybody who holds it, if they are at most 20, but who asked for it",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "later",
    prepare: prepareRoleChanged,
  },
} satisfies Partial<JobRules>;
