import type { Jobs } from "../../core/job.ts";
import { nothing } from "../../core/task.ts";
import { newToken } from "../../core/token.ts";
import { text } from "../../text/text.ts";
import { readerOf } from "../access/actor.ts";
import { findActor } from "../access/actor-store.ts";
import { noticeTo, planEverywhere, planMails } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";
import { insertLink } from "./link-store.ts";
import { LINK_MINUTES } from "./session.ts";
import { findAgent } from "./store.ts";

/** Where a link to the pages leads; `page` is shown once somebody is in. */
export function linkUrl(publicUrl: string, token: string, page?: string): string {
  return new URL(`/security/open/${token}${page ? `/${page}` : ""}`, publicUrl).href;
}

/** The link is made when it is sent, so that it is never in the queue. */
export async function prepareResetMail(context: JobContext, { memberId }: Jobs["reset-mail"]): Promise<Task> {
  const { tx, organization, publicUrl, record, readTime, time } = context;
  const member = await findActor(tx, organization.id, memberId, time);
  if (member?.state !== "active") return nothing;
  const token = newToken();
  const now = await readTime();
  await record([], insertLink({ organizationId: organization.id, memberId, purpose: "reset", token, now }));
  return {
    kind: "mail",
    mail: {
      ...{ kind: "security", to: member.email, name: member.name, reader: readerOf(member) },
      subject: text("mail.reset-subject", { organization: organization.name }),
      body: [
        text("mail.reset-body", { organization: organization.name, minutes: LINK_MINUTES.reset }),
        text("mail.reset-warning"),
      ],
      link: { label: text("mail.reset-link"), url: linkUrl(publicUrl, token) },
      organization: organization.name,
    },
  };
}

export async function prepareNewDevice(context: JobContext, job: Jobs["new-device"]): Promise<Task> {
  const { tx, organization, time } = context;
  const member = await findActor(tx, organization.id, job.memberId, time);
  if (member?.state !== "active") return nothing;
  if (!job.to) return planMails(member, (to) => ({ name: "new-device", ...job, to }));
  const agent = await findAgent(tx, organization.id, job.sessionId);
  const title = text("notice.new-device.title");
  const sentence = text("notice.new-device", { organization: organization.name, agent });
  return noticeTo(context, member, { kind: "security", title, sentence, to: job.to });
}

/** Who reads the mail and not the chat must hear of it, and the other way round. */
export async function preparePasswordChanged(context: JobContext, job: Jobs["password-changed"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { memberId, how, to } = job;
  const member = await findActor(tx, organization.id, memberId, time);
  if (member?.state !== "active") return nothing;
  if (!to) return planEverywhere(context, member, (place) => ({ name: "password-changed", ...job, to: place }));
  const title = text("notice.password-changed.title");
  const sentence = text(`notice.password-${how}`, { organization: organization.name });
  return noticeTo(context, member, { kind: "security", title, sentence, to });
}

/** The same: somebody who typed wrong codes before may have done this, too. */
export async function prepareCodesEnabled(context: JobContext, job: Jobs["codes-enabled"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { memberId, to } = job;
  const member = await findActor(tx, organization.id, memberId, time);
  if (member?.state !== "active") return nothing;
  if (!to) return planEverywhere(context, member, (place) => ({ name: "codes-enabled", ...job, to: place }));
  const title = text("notice.codes-enabled.title");
  const sentence = text("notice.codes-enabled", { organization: organization.name });
  return noticeTo(context, member, { kind: "security", title, sentence, to });
}
