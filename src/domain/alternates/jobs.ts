import { text } from "../../text/text.ts";
import { byMail, type JobRules, ofNotice } from "../job.ts";
import type { CodePurposes } from "../verification/purpose.ts";
import { type AlternateState, CONFIRM } from "./alternate.ts";
import { prepareAlternateMoved, prepareAlternateNew } from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    "alternate-moved": { changeId: string; state: AlternateState; to?: Recipient };
    "alternate-new": { changeId: string; state: "asked" | "confirmed" | "changed" };
  }
}

export const alternateJobs = {
  "alternate-moved": {
    tells:
      "the member whose codes are to go to another address: in their chats, and always by mail to their address and to the one where codes went before",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    transaction: true,
    prepare: prepareAlternateMoved,
  },
  "alternate-new": {
    tells: "the new address where a member's codes are to go",
    ways: ["mail"],
    outlet: byMail,
    urgency: "soon",
    transaction: true,
    prepare: prepareAlternateNew,
  },
} satisfies Partial<JobRules>;

export const alternatePurposes: CodePurposes = {
  [CONFIRM]: async ({ organization }) => ({
    what: text("code.what.alternate.confirm", { organization: organization.name }),
  }),
};
