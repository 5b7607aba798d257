import { time } from "./format.ts";
import { platformName } from "./names.ts";

export const invitations = {
  "field.label.email": () => "E-mail",
  "field.label.roles": () => "Roles",
  "field.label.access": () => "Merchant accounts",
  "field.label.accounts": () => "Only these accounts",
  "field.hint.accounts": () => "Only if you chose “Some merchant accounts”.",
  "field.label.reason": () => "Reason",
  "field.hint.reason": () => "Whoever approves reads this, and it stays with the request.",
  "refused.not-grantable": (p: { role: string }) =>
    `You can't give the role ${p.role} on these accounts: it permits things that you may not do there yourself.`,
  "refused.invited-already": (p: { email: string }) => `${p.email} has been invited already and has not answered yet.`,
  "refused.member-already": (p: { email: string }) => `${p.email} is a member already. See /team member ${p.email}`,
  "invite.title": () => "Invite a member",
  "invite.intro": (p: { organization: string }) =>
    `Whom do you want to have in ${p.organization}, and what may they do? A second person approves it, unless you are the only administrator.`,
  "invite.request-title": (p: { email: string }) => `invite ${p.email}`,
  "notice.activated": (p: { email: string }) => `${p.email} has accepted the invitation and is active now.`,
  "notice.mail-only": (p: { email: string; platform: string }) =>
    `${p.email} can't be written to in ${platformName(p.platform)}: the activation link went by e-mail only.`,
  "invited.title": (p: { organization: string }) => `You are invited to ${p.organization}`,
  "invited.body": (p: { by: string | null; organization: string }) =>
    p.by === null
      ? `You are to become the first administrator of ${p.organization}.`
      : `${p.by} has invited you to ${p.organization}. Open the link, have a code sent to your e-mail and set a password.`,
  "invited.until": (p: { until: string }) => `The link is good until ${time(p.until)}, for you alone.`,
  "invited.link": () => "Get started",
};
