import type { Platform } from "../../core/platform.ts";
import { text } from "../../text/text.ts";
import { type JobRules, ofNotice } from "../job.ts";
import type { CodePurposes } from "../verification/purpose.ts";
import { prepareLinked } from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    linked: { memberId: string; platform: Platform; to?: Recipient };
  }
}

export const identityJobs = {
  linked: {
    tells: "the member whose account it is, at each of their addresses",
    ways: ["mail"],
    outlet: ofNotice,
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
