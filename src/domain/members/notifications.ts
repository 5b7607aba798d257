import type { Jobs } from "../../core/job.ts";
import { nothing } from "../../core/task.ts";
import { text } from "../../text/text.ts";
import { accountNames } from "../access/account.ts";
import { findActor } from "../access/actor-store.ts";
import { type Notice, noticeTo, planNotice } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";
import { namesOfAccounts } from "./store.ts";

/** Tells a member that they may not act any more, or again; who was removed is in no chat any more. */
export async function prepareMemberMoved(context: JobContext, job: Jobs["member-moved"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { memberId, state, to } = job;
  const member = await findActor(tx, organization.id, memberId, time);
  if (!member || (state !== "removed" && state !== "suspended" && state !== "active")) return nothing;
  if (!to) return planNotice(context, memberId, (place) => ({ name: "member-moved", ...job, to: place }));
  const notice = noticeOf(state, organization.name);
  return noticeTo(context, member, { ...notice, to, byMail: { name: "member-moved", ...job, to: "mail" } });
}

function noticeOf(state: "removed" | "suspended" | "active", organization: string): Notice {
  const sentence = text(`notice.member.${state}`, { organization });
  if (state === "removed") return { title: text("notice.member.removed.title", { organization }), sentence };
  return { title: text(`notice.member.${state}.title`), sentence };
}

/** Tells a member what they hold now. */
export async function prepareRolesChanged(context: JobContext, job: Jobs["roles-changed"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { memberId, to } = job;
  const member = await findActor(tx, organization.id, memberId, time);
  if (member?.state !== "active") return nothing;
  if (!to) return planNotice(context, memberId, (place) => ({ name: "roles-changed", ...job, to: place }));
  const accounts = await namesOfAccounts(tx, organization.id, member.grants);
  const held = member.grants.map(({ role, named, until }) => {
    return { role: role.name, accounts: accountNames(accounts, named), until: until?.toISOString() ?? null };
  });
  const sentence = text("notice.roles-changed", { organization: organization.name, held });
  const title = text("notice.roles-changed.title");
  return noticeTo(context, member, { title, sentence, to, byMail: { name: "roles-changed", ...job, to: "mail" } });
}
