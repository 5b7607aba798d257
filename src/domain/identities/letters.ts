import type { Job } from "../../core/job.ts";
import { nothing, type Premises, type Task } from "../../core/task.ts";
import { type Text, text } from "../../core/text.ts";
import type { Tx } from "../../db/transaction.ts";
import { findActorById } from "../members/store.ts";
import { findAccounts } from "./store.ts";

/** A sentence to a member, in each chat where they are linked; by mail where they are in none. */
export async function noticesTo(
  tx: Tx,
  { organization, platforms }: Premises,
  memberId: string,
  sentence: Text,
): Promise<Task<Tx>> {
  const accounts = await findAccounts(tx, organization.id, memberId);
  const reachable = accounts.filter(({ platform }) => platforms.includes(platform));
  const jobs: Job[] = reachable.map((account) => ({ name: "notice", memberId, sentence, account }));
  return { kind: "jobs", jobs: jobs.length > 0 ? jobs : [{ name: "notice", memberId, sentence }] };
}

export async function prepareNotice(
  tx: Tx,
  premises: Premises,
  notice: Extract<Job, { name: "notice" }>,
): Promise<Task<Tx>> {
  const { account, memberId, sentence } = notice;
  if (!account) return mailTo(tx, premises, memberId, sentence);
  const to = { platform: account.platform, tenant: account.tenant, kind: "person", id: account.user } as const;
  return { kind: "post", to, card: { title: text("notice.title"), body: [sentence] } };
}

/** Tells a member by mail that a chat account now acts for them: whoever linked it may not be who they are. */
export function prepareLinked(tx: Tx, premises: Premises, memberId: string, platform: string): Promise<Task<Tx>> {
  const sentence = text("notice.linked", { platform, organization: premises.organization.name });
  return mailTo(tx, premises, memberId, sentence);
}

/** Tells whoever invited somebody that they are in. */
export async function prepareActivated(tx: Tx, premises: Premises, memberId: string, tell: string): Promise<Task<Tx>> {
  const member = await findActorById(tx, premises.organization.id, memberId);
  return member ? noticesTo(tx, premises, tell, text("notice.activated", { email: member.email })) : nothing;
}

async function mailTo(tx: Tx, { organization }: Premises, memberId: string, sentence: Text): Promise<Task<Tx>> {
  const member = await findActorById(tx, organization.id, memberId);
  if (!member) return nothing;
  const subject = text("notice.subject", { organization: organization.name });
  return { kind: "mail", mail: { to: member.email, subject, body: [sentence], organization: organization.name } };
}
