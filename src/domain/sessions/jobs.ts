import { byMail, type JobRules, ofNotice } from "../job.ts";
import type { CodePurposes } from "../verification/purpose.ts";
import { prepareCodesEnabled, prepareNewDevice, preparePasswordChanged, prepareResetMail } from "./notifications.ts";
import { codePurpose } from "./sign-in.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    "reset-mail": { memberId: string };
    "new-device": { memberId: string; sessionId: string; to?: Recipient };
    "password-changed": { memberId: string; how: "changed" | "reset"; to?: Recipient };
    "codes-enabled": { memberId: string; to?: Recipient };
  }
}

export const sessionJobs = {
  "reset-mail": {
    tells: "the member who forgot the password",
    ways: ["mail"],
    outlet: byMail,
    urgency: "now",
    once: ({ memberId }) => memberId,
    transaction: true,
    prepare: prepareResetMail,
  },
  "new-device": {
    tells: "the member who signed in with a browser that was not used before, at each of their addresses",
    ways: ["mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: prepareNewDevice,
  },
  "password-changed": {
    tells: "the member whose password is another one: in their chats, and always by mail",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: preparePasswordChanged,
  },
  "codes-enabled": {
    tells: "the member whose mailed codes work in the chat again: in their chats, and always by mail",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: prepareCodesEnabled,
  },
} satisfies Partial<JobRules>;

export const sessionPurposes: CodePurposes = {
  "session.sign-in": codePurpose("code.what.session.sign-in"),
  "session.reset": codePurpose("code.what.session.reset"),
};
