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

/** The same for what must be read by whoever has the mail and by whoever has the chat: a job for each chat, and a mail. */
export async function planEverywhere(
  { tx, organization, platforms }: JobContext,
  memberId: string,
  job: (to: Recipient) => Job,
): Promise<Task> {
  const accounts = (await findAccountsOf(tx, organization.id, [memberId])).get(memberId) ?? [];
  const reachable = accounts.filter(({ platform }) => platforms.includes(platform));
  return { kind: "jobs", jobs: [...reachable.map(job), job("mail")] };
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
  if (to === "mail") {
    const subject = text("notice.subject", { organization: organization.name, title });
    const { email, name } = member;
    return {
      kind: "mail",
      mail: {
        kind: kind ?? "notice",
        to: email,
        name,
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
export async function prepareLinked(context: JobContext, { memberId, platform }: Jobs["linked"]): Promise<Task> {
  const { tx, organization, time } = context;
  const member = await findActor(tx, organization.id, memberId, time);
  const title = text("notice.linked.title", { platform });
  const sentence = text("notice.linked", { platform, organization: organization.name });
  return member ? noticeTo(context, member, { kind: "security", title, sentence, to: "mail" }) : nothing;
}
