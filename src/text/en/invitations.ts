import { command, time } from "./format.ts";
import { platformName } from "./names.ts";

export const invitations = {
  "field.label.email": () => "E-mail",
  "field.label.roles": () => "Roles",
  "field.label.access": () => "Merchant accounts",
  "field.label.accounts": () => "Only these accounts",
  "field.label.reason": () => "Reason",
  "field.hint.reason": () => "Approvers read this, and it stays with the request.",
  "refused.not-grantable": (p: { role: string }) =>
    `You can't give the role ${p.role} on these accounts: it permits things that you can't do there yourself.`,
  "refused.invited-already": (p: { email: string }) => `${p.email} has already been invited and has not accepted yet.`,
  "refused.member-already": (p: { email: string }) =>
    `${p.email} is already a member. See ${command(`member ${p.email}`)}`,
  "invite.title": () => "Invite a member",
  "invite.intro": (p: { organization: string }) =>
    `Who do you want to invite to ${p.organization}, and what can they do there? A second person has to approve it, unless you are the only administrator.`,
  "invite.request-title": (p: { email: string }) => `invite ${p.email}`,
  "notice.activated.title": (p: { email: string }) => `${p.email} is now active`,
  "notice.activated": (p: { email: string }) => `${p.email} has accepted the invitation and is now active.`,
  "notice.mail-only.title": (p: { email: string }) => `${p.email} was invited by e-mail only`,
  "notice.mail-only": (p: { email: string; platform: string }) =>
    `${p.email} can't be reached in ${platformName(p.platform)}, so the activation link was sent by e-mail only.`,
  "invited.title": (p: { organization: string }) => `You are invited to ${p.organization}`,
  "invited.body": (p: { by: string | null; organization: string }) =>
    p.by === null
      ? `You are invited to be the first administrator of ${p.organization}. Open the link, have a code sent to your e-mail and set a password.`
      : `${p.by} has invited you to ${p.organization}. Open the link, have a code sent to your e-mail and set a password.`,
  "invited.until": (p: { until: string }) => `The link is good until ${time(p.until)}, and only for you.`,
  "invited.link": () => "Get started",
  "invited.is-accepted": (p: { organization: string }) => `You have joined ${p.organization}. Welcome!`,
  "invited.is-revoked": () => "This invitation was withdrawn. The link no longer works.",
  "invited.is-expired": () => "This invitation has expired. Ask the person who invited you for a new one.",
  "invited.is-replaced": () => "You have a newer invitation. Use the link in the newest message.",
  "invitation.is-pending": (p: { email: string; until: string }) =>
    `The invitation was sent to ${p.email}. It can be accepted until ${time(p.until)}.`,
  "invitation.is-accepted": (p: { email: string }) => `${p.email} has joined.`,
  "invitation.is-revoked": (p: { email: string }) => `The invitation of ${p.email} was revoked.`,
  "invitation.is-expired": (p: { email: string }) => `The invitation of ${p.email} has expired.`,
};
