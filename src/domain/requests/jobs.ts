import type { ChatAccount } from "../../core/conversation.ts";
import type { Platform } from "../../core/platform.ts";
import type { Changes } from "../command.ts";
import { byMail, type JobRules, ofNotice, onPlatform, planned } from "../job.ts";
import { prepareApprovals } from "./ask-approvers.ts";
import { prepareLeaver } from "./leaver.ts";
import { prepareApprovalMail, prepareOutcome } from "./notifications.ts";
import { prepareCard, prepareRedraw, prepareRefresh, prepareShow } from "./redraw-cards.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    approval: { requestId: string };
    "approval-mail": { requestId: string; memberId: string };
    refresh: { requestId: string };
    show: { requestId: string; memberId: string; to: ChatAccount };
    card: { messageId: string; platform: Platform };
    redraw: { messageId: string; platform: Platform };
    outcome: { requestId: string; to?: Recipient };
    leaver: { memberId: string };
  }
}

/** Requests name their change, so what is said about them needs the catalogue's. */
export function requestJobs(changes: Changes) {
  return {
    approval: {
      tells: "the channel for approvals, and in person who is only in another chat; without a channel, every approver",
      ways: ["channel", "card", "mail"],
      outlet: planned,
      urgency: "soon",
      transaction: true,
      prepare: (context, job) => prepareApprovals({ ...context, changes }, job),
    },
    "approval-mail": {
      tells: "a member who may approve it and is in no chat",
      ways: ["mail"],
      outlet: byMail,
      urgency: "soon",
      prepare: (context, job) => prepareApprovalMail({ ...context, changes }, job),
    },
    show: {
      tells: "the one who asked for it, or wants to see it",
      ways: ["card"],
      outlet: ({ to }) => to.platform,
      urgency: "now",
      transaction: true,
      prepare: (context, job) => prepareShow({ ...context, changes }, job),
    },
    refresh: {
      tells: "everybody who has a card of it",
      ways: ["card"],
      outlet: planned,
      urgency: "later",
      once: ({ requestId }) => requestId,
      prepare: prepareRefresh,
    },
    card: {
      tells: "the one who is asked: it is a new message",
      ways: ["card"],
      outlet: onPlatform,
      urgency: "soon",
      prepare: (context, job) => prepareCard({ ...context, changes }, job),
    },
    redraw: {
      tells: "the one who has the card: it is updated",
      ways: ["card"],
      outlet: onPlatform,
      urgency: "later",
      once: ({ messageId }) => messageId,
      prepare: (context, job) => prepareRedraw({ ...context, changes }, job),
    },
    leaver: {
      tells: "nobody: it withdraws what somebody had asked for who is not active any more",
      ways: [],
      outlet: planned,
      urgency: "now",
      transaction: true,
      prepare: prepareLeaver,
    },
    outcome: {
      tells: "the requester",
      ways: ["direct message", "mail"],
      outlet: ofNotice,
      urgency: "soon",
      prepare: (context, job) => prepareOutcome({ ...context, changes }, job),
    },
  } satisfies Partial<JobRules>;
}
