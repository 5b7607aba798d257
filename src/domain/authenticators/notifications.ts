import type { Jobs } from "../../core/job.ts";
import { nothing } from "../../core/task.ts";
import { text } from "../../text/text.ts";
import { findActor } from "../access/actor-store.ts";
import { noticeTo, planEverywhere } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";
import { findHeld } from "./store.ts";

/** Who reads the mail and not the chat must hear of it, and the other way round: it may be somebody else's doing. */
export async function prepareAuthenticatorTold(context: JobContext, job: Jobs["authenticator-told"]): Promise<Task> {
  const { tx, organization, time, readTime } = context;
  const { memberId, what, to } = job;
  const member = await findActor(tx, organization.id, memberId, time);
  if (member?.state !== "active") return nothing;
  if (!to) return planEverywhere(context, member, (place) => ({ name: "authenticator-told", ...job, to: place }));
  const about = { organization: organization.name };
  if (what !== "bound") {
    const title = text("notice.authenticator-removed.title");
    return noticeTo(context, member, {
      kind: "security",
      title,
      sentence: text(`notice.authenticator-${what}`, about),
      to,
    });
  }
  const { confirmed } = await findHeld(tx, organization.id, memberId);
  if (!confirmed?.activeAt) return nothing;
  const title = text("notice.authenticator-bound.title");
  const waits = confirmed.activeAt > (await readTime());
  const sentence = waits
    ? text("notice.authenticator-waits", { ...about, at: confirmed.activeAt.toISOString() })
    : text("notice.authenticator-bound", about);
  return noticeTo(context, member, { kind: "security", title, sentence, to });
}
