import type { Jobs } from "../../core/job.ts";
import { type Mail, nothing } from "../../core/task.ts";
import type { Text } from "../../core/text.ts";
import { newToken } from "../../core/token.ts";
import { text } from "../../text/text.ts";
import { readerOf } from "../access/actor.ts";
import { noticeTo, planEverywhere } from "../identities/notifications.ts";
import type { JobContext, Task } from "../job.ts";
import { maskEmail } from "../verification/code-form.ts";
import { type AlternateChange, isOpen, isTold } from "./alternate.ts";
import { stopButton } from "./cards.ts";
import { insertAlternateLink, type LinkPurpose } from "./link-store.ts";
import { findAlternate } from "./store.ts";

/**
 * Tells a member where their codes are to go: in each of their chats, at their address, and where the codes went before.
 * Whoever reads one of these, and did not ask for it, can stop it there.
 */
export async function prepareAlternateMoved(context: JobContext, job: Jobs["alternate-moved"]): Promise<Task> {
  const { tx, organization, time } = context;
  const { changeId, state, to } = job;
  const change = await findAlternate(tx, organization.id, changeId, time);
  if (change?.member.state !== "active" || !isTold(change)) return nothing;
  const member = { ...change.member, alternate: change.before };
  if (!to) return planEverywhere(context, member, (place) => ({ name: "alternate-moved", ...job, to: place }));
  const title = text(
    state === "asked" || state === "confirmed" || state === "changed"
      ? `notice.alternate-${state}.title`
      : "notice.alternate-ended.title",
  );
  const sentence = sentenceOf({ ...change, state }, organization.name);
  const now = await context.readTime();
  const canStop = state === change.state && isOpen(change, now);
  const buttons = canStop ? [stopButton(change)] : [];
  const task = noticeTo(context, member, { kind: "security", title, sentence, buttons, to });
  if (task.kind !== "mail" || !canStop) return task;
  const link = { label: text("mail.alternate-stop"), url: await newLink(context, change, "stop", now) };
  return { ...task, mail: { ...task.mail, body: [...task.mail.body, text("mail.alternate-how-to-stop")], link } };
}

/** What has become of it. Addresses are masked: it is read in chats, and in mailboxes that somebody else may read. */
function sentenceOf(change: AlternateChange, organization: string): Text {
  const { state, email, before, how, expiresAt, activeAt } = change;
  const from = before && maskEmail(before);
  const about = { organization, email: email && maskEmail(email) };
  switch (state) {
    case "asked":
      return text("notice.alternate-asked", { ...about, until: expiresAt.toISOString() });
    case "confirmed":
      return text("notice.alternate-confirmed", { ...about, from, at: activeAt?.toISOString() ?? "" });
    case "changed":
      return how === "console"
        ? text("notice.alternate-dropped", { organization })
        : text("notice.alternate-changed", about);
    case "replaced":
      return text("notice.alternate-stopped", about);
    default:
      return text(`notice.alternate-${state}`, about);
  }
}

/** Tells the new address itself. Where somebody else has asked for it, this is how its member gets to the page. */
export async function prepareAlternateNew(context: JobContext, job: Jobs["alternate-new"]): Promise<Task> {
  const { tx, organization, time } = context;
  const change = await findAlternate(tx, organization.id, job.changeId, time);
  // An older mail about what has gone on since would only mislead.
  if (change?.member.state !== "active" || !change.email || change.state !== job.state) return nothing;
  const { member, email, expiresAt, activeAt } = change;
  const title = text(`mail.alternate-new-${job.state}.title`);
  const about = { organization: organization.name };
  const at = (job.state === "asked" ? expiresAt : activeAt)?.toISOString() ?? "";
  const mail: Mail = {
    ...{ kind: "security", to: email, name: member.name, reader: readerOf(member) },
    ...{ subject: text("notice.subject", { ...about, title }), organization: organization.name },
    body: [text(`mail.alternate-new-${job.state}`, { ...about, at })],
  };
  if (job.state !== "asked") return { kind: "mail", mail };
  const url = await newLink(context, change, "confirm", await context.readTime());
  const link = { label: text("mail.alternate-confirm"), url };
  return { kind: "mail", mail: { ...mail, link } };
}

/** The link is made when it is sent, so that it is never in the queue. */
async function newLink(context: JobContext, { id }: AlternateChange, purpose: LinkPurpose, now: Date): Promise<string> {
  const { organization, publicUrl, record } = context;
  const token = newToken();
  const link = { organizationId: organization.id, changeId: id, purpose, token, now };
  await record([], [insertAlternateLink(link)]);
  return new URL(`/security/email/${purpose}/${token}`, publicUrl).href;
}
