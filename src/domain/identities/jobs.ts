import type { Platform } from "../../core/platform.ts";
import { byMail, type JobRules } from "../job.ts";
import { prepareLinked } from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    linked: { memberId: string; platform: Platform };
  }
}

export const identityJobs = {
  linked: {
    tells: "the member whose account it is",
    ways: ["mail"],
    outlet: byMail,
    urgency: "soon",
    prepare: prepareLinked,
  },
} satisfies Partial<JobRules>;
