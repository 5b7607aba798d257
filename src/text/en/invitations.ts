import type { AccountName } from "../account-name.ts";
import { command, count, list, time } from "./format.ts";
import { chosenTime, type GrantEnd, hoursFromActivation } from "./grant-end.ts";
import { accountNamed, platformName } from "./names.ts";

/** More names than so many are counted in a title, and not listed. */
const FEW = 3;

export const invitations = {
  "field.label.email": () => "E-mail",
  "field.hint.emails": (p: { most: number }) => `One address, or up to ${p.most} with commas between them.`,
  "field.label.roles": () => "Roles",
  "field.label.access": () => "Merchant accounts",
  "field.label.accounts": () => "Only these accounts",
  "field.label.reason": () => "Reason",
  "field.hint.reason": () => "Approvers read this, and it stays with the request.",
  "refused.not-grantable": (p: { role: string }) =>
    `You can't give the role ${p.role} on these accounts: it permits things that you can't do there yourself.`,
  "refused.invited-already": (p: { email: string }) =>
    `${p.email} has already been invited and has not accepted yet. To send the invitation again or to revoke it: ${command(`invitations ${p.email}`)}`,
  "refused.member-already": (p: { email: string }) =>
    `${p.email} is already a member. See ${command(`member ${p.email}`)}`,
  "refused.person-already": () => "That person is already a member.",
  "email.in-both-forms": (p: { email: string; unicode: string }) => `${p.email} (${p.unicode})`,
  "invite.title": () => "Invite a member",
  "invite.intro": (p: { organization: string }) =>
    `Who do you want to invite to ${p.organization}, and what can they do there?`,
  "invite.code-is-enough": () => "You are the only administrator, so your code is enough.",
  "invite.needs-approval": (p: { needed: number }) =>
    p.needed === 1 ? "A second person has to approve it." : `${p.needed} other people have to approve it.`,
  "invite.no-address": (p: { typed: string; count: number }) =>
    `${p.count === 1 ? "This is not an e-mail address" : "These are not e-mail addresses"}: ${p.typed}. Example: name@example.com`,
  "invite.type-address": () => "Please type the e-mail address of the person you mentioned.",
  "invite.too-many": (p: { most: number; count: number }) =>
    `You can invite at most ${p.most} people at once; these are ${p.count}.`,
  // In messages of the try-out chat that an older version has posted.
  "invite.request-title": (p: { email: string }) => `invite ${p.email}`,
  "invite.request": (p: { emails: string[]; roles: string[]; accounts: AccountName[] | null; end?: GrantEnd }) =>
    [
      `invite ${fewOf(p.emails, "people")} as ${fewOf(p.roles, "roles")}`,
      ...(p.accounts ? [`for ${fewOf(p.accounts.map(accountNamed), "merchant accounts")}`] : []),
      ...(p.end ? ["at" in p.end ? `until ${time(p.end.at)}` : `for ${hoursFromActivation(p.end.hours)}`] : []),
    ].join(" "),
  "fact.ends": () => "Ends",
  "invite.end": (p: { end: NonNullable<GrantEnd> }) =>
    "at" in p.end ? chosenTime(p.end) : hoursFromActivation(p.end.hours),
  "notice.activated.title": (p: { who: string }) => `${p.who} is now active`,
  "notice.activated": (p: { who: string }) => `${p.who} has accepted the invitation and is now active.`,
  "notice.mail-only.title": (p: { email: string }) => `${p.email} was invited by e-mail only`,
  "notice.mail-only": (p: { email: string; platform: string }) =>
    `${p.email} can't be reached in ${platformName(p.platform)}, so the activation link was sent by e-mail only.`,
  "code.what.invitation.accept": (p: { organization: string }) => `activate your membership in ${p.organization}`,
  "invited.title": (p: { organization: string }) => `You are invited to ${p.organization}`,
  "invited.body": (p: { by: string | null; organization: string }) =>
    p.by === null
      ? `You are invited to be the first administrator of ${p.organization}. Open the link, have a code sent to your e-mail and set a password.`
      : `${p.by} has invited you to ${p.organization}. Open the link, have a code sent to your e-mail and set a password.`,
  "invited.until": (p: { until: string }) => `The link is good until ${time(p.until)}, and only for you.`,
  "invited.ends": (p: { until: string | null; hours: number | null }) =>
    p.until
      ? `What you are invited to ends ${time(p.until)}.`
      : `What you are invited to ends ${hoursFromActivation(p.hours ?? 0)}: the time begins when you activate your membership.`,
  "invited.is-over": (p: { until: string }) =>
    `What you were invited to has ended ${time(p.until)}, before the invitation was accepted. Ask the person who invited you for a new one.`,
  "invited.link": () => "Get started",
  "invited.accepted-title": (p: { organization: string }) => `Welcome to ${p.organization}`,
  "invited.is-accepted": (p: { organization: string }) => `You have joined ${p.organization}.`,
  "invited.is-revoked": () => "This invitation was withdrawn. The link no longer works.",
  "invited.is-expired": () => "This invitation has expired. Ask the person who invited you for a new one.",
  "invited.is-replaced": () => "You have a newer invitation. Use the link in the newest message.",
  "invitation.is-pending": (p: { email: string; until: string }) =>
    `The invitation was sent to ${p.email}. It can be accepted until ${time(p.until)}.`,
  "invitation.is-accepted": (p: { email: string }) => `${p.email} has joined.`,
  "invitation.is-revoked": (p: { email: string }) => `The invitation of ${p.email} was revoked.`,
  "invitation.is-expired": (p: { email: string }) => `The invitation of ${p.email} has expired.`,
  "offer.list.title": () => "Invitations that were not accepted",
  "offer.list.none": () => "No invitation waits for an answer, and none has expired.",
  "offer.title": (p: { email: string }) => `Invitation of ${p.email}`,
  "offer.item.pending": (p: Offered) => `${roleNames(p)}. ${askedFor(p)} Good until ${time(p.until)}.`,
  "offer.item.expired": (p: Offered) => `${roleNames(p)}. ${askedFor(p)} Expired ${time(p.until)}.`,
  "offer.state.pending": (p: { until: string }) => `Not accepted yet. Good until ${time(p.until)}.`,
  "offer.state.expired": (p: { until: string }) => `Expired ${time(p.until)}`,
  "offer.state.accepted": () => "Accepted",
  "offer.state.revoked": () => "Revoked",
  "offer.roles": (p: { roles: string[] }) => roleNames(p),
  "offer.by": (p: { by: string | null }) => p.by ?? "Countersign, at its first start",
  "button.send-invitation-again": () => "Send again",
  "button.revoke": () => "Revoke",
  "renew.title": () => "Send the invitation again",
  "renew.intro": (p: { email: string; until: string }) =>
    `${p.email} gets a new link, and every older link stops working. The invitation is still good until ${time(p.until)}.`,
  "renew.done": (p: { email: string }) => `A new link is on its way to ${p.email}. The older ones no longer work.`,
  "renew.done-already": () => "It was sent again already. Check the time of the newest e-mail before you send another.",
  "revoke.title": () => "Revoke the invitation",
  "revoke.intro": (p: { email: string }) =>
    `${p.email} can no longer accept the invitation: its links stop working at once. You can invite them again later.`,
  "revoke.reason-hint": () => "The person who asked for the invitation reads this.",
  "revoke.done": (p: { email: string }) => `The invitation was revoked. ${p.email} can be invited again.`,
  "refused.no-such-invitation": () => `There is no such invitation. See ${command("invitations")}`,
  "refused.no-invitation-to": (p: { email: string }) =>
    `No invitation of ${p.email} is waiting or has expired. See ${command("invitations")}`,
  "refused.invitation-changed": () =>
    `This invitation has changed since you saw it. Please open it again: ${command("invitations")}`,
  "refused.renewed-enough": (p: { email: string; most: number; minutes: number }) =>
    `The invitation of ${p.email} was sent again ${count(p.most, { one: "time", other: "times" })} within a day. You can send it again in ${wait(p.minutes)}.`,
  "refused.not-revocable": () =>
    "This invitation reaches merchant accounts for which you can't invite anybody. Ask an administrator to revoke it.",
  "notice.revoked.title": (p: { email: string }) => `The invitation of ${p.email} was revoked`,
  "notice.revoked": (p: { email: string; by: string; reason: string }) =>
    `${p.by} has revoked your invitation of ${p.email}.${p.reason ? ` The reason: ${p.reason}` : ""}`,
};

type Offered = { roles: string[]; by: string | null; until: string };

function roleNames({ roles }: { roles: string[] }): string {
  return roles.length > 0 ? list(roles) : "roles that no longer exist";
}

function askedFor({ by }: { by: string | null }): string {
  return by === null ? "Made at the first start." : `Asked for by ${by}.`;
}

function wait(minutes: number): string {
  return minutes > 90
    ? count(Math.ceil(minutes / 60), { one: "hour", other: "hours" })
    : count(minutes, { one: "minute", other: "minutes" });
}

function fewOf(names: string[], many: string): string {
  return names.length > FEW ? count(names.length, { other: many }) : list(names);
}
