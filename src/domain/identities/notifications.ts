import type { Button } from "../../core/card.ts";
import type { Address, ChatAccount } from "../../core/conversation.ts";
import type { Job, Jobs, Recipient } from "../../core/job.ts";
import { nothing } from "../../core/task.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { type Actor, readerOf } from "../access/actor.ts";
import { findActor } from "../access/actor-store.ts";
import type { JobContext, Task } from "../job.ts";
import { findAccountsOf } from "./store.ts";

/** Plans a notice: a job for each chat where the member is linked; one mail where they are in none. */
export async function planNotice(
  { tx, organization, platforms }: JobContext,
  memberId: string,
  job: (to: Recipient) => Job,
): Promise<Task> {
  const accounts = (await findAccountsOf(tx, organization.id, [memberId])).get(memberId) ?? [];
  const reachable = accounts.filter(({ platform }) => platforms.includes(platform));
  return { kind: "jobs", jobs: reachable.length > 0 ? reachable.map(job) : [job("mail")] };
}

/** The same for what must be read by whoever has the mail and by whoever has the chat: a job for each chat, and the mails. */
export async function planEverywhere(
  context: JobContext,
  member: Pick<Actor, "id" | "alternate">,
  job: (to: Recipient) => Job,
): Promise<Task> {
  const { tx, organization, platforms } = context;
  const accounts = (await findAccountsOf(tx, organization.id, [member.id])).get(member.id) ?? [];
  const reachable = accounts.filter(({ platform }) => platforms.includes(platform));
  return { kind: "jobs", jobs: [...reachable, ...addressesOf(member)].map(job) };
}

/** A mail to each address of a member's: for what concerns their security. */
export function planMails(member: Pick<Actor, "alternate">, job: (to: Recipient) => Job): Task {
  return { kind: "jobs", jobs: addressesOf(member).map(job) };
}

function addressesOf({ alternate }: Pick<Actor, "alternate">): Recipient[] {
  return alternate ? ["mail", "alternate"] : ["mail"];
}

/** What a notice is about, in a few words, and what it says; `kind` where it is more than a notice. Mails have no buttons. */
export type Notice = { title: Text; sentence: Text; kind?: "security"; buttons?: Button[] };

/** Somebody's direct messages. */
export function personal({ platform, tenant, user }: ChatAccount): Address {
  return { platform, tenant, kind: "person", id: user };
}

/** The notice itself, to one of the places. `byMail` is done where the chat can't deliver it. */
export function noticeTo(
  { organization }: Pick<JobContext, "organization">,
  member: Actor,
  { title, sentence, kind, buttons, to, byMail }: Notice & { to: Recipient; byMail?: Job },
): Task {
  const reader = readerOf(member);
  if (typeof to === "string") {
    const address = to === "mail" ? member.email : member.alternate;
    if (address === null) return nothing;
    const subject = text("notice.subject", { organization: organization.name, title });
    return {
      kind: "mail",
      mail: {
        kind: kind ?? "notice",
        to: address,
        name: member.name,
        reader,
        subject,
        body: [sentence],
        organization: organization.name,
      },
    };
  }
  const card = { title, body: [sentence], ...(buttons && { buttons }) };
  const undeliverable = byMail ? [byMail] : [];
  return { kind: "post", to: personal(to), card, locale: reader.locale, undeliverable };
}

/** Tells a member by mail that a chat account now acts for them: it may have been linked by somebody else. */
export async function prepareLinked(context: JobContext, job: Jobs["linked"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { memberId, platform, to } = job;
  const member = await findActor(tx, organization.id, memberId, time);
  if (!member) return nothing;
  if (!to) return planMails(member, (place) => ({ name: "linked", ...job, to: place }));
  const title = text("notice.linked.title", { platform });
  const sentence = text("notice.linked", { platform, organization: organization.name });
  return noticeTo(context, member, { kind: "security", title, sentence, to });
}
