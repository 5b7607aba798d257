import type { Button } from "../../core/card.ts";
import type { DomainEvent } from "../../core/event.ts";
import type { Jobs } from "../../core/job.ts";
import type { Values } from "../../core/ref.ts";
import { nothing } from "../../core/task.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import { accountNames } from "../access/account.ts";
import { findActor } from "../access/actor-store.ts";
import { nameOf } from "../access/person-name.ts";
import { type Notice, noticeTo, planNotice } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";
import { endGrants, noteEndingSoon } from "./ends-store.ts";
import { findRoleName, namesOfAccounts } from "./store.ts";

/** More accounts than so many don't fit into a button. */
const IN_A_BUTTON = 20;

/** What the clock does to roles: those whose time is over are taken back, and a day before that is told. */
export async function rolesEnd(tx: Tx, organizationId: string, now: Date, most: number): Promise<DomainEvent[]> {
  const ended = await endGrants(tx, organizationId, now, most);
  const soon = await noteEndingSoon(tx, organizationId, now, most);
  return [
    ...ended.map(({ memberId, state, grants, role, grantedBy }): DomainEvent => {
      return { kind: "grant.ended", memberId, state, grants, role, grantedBy };
    }),
    ...soon.map(
      ({ memberId, role, grantedBy }): DomainEvent => ({ kind: "grant.ends-soon", memberId, role, grantedBy }),
    ),
  ];
}

/** Tells the member who held it, with a way to ask for it again. */
export async function prepareRoleEnds(context: JobContext, job: Jobs["role-ends"]): Promise<Task> {
  const member = await findActor(context.tx, context.organization.id, job.memberId, context.time);
  if (member?.state !== "active") return nothing;
  const { to } = job;
  if (!to) return planNotice(context, job.memberId, (place) => ({ name: "role-ends", ...job, to: place }));
  const renew: Button = { label: text("button.renew"), command: "grant.ask", values: valuesOf(job) };
  const notice = { ...(await noticeOf(context, job, null)), buttons: [renew] };
  return noticeTo(context, member, { ...notice, to, byMail: { name: "role-ends", ...job, to: "mail" } });
}

/** Tells the member who gave it. */
export async function prepareRoleEndsFor(context: JobContext, job: Jobs["role-ends-for"]): Promise<Task> {
  const { tx, organization, time } = context;
  const [teller, member] = [
    await findActor(tx, organization.id, job.tell, time),
    await findActor(tx, organization.id, job.memberId, time),
  ];
  if (teller?.state !== "active" || member?.state !== "active") return nothing;
  const { to } = job;
  if (!to) return planNotice(context, job.tell, (place) => ({ name: "role-ends-for", ...job, to: place }));
  const values = { memberId: job.memberId, ...valuesOf(job) };
  const renew: Button = { label: text("button.renew"), command: "grant.give", values };
  const notice = { ...(await noticeOf(context, job, nameOf(member))), buttons: [renew] };
  return noticeTo(context, teller, { ...notice, to, byMail: { name: "role-ends-for", ...job, to: "mail" } });
}

async function noticeOf({ tx, organization }: JobContext, job: Jobs["role-ends"], who: string | null): Promise<Notice> {
  const { roleId, accounts, until } = job.role;
  const names = await namesOfAccounts(tx, organization.id, [{ named: accounts }]);
  const role = await findRoleName(tx, organization.id, roleId);
  const about = { who, role, accounts: accountNames(names, accounts), until: until ?? "" };
  if (job.isOver)
    return { title: text("notice.role-ended.title", { who }), sentence: text("notice.role-ended", about) };
  return { title: text("notice.role-ends.title", { who }), sentence: text("notice.role-ends", about) };
}

function valuesOf({ role: { roleId, accounts } }: Jobs["role-ends"]): Values {
  if (accounts === "all") return { roles: [roleId], access: "all" };
  return { roles: [roleId], access: "some", ...(accounts.length <= IN_A_BUTTON && { accounts: [...accounts] }) };
}
