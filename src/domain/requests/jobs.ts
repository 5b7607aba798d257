import type { ChatAccount } from "../../core/conversation.ts";
import type { Changes } from "../command.ts";
import type { JobRules } from "../job.ts";
import { prepareApprovals } from "./ask-approvers.ts";
import { prepareApprovalMail, prepareOutcome } from "./notifications.ts";
import { prepareCard, prepareRefresh, prepareShow } from "./redraw-cards.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    approval: { requestId: string };
    "approval-mail": { requestId: string; memberId: string };
    refresh: { requestId: string };
    show: { requestId: string; memberId: string; to: ChatAccount };
    card: { messageId: string };
    outcome: { requestId: string; to?: Recipient };
  }
}

/** Requests name their change, so what is said about them needs the catalogue's. */
export function requestJobs(changes: Changes) {
  return {
    approval: {
      tells: "the channel for approvals, and in person who is only in another chat; without a channel, every approver",
      ways: ["channel", "card", "mail"],
      transaction: true,
      prepare: (context, job) => prepareApprovals({ ...context, changes }, job),
    },
    "approval-mail": {
      tells: "a member who may approve it and is in no chat",
      ways: ["mail"],
      prepare: (context, job) => prepareApprovalMail({ ...context, changes }, job),
    },
    refresh: { tells: "everybody who has a card of it", ways: ["card"], prepare: prepareRefresh },
    show: {
      tells: "the one who asked for it, or wants to see it",
      ways: ["card"],
      transaction: true,
      prepare: (context, job) => prepareShow({ ...context, changes }, job),
    },
    card: {
      tells: "the one who has the card",
      ways: ["card"],
      prepare: (context, job) => prepareCard({ ...context, changes }, job),
    },
    outcome: {
      tells: "the requester",
      ways: ["direct message", "mail"],
      prepare: (context, job) => prepareOutcome({ ...context, changes }, job),
    },
  } satisfies Partial<JobRules>;
}
