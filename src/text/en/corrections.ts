import { command, time } from "./format.ts";

export const corrections = {
  "field.label.person-name": () => "Name",
  "field.label.address": () => "E-mail address",
  "field.hint.address": (p: { hours: number }) =>
    `The member has to confirm a new one in their chat. It is used ${p.hours} hours after that.`,
  "fact.address-now": () => "Address now",
  "fact.address-then": () => "New address",
  "button.correct": () => "Correct",
  "button.confirm-address": () => "Confirm new address",
  "button.stop-address": () => "Keep the old address",
  "correct.title": () => "Correct a member",
  "correct.intro": (p: { who: string }) => `What is known of ${p.who} is filled in. Correct what is wrong.`,
  "correct.request.name": (p: { who: string }) => `correct the name of ${p.who}`,
  "correct.request.address": (p: { who: string }) => `correct the address of ${p.who}`,
  "correct.request.both": (p: { who: string }) => `correct the name and the address of ${p.who}`,
  "correct.no-name": () => "none",
  "correct.changed-since": (p: { who: string }) => `${p.who} has another name or address now.`,
  "refused.nothing-corrected": () => "Nothing is different. Correct the name or the address first.",
  "refused.not-correctable": () => `Only an active member can be corrected. See ${command("members")}.`,
  "refused.address-taken": () =>
    "This address belongs to another member or invitation, or is about to. Please use another one.",
  "refused.address-ended": () => `This new address has ended meanwhile. See where it stands: ${command("address")}`,
  "refused.no-address-change": () => "There is no new address here that you can confirm or stop.",
  "address.title": () => "New address",
  "address.asked": (p: { email: string; before: string; until: string }) =>
    `${p.email} waits until ${time(p.until)} for the member to confirm it. Until then everything goes to ${p.before}.`,
  "address.confirmed": (p: { email: string; before: string; at: string }) =>
    `${p.email} is confirmed, and is used from ${time(p.at)} on. Until then codes and mails still go to ${p.before}.`,
  "address.changed": (p: { email: string }) => `${p.email} is the address now.`,
  "address.expired": (p: { email: string }) => `${p.email} was not confirmed in time. The address stays as it was.`,
  "address.taken": (p: { email: string }) =>
    `${p.email} belongs to another member or invitation by now. The address stays as it was.`,
  "address.stopped": (p: { email: string }) => `${p.email} will not be used. The address stays as it was.`,
  "address.confirm.title": () => "Confirm your new address",
  "address.confirm.intro": (p: { email: string; hours: number }) =>
    `With the code you say that ${p.email} is your address. It is used ${p.hours} hours later; until then your old one is.`,
  "address.stop.title": () => "Keep the old address",
  "address.stop.intro": (p: { who: string; email: string; before: string }) =>
    `${p.email} will not become the address of ${p.who}. It stays ${p.before}.`,
  "code.what.address.confirm": (p: { organization: string }) =>
    `confirm that this is your address in ${p.organization}`,
  "member.address-asked": (p: { email: string; at: string }) => `${p.email}, to be confirmed until ${time(p.at)}`,
  "member.address-confirmed": (p: { email: string; at: string }) => `${p.email}, from ${time(p.at)} on`,
  "notice.name-corrected.title": () => "Your name was corrected",
  "notice.name-corrected": (p: { organization: string; name: string | null }) =>
    p.name === null
      ? `Your name was taken out of ${p.organization}. If that is wrong, tell an administrator.`
      : `You are called ${p.name} in ${p.organization} now. If that is wrong, tell an administrator.`,
  "notice.address-asked.title": () => "A new e-mail address was asked for",
  "notice.address-confirmed.title": () => "Your new e-mail address is confirmed",
  "notice.address-changed.title": () => "Your e-mail address has changed",
  "notice.address-ended.title": () => "Your e-mail address stays as it was",
  "notice.address-asked": (p: Asked) => asked(p),
  "notice.address-confirmed": (p: Confirmed) => confirmed(p),
  "notice.address-changed": (p: About) => `Your address in ${p.organization} is ${p.email} now.`,
  "notice.address-expired": (p: About) =>
    `${p.email} was not confirmed in time, so your address in ${p.organization} stays as it was.`,
  "notice.address-taken": (p: About) =>
    `${p.email} belongs to somebody else in ${p.organization} by now, so your address stays as it was.`,
  "notice.address-stopped": (p: About) => `${p.email} will not become your address in ${p.organization}.`,
  "mail.address-asked": (p: Asked) =>
    `${asked(p)} To do that, write ${command("address")} to Countersign in your chat. If this is wrong, ${STOP}`,
  "mail.address-confirmed": (p: Confirmed) => `${confirmed(p)} If this is wrong, ${STOP}`,
  "mail.address-changed": (p: About) =>
    `Your address in ${p.organization} is ${p.email} now. This is the last mail to this address. If this is wrong, tell an administrator at once.`,
};

const STOP = `write ${command("address stop")} to Countersign in your chat, and tell an administrator at once.`;

type About = { organization: string; email: string };
type Asked = About & { until: string };
type Confirmed = About & { at: string };

const asked = ({ organization, email, until }: Asked) =>
  `Your address in ${organization} is to become ${email}. Nothing has changed yet: you have until ${time(until)} to confirm it.`;

const confirmed = ({ organization, email, at }: Confirmed) =>
  `${email} becomes your address in ${organization} at ${time(at)}. Until then your codes still go to the old one.`;
