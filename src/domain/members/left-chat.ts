import type { ChatAccount } from "../../core/conversation.ts";
import type { Jobs } from "../../core/job.ts";
import { nothing } from "../../core/task.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { findActor, findHolders } from "../access/actor-store.ts";
import { canOn, isAdministrator } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import { noticeTo, planNotice } from "../identities/notifications.ts";
import { noteLeft } from "../identities/store.ts";
import type { JobContext, Task } from "../job.ts";
import type { Effects } from "../verification/proof.ts";

/**
 * What a chat says of somebody who was deactivated there or is gone, or is back. It takes nothing away: a chat's word is not enough
 * for that, but administrators are told, once. Nothing comes of it where no member of this organization has the account.
 */
export async function heardLeft(
  tx: Tx,
  organizationId: string,
  { account, hasLeft, now }: { account: ChatAccount; hasLeft: boolean; now: Date },
): Promise<Effects> {
  const memberId = await noteLeft(tx, organizationId, account, hasLeft ? now : null);
  if (!memberId || !hasLeft) return { events: [], writes: [] };
  return { events: [{ kind: "identity.left", memberId, platform: account.platform }], writes: [] };
}

/** Plans a notice for each administrator who could do something about it. */
export async function prepareLeftChat(context: JobContext, { memberId, platform }: Jobs["left-chat"]): Promise<Task> {
  const { tx, organization, time } = context;
  const member = await findActor(tx, organization.id, memberId, time);
  if (member?.state !== "active") return nothing;
  const holders = await findHolders(tx, organization.id, "member:edit", await context.readTime());
  const told = holders.filter((one) => mayAct(one, member));
  return { kind: "jobs", jobs: told.map(({ id: tell }) => ({ name: "left-chat-told", memberId, platform, tell })) };
}

/** An administrator who may suspend this member: nobody else is told. */
function mayAct({ id, state, grants }: Actor, member: Actor): boolean {
  if (state !== "active" || id === member.id || !isAdministrator(grants)) return false;
  return member.grants.every(({ scope }) => canOn({ grants }, "member:edit", scope));
}

/** The notice, with the brake on it. */
export async function prepareLeftChatTold(context: JobContext, job: Jobs["left-chat-told"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { memberId, platform, tell, to } = job;
  const [member, teller] = [
    await findActor(tx, organization.id, memberId, time),
    await findActor(tx, organization.id, tell, time),
  ];
  // Whoever could act when it was planned may not be able to by now.
  if (member?.state !== "active" || !teller || !mayAct(teller, member)) return nothing;
  if (!to) return planNotice(context, tell, (place) => ({ name: "left-chat-told", ...job, to: place }));
  const who = nameOf(member);
  const ref = { id: memberId, version: 1 };
  const buttons = [{ label: text("button.suspend"), command: "member.suspend", ref, style: "danger" } as const];
  const notice = {
    title: text("notice.left-chat.title", { who, platform }),
    sentence: text("notice.left-chat", { who, platform }),
  };
  return noticeTo(context, teller, { ...notice, buttons, to, byMail: { name: "left-chat-told", ...job, to: "mail" } });
}
