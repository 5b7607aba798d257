import type { Jobs } from "../../core/job.ts";
import { ANYBODY } from "../../core/reader.ts";
import { nothing } from "../../core/task.ts";
import { text } from "../../text/text.ts";
import { findActor, findHolders } from "../access/actor-store.ts";
import { can } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import { noticeTo, planEverywhere } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";

const READS = "history:read";

/** Tells the member: it may be somebody else who stood at the console. */
export async function prepareRecovered(context: JobContext, job: Jobs["recovered"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { memberId, to } = job;
  const member = await findActor(tx, organization.id, memberId, time);
  if (!member) return nothing;
  if (!to) return planEverywhere(context, member, (place) => ({ name: "recovered", ...job, to: place }));
  const sentence = text("notice.recovered", { organization: organization.name });
  return noticeTo(context, member, { kind: "security", title: text("notice.recovered.title"), sentence, to });
}

/** Plans a notice for each other member who may read the history, and tells one of them. */
export async function prepareRecoveryTold(context: JobContext, job: Jobs["recovery-told"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { memberId, tell, to } = job;
  if (!tell) {
    const holders = await findHolders(tx, organization.id, READS, await context.readTime());
    const told = holders.filter(({ id, state }) => state === "active" && id !== memberId);
    return { kind: "jobs", jobs: told.map(({ id }) => ({ name: "recovery-told", memberId, tell: id })) };
  }
  const reader = await findActor(tx, organization.id, tell, time);
  if (reader?.state !== "active" || !can(reader, READS)) return nothing;
  if (!to) return planEverywhere(context, reader, (place) => ({ name: "recovery-told", ...job, to: place }));
  const said = await whatToSay(context, memberId);
  return said ? noticeTo(context, reader, { kind: "security", ...said, to }) : nothing;
}

export async function prepareRecoveryContact(context: JobContext, job: Jobs["recovery-contact"]): Promise<Task> {
  const { organization, securityContact } = context;
  if (securityContact === null) return nothing;
  const said = await whatToSay(context, job.memberId);
  if (!said) return nothing;
  const subject = text("notice.subject", { organization: organization.name, title: said.title });
  const mail = { to: securityContact, reader: ANYBODY, subject, body: [said.sentence] };
  return { kind: "mail", mail: { kind: "security", ...mail, organization: organization.name } };
}

async function whatToSay({ tx, organization, time }: JobContext, memberId: string) {
  const member = await findActor(tx, organization.id, memberId, time);
  if (!member) return null;
  const about = { organization: organization.name, who: nameOf(member) };
  return { title: text("notice.recovery-told.title"), sentence: text("notice.recovery-told", about) };
}
