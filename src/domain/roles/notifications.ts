import type { Jobs } from "../../core/job.ts";
import { nothing } from "../../core/task.ts";
import { text } from "../../text/text.ts";
import { findActor } from "../access/actor-store.ts";
import { noticeTo, planNotice } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";
import { findHoldersOf, findRole } from "./store.ts";

/** Of a role that more people hold, nobody is told: they would be too many messages at once. */
const TOLD_MOST = 20;

/** Tells those who hold a role what it permits now: first who they are, then where each is reached, then the notice. */
export async function prepareRoleChanged(context: JobContext, job: Jobs["role-changed"]): Promise<Task> {
  const { memberId, to } = job;
  if (!memberId) return planEach(context, job);
  if (!to) return planNotice(context, memberId, (one) => ({ name: "role-changed", ...job, to: one }));
  const { tx, organization, time } = context;
  const member = await findActor(tx, organization.id, memberId, time);
  const role = await findRole(tx, organization.id, job.roleId);
  // Who has lost it meanwhile is not concerned any more.
  const holds = member?.state === "active" && member.grants.some((grant) => grant.role.id === role?.id);
  if (!member || !role || !holds) return nothing;
  const title = text("notice.role-changed.title", { role: role.name });
  const sentence = text("notice.role-changed", { role: role.name, permissions: role.permissions });
  return noticeTo(context, member, { title, sentence, to, byMail: { name: "role-changed", ...job, to: "mail" } });
}

async function planEach({ tx, organization, time }: JobContext, { roleId, by }: Jobs["role-changed"]): Promise<Task> {
  const { people, count } = await findHoldersOf(tx, organization.id, roleId, { most: TOLD_MOST, time });
  if (count > TOLD_MOST) return nothing;
  const told = people.filter(({ id, state }) => id !== by && state === "active");
  return { kind: "jobs", jobs: told.map(({ id }) => ({ name: "role-changed", roleId, by, memberId: id })) };
}
