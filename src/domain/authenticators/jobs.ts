import { type JobRules, ofNotice } from "../job.ts";
import { prepareAuthenticatorTold } from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    "authenticator-told": {
      memberId: string;
      what: "bound" | "self" | "recovery-code" | "request";
      to?: Recipient;
    };
  }
}

export const authenticatorJobs = {
  "authenticator-told": {
    tells: "the member whose authenticator app was set up or removed: in their chats, and always by mail",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: prepareAuthenticatorTold,
  },
} satisfies Partial<JobRules>;
