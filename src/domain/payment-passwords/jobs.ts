import { type JobRules, ofNotice } from "../job.ts";
import { preparePaymentNotice } from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    "payment-password": { memberId: string; how: "set" | "changed"; to?: Recipient };
  }
}

export const paymentJobs = {
  "payment-password": {
    tells: "the member who has a payment password, or another one: in their chats, and always by mail",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: preparePaymentNotice,
  },
} satisfies Partial<JobRules>;
