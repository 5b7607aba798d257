import { time } from "./format.ts";

export const alternates = {
  "alternate.title": () => "Where your codes go",
  "alternate.none": () => "your own address",
  "alternate.to": (p: { email: string }) => p.email,
  "alternate.asked": (p: { email: string; until: string }) =>
    `Codes are to go to ${p.email}. It waits until ${time(p.until)} to be confirmed with a code that goes there. Until then nothing changes.`,
  "alternate.confirmed": (p: { email: string | null; at: string }) =>
    `Codes go to ${p.email ?? "your own address"} from ${time(p.at)} on. Until then they go where they went before.`,
  "alternate.changed": (p: { email: string | null }) => `Codes go to ${p.email ?? "your own address"} now.`,
  "alternate.ended": (p: { email: string | null }) =>
    `Codes will not go to ${p.email ?? "your own address"}. They go where they went before.`,
  "alternate.stop.title": () => "Leave it as it is",
  "alternate.stop.intro": () => "Your codes are still mailed where they are mailed now.",
  "button.stop-alternate": () => "Leave it as it is",
  "button.alternate": () => "Alternate address",
  "help.alternate-stop": () => "Stop a change of where your codes go.",
  "fact.alternate": () => "Codes go to",
  "refused.alternate-no-address": () => "This is no e-mail address. Please type one like name@example.com.",
  "refused.alternate-own": () => "This is the address that is known of this member already. Please use another one.",
  "refused.alternate-same": () => "Codes go to this address already. Please use another one.",
  "refused.alternate-taken": () => "This address belongs to somebody else here. Please use another one.",
  "refused.alternate-waits": () =>
    "Another change of where your codes go waits for its time. Stop that one first, or wait until it is done.",
  "refused.alternate-ended": () => "This has ended meanwhile. Please look again.",
  "refused.no-alternate": () => "You have no alternate address.",
  "refused.no-alternate-change": () => "There is no change of where your codes go that you can stop.",
  "code.what.alternate.confirm": (p: { organization: string }) =>
    `confirm that codes for ${p.organization} may go to this address`,
  "notice.alternate-asked.title": () => "Your codes are to go to another address",
  "notice.alternate-confirmed.title": () => "Your codes will go to another address",
  "notice.alternate-changed.title": () => "Your codes go to another address",
  "notice.alternate-ended.title": () => "Your codes are mailed where they were before",
  "notice.alternate-asked": (p: { organization: string; email: string | null; until: string }) =>
    `Two people at ${p.organization} have agreed that your codes are to go to ${p.email}, because you can't read your mail. Nothing has changed yet: you have until ${time(p.until)} to confirm it, with the link in the mail that went there. If you did not ask for this, stop it now.`,
  "notice.alternate-confirmed": (p: { organization: string; email: string | null; from: string | null; at: string }) =>
    `Your codes for ${p.organization} go to ${p.email ?? "your own address"} from ${time(p.at)} on. Until then they go to ${p.from ?? "your own address"}. If this was not you, stop it now, change your password and tell an administrator.`,
  "notice.alternate-changed": (p: { organization: string; email: string | null }) =>
    `Your codes for ${p.organization} go to ${p.email ?? "your own address"} now. If this was not you, tell an administrator at once.`,
  "notice.alternate-dropped": (p: { organization: string }) =>
    `Your codes for ${p.organization} go to your own address now. This was done at the server’s console. If you did not ask for it, tell an administrator at once.`,
  "notice.alternate-stopped": (p: Ended) =>
    `Your codes for ${p.organization} will not go to ${p.email ?? "your own address"}: it was stopped. They go where they went before.`,
  "notice.alternate-expired": (p: Ended) =>
    `${p.email} was not confirmed in time. Your codes for ${p.organization} go where they went before.`,
  "notice.alternate-taken": (p: Ended) =>
    `${p.email} belongs to somebody else by now. Your codes for ${p.organization} go where they went before.`,
  "mail.alternate-how-to-stop": () => "The button below stops it. It asks for no password and no code.",
  "mail.alternate-stop": () => "Leave it as it is",
  "mail.alternate-confirm": () => "Confirm this address",
  "mail.alternate-new-asked.title": () => "Confirm your new address for codes",
  "mail.alternate-new-confirmed.title": () => "This address is confirmed",
  "mail.alternate-new-changed.title": () => "Your codes come here now",
  "mail.alternate-new-asked": (p: { organization: string; at: string }) =>
    `Codes for ${p.organization} are to come to this address, because you can't read your other mail. Please confirm until ${time(p.at)} that it is yours: the page sends a code here. If you do not know what this is about, do nothing.`,
  "mail.alternate-new-confirmed": (p: { organization: string; at: string }) =>
    `Codes for ${p.organization} come to this address from ${time(p.at)} on. Until then they go where they went before.`,
  "mail.alternate-new-changed": (p: { organization: string; at: string }) =>
    `Codes for ${p.organization} come to this address now, and so does what concerns your security there. Other mail still goes to your own address.`,
  "web.alternate-title": () => "Alternate address",
  "web.alternate-add": () => "Add address",
  "web.alternate-pending": () => "A change waits for its time. Look here to see it, or to stop it.",
  "web.alternate-why": () =>
    "With an alternate address codes go there instead, and so does what concerns your security. Everything else still goes to your own address.",
  "web.alternate-besides": (p: { email: string }) =>
    `What concerns your security goes there too. Everything else goes to ${p.email}.`,
  "web.alternate-off": (p: { email: string }) => `You have none. Codes are mailed to ${p.email}.`,
  "web.alternate-on": (p: { alternate: string }) => `Codes are mailed to ${p.alternate}.`,
  "web.alternate-app": () =>
    "You have an authenticator app, so codes are mailed only while it is not used. Notices about your security go to both addresses.",
  "web.alternate-waits": (p: { email: string | null; own: string; at: string }) =>
    `From ${time(p.at)} on codes go to ${p.email ?? p.own}. Until then nothing changes, and you can stop it.`,
  "web.alternate-asked": (p: { email: string; until: string }) =>
    `An administrator has asked that codes go to ${p.email}. A mail there says how to confirm it until ${time(p.until)}. Until then nothing changes.`,
  "web.alternate-email": () => "New address for codes",
  "web.alternate-hint": (p: { hours: number }) =>
    `A code goes there at once, to show that you read it. Your codes go there ${p.hours} hours later.`,
  "web.alternate-send": () => "Send code",
  "web.alternate-remove": () => "Remove the alternate address",
  "web.alternate-remove-intro": (p: { email: string; hours: number }) =>
    `Without it, codes go to ${p.email} again, ${p.hours} hours later.`,
  "web.alternate-stop": () => "Leave it as it is",
  "web.alternate-confirm-title": () => "Confirm the new address",
  "web.alternate-confirm-intro": (p: { email: string; minutes: number }) =>
    `We have mailed a code to ${p.email}. It is good for ${p.minutes} minutes.`,
  "web.alternate-confirm": () => "Confirm",
  "web.alternate-other": () => "Use another address",
  "web.done-alternate-confirmed": () =>
    "Your new address is confirmed. Your codes go there in 24 hours, and you can stop that until then.",
  "web.done-alternate-removed": () =>
    "Your alternate address is removed in 24 hours. Until then codes still go there, and you can stop it.",
  "web.done-alternate-stopped": () => "Stopped. Codes are still mailed where they were mailed before.",
  "web.alternate-link-title": () => "Confirm that this address is yours",
  "web.alternate-link-intro": (p: { organization: string; email: string }) =>
    `Codes for ${p.organization} are to go to ${p.email}. We mail a code there, and you type it on the next page.`,
  "web.alternate-link-done-title": () => "Confirmed",
  "web.alternate-link-done": (p: { hours: number }) =>
    `Your codes go to this address in ${p.hours} hours. Your other address and your chats are told, and it can be stopped from there until then.`,
  "web.alternate-stop-title": () => "Leave it as it is?",
  "web.alternate-stop-intro": (p: { organization: string; email: string | null }) =>
    `Your codes for ${p.organization} will not go to ${p.email ?? "your own address"}. They are still mailed where they are mailed now.`,
  "web.alternate-stopped-title": () => "Stopped",
  "web.alternate-stopped": () =>
    "Codes are still mailed where they were mailed before. If you did not ask for this change, change your password and tell an administrator.",
  "web.alternate-closed": () =>
    "It was used already, or what it is about is done or has ended. If codes go where they should not, tell an administrator at once.",
};

type Ended = { organization: string; email: string | null };
