import type { Jobs } from "../../core/job.ts";
import { nothing } from "../../core/task.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { accountNames, type MerchantAccount } from "../access/account.ts";
import type { Actor } from "../access/actor.ts";
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

/** A chat takes messages of some length only, and there is no limit to what one person holds. */
const TOLD = { grants: 8, accounts: 3 };

/** What a member holds now: the first roles, the first merchant accounts of each, and how many others there are. */
export function rolesNow(
  organization: string,
  { email, grants }: Pick<Actor, "email" | "grants">,
  accounts: readonly MerchantAccount[],
): Text {
  const held = grants.slice(0, TOLD.grants).map(({ role, named, until }) => {
    const names = accountNames(accounts, named);
    const more = Math.max(0, (names?.length ?? 0) - TOLD.accounts);
    const told = names?.slice(0, TOLD.accounts) ?? null;
    return { role: role.name, accounts: told, more, until: until?.toISOString() ?? null };
  });
  return text("notice.roles-changed", { organization, email, held, more: grants.length - held.length });
}

/** Tells a member what they hold now. */
export async function prepareRolesChanged(context: JobContext, job: Jobs["roles-changed"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { memberId, to } = job;
  const member = await findActor(tx, organization.id, memberId, time);
  if (member?.state !== "active") return nothing;
  if (!to) return planNotice(context, memberId, (place) => ({ name: "roles-changed", ...job, to: place }));
  const accounts = await namesOfAccounts(tx, organization.id, member.grants);
  const sentence = rolesNow(organization.name, member, accounts);
  const title = text("notice.roles-changed.title");
  return noticeTo(context, member, { title, sentence, to, byMail: { name: "roles-changed", ...job, to: "mail" } });
}
