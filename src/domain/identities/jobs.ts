import type { Platform } from "../../core/platform.ts";
import { text } from "../../text/text.ts";
import { byMail, type JobRules } from "../job.ts";
import type { CodePurposes } from "../verification/purpose.ts";
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

// Anybody can type somebody's address: their mail quotes nothing of what was typed.
export const identityPurposes: CodePurposes = {
  "identity.confirm": async ({ organization }) => ({
    what: text("code.what.identity.confirm", { organization: organization.name }),
  }),
};
