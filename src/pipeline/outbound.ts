import { changes } from "../commands.ts";
import type { Job } from "../core/job.ts";
import type { Premises } from "../core/task.ts";
import type { Tx } from "../db/transaction.ts";
import type { Task } from "../delivery/worker.ts";
import { prepareActivated, prepareLinked } from "../domain/identities/notifications.ts";
import {
  prepareActivation,
  prepareActivationChat,
  prepareActivationMail,
  prepareMailOnly,
} from "../domain/invitations/notifications.ts";
import {
  prepareApprovalMail,
  prepareApprovals,
  prepareCard,
  prepareOutcome,
  prepareRefresh,
} from "../domain/requests/notifications.ts";
import { prepareCode } from "../domain/verification/notifications.ts";

/** Job -> what leaves the house, built from the rows as they are now. */
export async function prepare(tx: Tx, premises: Premises, job: Job, now: Date): Promise<Task> {
  switch (job.name) {
    case "code":
      return prepareCode(tx, premises, job.challengeId, now);
    case "approval":
      return prepareApprovals(tx, premises, changes, job.requestId);
    case "approval-mail":
      return prepareApprovalMail(tx, premises, changes, job.requestId, job.memberId);
    case "refresh":
      return prepareRefresh(tx, premises, job.requestId);
    case "card":
      return prepareCard(tx, premises, changes, job.messageId);
    case "outcome":
      return prepareOutcome(tx, premises, changes, job);
    case "activation":
      return prepareActivation(premises, job.invitationId);
    case "activation-mail":
      return prepareActivationMail(tx, premises, job.invitationId, now);
    case "activation-chat":
      return prepareActivationChat(tx, premises, job, now);
    case "mail-only":
      return prepareMailOnly(tx, premises, job);
    case "activated":
      return prepareActivated(tx, premises, job);
    case "linked":
      return prepareLinked(tx, premises, job.memberId, job.platform);
    default:
      return job satisfies never;
  }
}
