import type { Platform } from "../../core/platform.ts";
import type { JobRules } from "../job.ts";
import { prepareFollow, prepareLinkOver } from "./link-message.ts";
import {
  prepareActivated,
  prepareActivation,
  prepareActivationChat,
  prepareActivationMail,
  prepareMailOnly,
} from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    activation: { invitationId: string };
    "activation-mail": { invitationId: string };
    "activation-chat": { invitationId: string; platform: Platform };
    "mail-only": { invitationId: string; platform: Platform; to?: Recipient };
    "invitation-moved": { invitationId: string };
    "link-over": { linkId: string };
    activated: { memberId: string; tell: string; to?: Recipient };
  }
}

export const invitationJobs = {
  activation: { tells: "the invitee", ways: ["mail", "direct message"], prepare: prepareActivation },
  "activation-mail": { tells: "the invitee", ways: ["mail"], prepare: prepareActivationMail },
  "activation-chat": { tells: "the invitee", ways: ["direct message"], prepare: prepareActivationChat },
  "mail-only": {
    tells: "the member who invited, where no direct message reaches the invitee",
    ways: ["direct message", "mail"],
    prepare: prepareMailOnly,
  },
  "invitation-moved": {
    tells: "the invitee whose link works no more, and everybody who has a message of the request",
    ways: ["card"],
    prepare: prepareFollow,
  },
  "link-over": { tells: "the invitee", ways: ["card"], prepare: prepareLinkOver },
  activated: { tells: "the member who invited", ways: ["direct message", "mail"], prepare: prepareActivated },
} satisfies Partial<JobRules>;
