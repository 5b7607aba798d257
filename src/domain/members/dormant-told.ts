import type { DomainEvent } from "../../core/event.ts";
import type { Jobs } from "../../core/job.ts";
import { nothing } from "../../core/task.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import { findActor, findHolders } from "../access/actor-store.ts";
import { can } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import { noticeTo, planNotice } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";
import { COUNTED_MOST, countDormant, noteLooked } from "./dormant-store.ts";

/** What the clock does once a month: who manages members is told who has not been here for long. */
export async function monthlyLook(tx: Tx, organizationId: string, now: Date): Promise<DomainEvent[]> {
  return (await noteLooked(tx, organizationId, now)) ? [{ kind: "members.looked-through" }] : [];
}

/** Plans a notice for each member who may edit others, if there is anybody to tell of. */
export async function prepareDormant({ tx, organization, time }: JobContext): Promise<Task> {
  const { count, now } = await countDormant(tx, organization.id, time);
  if (count === 0) return nothing;
  const holders = await findHolders(tx, organization.id, "member:edit", now);
  const told = holders.filter(({ state }) => state === "active");
  return { kind: "jobs", jobs: told.map(({ id: memberId }) => ({ name: "dormant-told", memberId })) };
}

/** The notice: how many they are, the first of them, and the way to the list. */
export async function prepareDormantTold(context: JobContext, job: Jobs["dormant-told"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { memberId, to } = job;
  const member = await findActor(tx, organization.id, memberId, time);
  // What was true when it was planned may be so no more.
  if (member?.state !== "active" || !can(member, "member:edit")) return nothing;
  if (!to) return planNotice(context, memberId, (place) => ({ name: "dormant-told", ...job, to: place }));
  const { count, first } = await countDormant(tx, organization.id, time);
  if (count === 0) return nothing;
  const about = { count: Math.min(count, COUNTED_MOST), isMore: count > COUNTED_MOST, people: first.map(nameOf) };
  const buttons = [{ label: text("button.show-dormant"), command: "member.dormant" }];
  const notice = { title: text("notice.dormant.title"), sentence: text("notice.dormant", about), buttons };
  return noticeTo(context, member, { ...notice, to, byMail: { name: "dormant-told", ...job, to: "mail" } });
}
