import type { Job } from "../../core/job.ts";
import { nothing, type Premises, type Task } from "../../core/task.ts";
import type { Text } from "../../core/text.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import type { GuardedChange } from "../command.ts";
import { noticeTo, planNotice } from "../identities/notifications.ts";
import { findAccounts } from "../identities/store.ts";
import { findActorById, findHolders } from "../members/store.ts";
import { contentFacts, requestCard } from "./cards.ts";
import { type Changes, changeOf } from "./find.ts";
import { eligible } from "./policy.ts";
import { readAddress, readMessageRef } from "./posted.ts";
import { type ChangeRequest, findMessage, findMessages, findRequest, noteShown, planMessage } from "./store.ts";

type About = { request: ChangeRequest; change: GuardedChange };

async function load(tx: Tx, { organization }: Premises, changes: Changes, id: string): Promise<About | null> {
  const request = await findRequest(tx, organization.id, id);
  return request ? { request, change: changeOf(changes, request) } : null;
}

/** Plans a card to the channels for approvals, and to each approver where there is none; who is in no chat gets a mail. */
export async function prepareApprovals(
  tx: Tx,
  premises: Premises,
  changes: Changes,
  requestId: string,
): Promise<Task<Tx>> {
  const about = await load(tx, premises, changes, requestId);
  if (about?.request.state !== "awaiting_approval") return nothing;
  const { id: organizationId } = premises.organization;
  // The job may run twice; the cards are planned once.
  const planned = await findMessages(tx, organizationId, requestId);
  if (planned.length > 0) return nothing;
  const jobs: Job[] = [];
  for (const to of premises.approvalChannels()) {
    jobs.push({ name: "card", messageId: await planMessage(tx, organizationId, requestId, to, null) });
  }
  const { requesterId, targetId, requester } = about.request;
  const holders = await findHolders(tx, requester.organization, "request:approve");
  const approvers = eligible(holders, requesterId, targetId);
  for (const { id } of approvers) jobs.push(...(await cardsFor(tx, premises, requestId, id)));
  return { kind: "jobs", jobs };
}

// Where a channel was asked, its platform's people have been told; who is only on another one still has to be.
async function cardsFor(tx: Tx, premises: Premises, requestId: string, memberId: string): Promise<Job[]> {
  const { organization, platforms } = premises;
  const asked = premises.approvalChannels().map(({ platform }) => platform);
  const accounts = (await findAccounts(tx, organization.id, memberId)).filter(({ platform }) =>
    platforms.includes(platform),
  );
  if (asked.length > 0 && (accounts.length === 0 || accounts.some(({ platform }) => asked.includes(platform))))
    return [];
  const jobs: Job[] = [];
  for (const { platform, tenant, user } of accounts) {
    const to = { platform, tenant, kind: "person", id: user } as const;
    jobs.push({ name: "card", messageId: await planMessage(tx, organization.id, requestId, to, memberId) });
  }
  return jobs.length > 0 ? jobs : [{ name: "approval-mail", requestId, memberId }];
}

export async function prepareApprovalMail(
  tx: Tx,
  premises: Premises,
  changes: Changes,
  requestId: string,
  memberId: string,
): Promise<Task<Tx>> {
  const { organization } = premises;
  const about = await load(tx, premises, changes, requestId);
  const member = await findActorById(tx, organization.id, memberId);
  if (!member || about?.request.state !== "awaiting_approval") return nothing;
  const { request, change } = about;
  const subject = text("request.title", { number: request.number, title: change.title(request.payload) });
  const facts = contentFacts(request, change).map(({ label, value }) => text("mail.fact", { label, value }));
  const body = [text("mail.approval-body"), ...facts];
  return { kind: "mail", mail: { to: member.email, subject, body, organization: organization.name } };
}

/** Each card of the request that was planned is drawn again. */
export async function prepareRefresh(tx: Tx, { organization }: Premises, requestId: string): Promise<Task<Tx>> {
  const messages = await findMessages(tx, organization.id, requestId);
  return { kind: "jobs", jobs: messages.map(({ id }) => ({ name: "card", messageId: id })) };
}

/**
 * Posts or updates one card, drawn from the row as it is now. If the row has moved on while the card was on its way,
 * it is drawn once more: late and reordered deliveries end in the same picture.
 */
export async function prepareCard(tx: Tx, premises: Premises, changes: Changes, messageId: string): Promise<Task<Tx>> {
  const { id: organizationId } = premises.organization;
  const message = await findMessage(tx, organizationId, messageId);
  const about = message && (await load(tx, premises, changes, message.requestId));
  if (!message || !about) return nothing;
  const { request, change } = about;
  const card = requestCard(request, change, message.memberId ? "approver" : "channel");
  const posted = async (later: Tx, ref: ReturnType<typeof readMessageRef>): Promise<Job[]> => {
    await noteShown(later, organizationId, messageId, ref, request.version);
    const now = await findRequest(later, organizationId, request.id);
    const isStale = now && (now.version !== request.version || now.reviews.length !== request.reviews.length);
    return isStale ? [{ name: "card", messageId }] : [];
  };
  if (message.posted) return { kind: "update", message: readMessageRef(message.posted), card, posted };
  // Decided before it could be posted: there is nothing to ask for any more.
  if (request.state !== "awaiting_approval") return nothing;
  return { kind: "post", to: readAddress(message.address), card, posted };
}

/** Tells the requester what came of it; who acted alone has seen it already. */
export async function prepareOutcome(
  tx: Tx,
  premises: Premises,
  changes: Changes,
  job: Extract<Job, { name: "outcome" }>,
): Promise<Task<Tx>> {
  const about = await load(tx, premises, changes, job.requestId);
  const sentence = about && outcomeOf(about);
  if (!sentence) return nothing;
  const { requesterId } = about.request;
  if (!job.to) return planNotice(tx, premises, requesterId, (to) => ({ ...job, to }));
  return noticeTo(tx, premises, requesterId, { sentence, to: job.to });
}

function outcomeOf({ request, change }: About): Text | null {
  const { number, state, policy, reviews } = request;
  const title = change.title(request.payload);
  const denial = reviews.find(({ decision }) => decision === "denied");
  if (state === "applied" && policy.because === "quorum") return text("notice.applied", { number, title });
  if (state === "expired") return text("notice.expired", { number, title });
  if (state !== "denied" || !denial) return null;
  return text("notice.denied", { number, title, approver: denial.approver, reason: denial.comment ?? "" });
}
