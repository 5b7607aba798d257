import type { Jobs } from "../../core/job.ts";
import { nothing } from "../../core/task.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { findActor } from "../access/actor-store.ts";
import { noticeTo, planEverywhere, planNotice } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";
import type { AddressChange, AddressState } from "./address.ts";
import { findAddress } from "./address-store.ts";
import { buttonsOf } from "./cards.ts";

/** Tells a member what they are called now. */
export async function prepareNameCorrected(context: JobContext, job: Jobs["name-corrected"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { memberId, to } = job;
  const member = await findActor(tx, organization.id, memberId, time);
  if (member?.state !== "active") return nothing;
  if (!to) return planNotice(context, memberId, (place) => ({ name: "name-corrected", ...job, to: place }));
  const sentence = text("notice.name-corrected", { organization: organization.name, name: member.name });
  const title = text("notice.name-corrected.title");
  return noticeTo(context, member, { title, sentence, to, byMail: { name: "name-corrected", ...job, to: "mail" } });
}

/**
 * Tells a member what becomes of their address: in each of their chats, and always at the old address too. Whoever reads
 * that, and not this chat, must hear of it.
 */
export async function prepareAddressMoved(context: JobContext, job: Jobs["address-moved"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { addressId, to } = job;
  const change = await findAddress(tx, organization.id, { id: addressId }, time);
  if (!change) return nothing;
  // With the member ends what they were to get. They are told that already, and have no address here to keep.
  if (job.state === "stopped" && change.member.state === "removed") return nothing;
  if (!to) return planEverywhere(context, change.member, (place) => ({ name: "address-moved", ...job, to: place }));
  // What it says is what was so then: it must be told even if it has gone on since.
  const said = { ...change, state: job.state };
  const member = { ...change.member, email: change.before };
  const title = titleOf(job.state);
  const sentence = sentenceOf(said, organization.name, typeof to === "string");
  if (typeof to === "string") return noticeTo(context, member, { kind: "security", title, sentence, to });
  const buttons = job.state === change.state ? buttonsOf(change, await context.readTime()) : [];
  return noticeTo(context, member, { title, sentence, buttons, to });
}

/** What has become of it; `isMail`: with what to do, as a mail has no buttons. */
function sentenceOf({ state, email, expiresAt, activeAt }: AddressChange, organization: string, isMail: boolean): Text {
  const about = { email, organization };
  switch (state) {
    case "asked":
      return text(isMail ? "mail.address-asked" : "notice.address-asked", { ...about, until: expiresAt.toISOString() });
    case "confirmed": {
      const at = activeAt?.toISOString() ?? "";
      return text(isMail ? "mail.address-confirmed" : "notice.address-confirmed", { ...about, at });
    }
    case "changed":
      return text(isMail ? "mail.address-changed" : "notice.address-changed", about);
    case "replaced":
      return text("notice.address-stopped", about);
    default:
      return text(`notice.address-${state}`, about);
  }
}

function titleOf(state: AddressState): Text {
  const hasGoneOn = state === "asked" || state === "confirmed" || state === "changed";
  return text(hasGoneOn ? `notice.address-${state}.title` : "notice.address-ended.title");
}
