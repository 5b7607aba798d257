import type { ChatAccount } from "../../core/conversation.ts";
import type { Job, Jobs } from "../../core/job.ts";
import { nothing } from "../../core/task.ts";
import type { Actor } from "../access/actor.ts";
import { findHolders } from "../access/actor-store.ts";
import type { Changes } from "../command.ts";
import { personal } from "../identities/notifications.ts";
import { findAccountsOf } from "../identities/store.ts";
import type { JobContext, Task } from "../job.ts";
import { findMessages, type PlannedMessage, planMessages } from "./message-store.ts";
import { loadRequest } from "./notifications.ts";
import { isEligible } from "./policy.ts";

/**
 * Plans a card to the channels for approvals, and to each approver where there is none; an approver who is in no chat
 * gets a mail.
 */
export async function prepareApprovals(
  context: JobContext & { changes: Changes },
  { requestId }: Jobs["approval"],
): Promise<Task> {
  const { tx, organization } = context;
  const about = await loadRequest(context, requestId);
  if (about?.request.state !== "awaiting_approval") return nothing;
  // The job may run twice; the cards are planned once. The requester has one already.
  const planned = await findMessages(tx, organization.id, requestId);
  if (planned.some(({ viewer }) => viewer !== "requester")) return nothing;
  const { request } = about;
  const holders = await findHolders(tx, organization.id, "request:approve", request.now);
  const approvers = holders.filter((member) => isEligible(member, request));
  const accounts = await findAccountsOf(
    tx,
    organization.id,
    approvers.map(({ id }) => id),
  );
  const { cards, mails } = plan(context, requestId, { approvers, accounts });
  const messages = await planMessages(tx, organization.id, cards);
  return { kind: "jobs", jobs: [...messages.map((message): Job => ({ name: "card", ...message })), ...mails] };
}

type People = { approvers: readonly Actor[]; accounts: ReadonlyMap<string, ChatAccount[]> };

function plan({ approvalChannels, platforms }: JobContext, requestId: string, { approvers, accounts }: People) {
  const cards: PlannedMessage[] = approvalChannels.map((to) => ({ requestId, to, memberId: null, viewer: "channel" }));
  const mails: Job[] = [];
  const asked = approvalChannels.map(({ platform }) => platform);
  for (const { id: memberId } of approvers) {
    const reachable = (accounts.get(memberId) ?? []).filter(({ platform }) => platforms.includes(platform));
    // The people of a platform are told by its channel; those who are only on another platform still have to be told.
    const isTold = reachable.length === 0 || reachable.some(({ platform }) => asked.includes(platform));
    if (asked.length > 0 && isTold) continue;
    for (const account of reachable) cards.push({ requestId, to: personal(account), memberId, viewer: "approver" });
    if (reachable.length === 0) mails.push({ name: "approval-mail", requestId, memberId });
  }
  return { cards, mails };
}
