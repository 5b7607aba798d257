import type { Platform } from "../../core/platform.ts";
import { text } from "../../text/text.ts";
import { byMail, isOneOfMany, type JobRules, ofNotice, onPlatform, planned } from "../job.ts";
import type { CodePurposes } from "../verification/purpose.ts";
import { prepareFollow, prepareLinkOver } from "./link-message.ts";
import {
  prepareActivated,
  prepareActivation,
  prepareActivationChat,
  prepareActivationMail,
  prepareMailOnly,
  prepareRevoked,
} from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    activation: { invitationId: string; isOneOfMany?: true };
    "activation-mail": { invitationId: string; isOneOfMany?: true };
    "activation-chat": { invitationId: string; platform: Platform; isOneOfMany?: true };
    "mail-only": { invitationId: string; platform: Platform; to?: Recipient };
    "invitation-moved": { invitationId: string };
    "link-over": { linkId: string; platform: Platform };
    revoked: { invitationId: string; by: string; to?: Recipient };
    activated: { memberId: string; tell: string; to?: Recipient };
  }
}

/** An invitee may be waiting for it, and who invited them wants to know. */
const soon = { urgency: "soon" } as const;
const soonOrLater = { ...soon, canWait: isOneOfMany };

export const invitationJobs = {
  activation: {
    tells: "the invitee",
    ways: ["mail", "direct message"],
    outlet: planned,
    ...soonOrLater,
    prepare: prepareActivation,
  },
  "activation-mail": {
    tells: "the invitee",
    ways: ["mail"],
    outlet: byMail,
    ...soonOrLater,
    prepare: prepareActivationMail,
  },
  "activation-chat": {
    tells: "the invitee",
    ways: ["direct message"],
    outlet: onPlatform,
    ...soonOrLater,
    prepare: prepareActivationChat,
  },
  "mail-only": {
    tells: "the member who invited, where no direct message reaches the invitee",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    ...soon,
    prepare: prepareMailOnly,
  },
  "invitation-moved": {
    tells: "the invitee whose link works no more, and everybody who has a message of the request",
    ways: ["card"],
    outlet: planned,
    urgency: "later",
    prepare: prepareFollow,
  },
  "link-over": {
    tells: "the invitee",
    ways: ["card"],
    outlet: onPlatform,
    urgency: "later",
    prepare: prepareLinkOver,
  },
  revoked: {
    tells: "the member who invited, if somebody else revoked it",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    ...soon,
    prepare: prepareRevoked,
  },
  activated: {
    tells: "the member who invited",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    ...soon,
    prepare: prepareActivated,
  },
} satisfies Partial<JobRules>;

export const invitationPurposes: CodePurposes = {
  "invitation.accept": async ({ organization }) => ({
    what: text("code.what.invitation.accept", { organization: organization.name }),
  }),
};
