import { platformName } from "./names.ts";

export const identities = {
  "field.label.work-email": () => "Work e-mail",
  "refused.account-taken": () =>
    "This chat account is already connected to a member. Nothing was changed; an administrator can help.",
  "refused.member-linked": () =>
    "This member is already connected to another chat account here. Nothing was changed; an administrator can help.",
  "link.title": () => "Connect your account",
  "link.intro": (p: { organization: string }) =>
    `To know who you are in ${p.organization}, Countersign sends a code to your work e-mail.`,
  "link.hint": (p: { max: number }) => `The address you were invited with, at most ${p.max} characters.`,
  "link.confirm-title": () => "Enter the code",
  "link.confirm-intro": (p: { minutes: number }) =>
    `If this address belongs to a member, a code is on its way to it. The code is good for ${p.minutes} minutes. Nothing arrived? Ask an administrator whether you were invited with this address.`,
  "link.sent-again": () =>
    "A new code is on its way, if this address belongs to a member. The code before is not valid any more.",
  "linked.title": () => "You are connected",
  "linked.body": (p: { organization: string }) => `This chat account now acts for you in ${p.organization}.`,
  "code.what.identity.confirm": (p: { organization: string }) => `connect your chat account in ${p.organization}`,
  "notice.linked.title": (p: { platform: string }) => `A ${platformName(p.platform)} account was connected`,
  "notice.linked": (p: { platform: string; organization: string }) =>
    `A ${platformName(p.platform)} account was connected to your membership in ${p.organization}. If this wasn't you, tell an administrator at once.`,
};
