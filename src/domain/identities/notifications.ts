import type { Job, Recipient } from "../../core/job.ts";
import { nothing, type Premises, type Task } from "../../core/task.ts";
import type { Text } from "../../core/text.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import { findActorById } from "../members/store.ts";
import { findAccounts } from "./store.ts";

/** Plans a notice: a job for each chat where the member is linked; one mail where they are in none. */
export async function planNotice(
  tx: Tx,
  { organization, platforms }: Premises,
  memberId: string,
  job: (to: Recipient) => Job,
): Promise<Task<Tx>> {
  const accounts = await findAccounts(tx, organization.id, memberId);
  const reachable = accounts.filter(({ platform }) => platforms.includes(platform));
  return { kind: "jobs", jobs: reachable.length > 0 ? reachable.map(job) : [job("mail")] };
}

/** The notice itself, to one of the places. */
export async function noticeTo(
  tx: Tx,
  premises: Premises,
  memberId: string,
  { sentence, to }: { sentence: Text; to: Recipient },
): Promise<Task<Tx>> {
  if (to === "mail") return mailTo(tx, premises, memberId, sentence);
  const address = { platform: to.platform, tenant: to.tenant, kind: "person", id: to.user } as const;
  return { kind: "post", to: address, card: { title: text("notice.title"), body: [sentence] } };
}

/** Tells a member by mail that a chat account now acts for them: whoever linked it may not be who they are. */
export function prepareLinked(tx: Tx, premises: Premises, memberId: string, platform: string): Promise<Task<Tx>> {
  const sentence = text("notice.linked", { platform, organization: premises.organization.name });
  return mailTo(tx, premises, memberId, sentence);
}

/** Tells whoever invited somebody that they are in. */
export async function prepareActivated(
  tx: Tx,
  premises: Premises,
  job: Extract<Job, { name: "activated" }>,
): Promise<Task<Tx>> {
  const { memberId, tell, to } = job;
  if (!to) return planNotice(tx, premises, tell, (one) => ({ ...job, to: one }));
  const member = await findActorById(tx, premises.organization.id, memberId);
  return member
    ? noticeTo(tx, premises, tell, { sentence: text("notice.activated", { email: member.email }), to })
    : nothing;
}

async function mailTo(tx: Tx, { organization }: Premises, memberId: string, sentence: Text): Promise<Task<Tx>> {
  const member = await findActorById(tx, organization.id, memberId);
  if (!member) return nothing;
  const subject = text("notice.subject", { organization: organization.name });
  return { kind: "mail", mail: { to: member.email, subject, body: [sentence], organization: organization.name } };
}
