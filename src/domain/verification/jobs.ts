import { byMail, type JobRules } from "../job.ts";
import { prepareCode } from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    code: { challengeId: string };
  }
}

export const verificationJobs = {
  code: {
    tells: "the person who must prove who they are",
    ways: ["mail"],
    outlet: byMail,
    urgency: "now",
    prepare: prepareCode,
  },
} satisfies Partial<JobRules>;
