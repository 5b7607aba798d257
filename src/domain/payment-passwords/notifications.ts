import type { Jobs } from "../../core/job.ts";
import { nothing } from "../../core/task.ts";
import { text } from "../../text/text.ts";
import { findActor } from "../access/actor-store.ts";
import { noticeTo, planEverywhere } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";

/** Who reads the mail and not the chat must hear of it, and the other way round. */
export async function preparePaymentNotice(context: JobContext, job: Jobs["payment-password"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { memberId, how, to } = job;
  const member = await findActor(tx, organization.id, memberId, time);
  if (member?.state !== "active") return nothing;
  if (!to) return planEverywhere(context, member, (place) => ({ name: "payment-password", ...job, to: place }));
  const title = text(`notice.payment-${how}.title`);
  const sentence = text(`notice.payment-${how}`, { organization: organization.name });
  return noticeTo(context, member, { kind: "security", title, sentence, to });
}
