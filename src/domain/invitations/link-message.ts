import type { MessageRef } from "../../core/conversation.ts";
import type { Job, Jobs } from "../../core/job.ts";
import { ANYBODY } from "../../core/reader.ts";
import { storedMessageRef } from "../../core/stored-shapes.ts";
import { nothing } from "../../core/task.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { JobContext, Task } from "../job.ts";
import { findPostedLink, findPostedLinks, noteLinkPosted } from "./activation-link-store.ts";
import { findInvitation } from "./store.ts";

type Stored = NonNullable<Awaited<ReturnType<typeof findPostedLink>>>;

/**
 * An invitation has moved: what is known of it elsewhere follows. The messages with a link that works no more say so, and
 * the message of the request that it comes from is drawn again.
 */
export async function prepareFollow(context: JobContext, { invitationId }: Jobs["invitation-moved"]): Promise<Task> {
  const { tx, organization } = context;
  const links = await findPostedLinks(tx, organization.id, invitationId);
  const invitation = await findInvitation(tx, organization.id, invitationId);
  const over = links.map(({ id, posted }) => linkOver(id, storedMessageRef.parse(posted)));
  const { requestId } = invitation ?? {};
  return { kind: "jobs", jobs: [...over, ...(requestId ? [{ name: "refresh", requestId } as const] : [])] };
}

/** Takes the button off a message whose link works no more. */
export async function prepareLinkOver({ tx, organization }: JobContext, { linkId }: Jobs["link-over"]): Promise<Task> {
  const link = await findPostedLink(tx, organization.id, linkId);
  const said = link && whyOver(link, organization.name);
  if (!said || !link.posted) return nothing;
  const isIn = link.invitation.state === "accepted";
  const title = text(isIn ? "invited.accepted-title" : "invited.title", { organization: organization.name });
  const card = { title, body: [said] };
  return { kind: "update", message: storedMessageRef.parse(link.posted), card, locale: ANYBODY.locale };
}

/** Notes where a link was posted; it may be over by then. */
export async function notedLink({ tx, organization }: JobContext, linkId: string, posted: MessageRef): Promise<Job[]> {
  await noteLinkPosted(tx, organization.id, linkId, posted);
  const link = await findPostedLink(tx, organization.id, linkId);
  return link && whyOver(link, organization.name) ? [linkOver(linkId, posted)] : [];
}

function linkOver(linkId: string, { platform }: MessageRef): Job {
  return { name: "link-over", linkId, platform };
}

function whyOver({ replacedAt, invitation: { state } }: Stored, organization: string): Text | null {
  if (state === "accepted") return text("invited.is-accepted", { organization });
  if (state === "revoked") return text("invited.is-revoked");
  if (state === "expired") return text("invited.is-expired");
  return replacedAt ? text("invited.is-replaced") : null;
}
