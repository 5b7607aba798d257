import { byMail, type JobRules, ofNotice } from "../job.ts";
import { prepareRecovered, prepareRecoveryContact, prepareRecoveryTold } from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    recovered: { memberId: string; to?: Recipient };
    "recovery-told": { memberId: string; tell?: string; to?: Recipient };
    "recovery-contact": { memberId: string };
  }
}

export const recoveryJobs = {
  recovered: {
    tells: "the member who was let in again at the console: in their chats, and always by mail",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "now",
    prepare: prepareRecovered,
  },
  "recovery-told": {
    tells: "each other member who may read the history: in their chats, and always by mail",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "now",
    prepare: prepareRecoveryTold,
  },
  "recovery-contact": {
    tells: "the address in SECURITY_CONTACT, if there is one",
    ways: ["mail"],
    outlet: byMail,
    urgency: "now",
    prepare: prepareRecoveryContact,
  },
} satisfies Partial<JobRules>;
