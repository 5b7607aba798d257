import type { Jobs } from "../../core/job.ts";
import { nothing } from "../../core/task.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { findActor } from "../access/actor-store.ts";
import { noticeTo, planEverywhere } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";
import { findPasskeys } from "./store.ts";

/** Who reads the mail and not the chat must hear of it, and the other way round: it may be somebody else's doing. */
export async function preparePasskeyTold(context: JobContext, job: Jobs["passkey-told"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { memberId, passkeyId, to } = job;
  const member = await findActor(tx, organization.id, memberId, time);
  if (member?.state !== "active") return nothing;
  if (!to) return planEverywhere(context, member, (place) => ({ name: "passkey-told", ...job, to: place }));
  if (!passkeyId) {
    const sentence = text("notice.passkey-removed", { organization: organization.name });
    return noticeTo(context, member, { kind: "security", title: text("notice.passkey-removed.title"), sentence, to });
  }
  const sentence = await addedSentence(context, memberId, passkeyId);
  if (!sentence) return nothing;
  return noticeTo(context, member, { kind: "security", title: text("notice.passkey-added.title"), sentence, to });
}

async function addedSentence(context: JobContext, memberId: string, passkeyId: string): Promise<Text | null> {
  const { tx, organization, readTime } = context;
  const passkeys = await findPasskeys(tx, { organizationId: organization.id, memberId });
  const passkey = passkeys.find(({ id }) => id === passkeyId);
  if (!passkey) return null;
  const about = { organization: organization.name, name: passkey.name };
  const waits = passkey.activeAt > (await readTime());
  return waits
    ? text("notice.passkey-waits", { ...about, at: passkey.activeAt.toISOString() })
    : text("notice.passkey-added", about);
}
