import { byMail, type JobRules } from "../job.ts";
import { prepareCode } from "./notifications.ts";
import type { CodePurposes } from "./purpose.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    code: { challengeId: string };
  }
}

/** A code's mail says what it is for, which other rooms know. */
export function verificationJobs(purposes: CodePurposes) {
  return {
    code: {
      tells: "the person who must prove who they are",
      ways: ["mail"],
      outlet: byMail,
      urgency: "now",
      prepare: (context, job) => prepareCode({ ...context, purposes }, job),
    },
  } satisfies Partial<JobRules>;
}
