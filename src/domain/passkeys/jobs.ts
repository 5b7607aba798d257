import { type JobRules, ofNotice } from "../job.ts";
import { preparePasskeyTold } from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    /** null: one was taken off */
    "passkey-told": { memberId: string; passkeyId: string | null; to?: Recipient };
  }
}

export const passkeyJobs = {
  "passkey-told": {
    tells: "the member who has another passkey, or one less: in their chats, and always by mail",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: preparePasskeyTold,
  },
} satisfies Partial<JobRules>;
