import { command, count, list, time } from "./format.ts";

export const security = {
  "help.security": () => "Your password, your authenticator app, your passkeys and where you are signed in.",
  "security.title": () => "Your security settings",
  "security.intro": (p: { minutes: number }) =>
    `They are on a page of their own, because passwords are never typed in a chat. The buttons are only for you: whichever you use first works once, within ${p.minutes} minutes.`,
  "security.link": () => "Open security settings",
  "security.link-authenticator": () => "Authenticator app",
  "security.link-password": () => "Password",
  "security.link-payment": () => "Payment password",
  "fact.payment": () => "Payment password",
  "security.payment-none": () => "none",
  "security.payment-set": (p: { at: string }) => `set ${time(p.at)}`,
  "security.payment-off": (p: { at: string }) =>
    `set ${time(p.at)}; off, because fifty wrong ones in a row were typed: change it to use it again`,
  "fact.sessions": () => "Signed in",
  "security.sessions": (p: { count: number }) =>
    p.count === 0 ? "nowhere" : `in ${count(p.count, { one: "browser", other: "browsers" })}`,
  "help.security-who": () => "Who has administrative permissions, and neither an authenticator app nor a passkey.",
  "help.security-reset": () => "Take off the authenticator app and the passkeys that a member has lost.",
  "help.security-remove": () => "Take off your own app, where it protects administrative permissions.",
  "fact.app": () => "Authenticator app",
  "fact.recovery-codes": () => "Recovery codes",
  "fact.passkey": () => "Passkey",
  "fact.passkeys": () => "Passkeys",
  "security.passkeys": (p: { count: number }) => (p.count === 0 ? "none" : String(p.count)),
  "security.link-passkeys": () => "Passkeys",
  "passkey-reset.request": (p: { who: string }) => `take off the passkeys of ${p.who}`,
  "fact.protects": () => "Protects",
  "security.app-none": () => "none: codes are mailed to you",
  "security.app-waits": (p: { at: string }) => `set up; its codes are asked for from ${time(p.at)} on`,
  "security.app-on": (p: { at: string }) => `on since ${time(p.at)}`,
  "security.recovery-codes": (p: { count: number }) => `${p.count} left`,
  "security.who-title": () => "Without an authenticator app or a passkey",
  "security.who-intro": () =>
    `Active members with administrative permissions whose codes are mailed. They set an app or a passkey up themselves: ${command("security")}`,
  "security.who-none": () => "Everybody with administrative permissions has an authenticator app or a passkey.",
  "security.lacks": (p: { at: string | null; codesTo: string | null; roles: string[]; more: number }) => {
    const codes = p.codesTo ? `; codes go to ${p.codesTo}` : "";
    const more = p.more > 0 ? [count(p.more, { one: "more role", other: "more roles" })] : [];
    return `${p.at ? `an app that counts from ${time(p.at)} on` : "no app"}${codes}; ${list([...p.roles, ...more])}`;
  },
  "button.reset-app": () => "Reset authenticator app",
  "app.since": (p: { at: string }) => `set up at ${time(p.at)}`,
  "app.moved": (p: { who: string }) => `${p.who} no longer has the authenticator app that they had then.`,
  "app-reset.title": () => "Reset an authenticator app",
  "app-reset.intro": (p: { who: string }) =>
    `The app, the passkeys and the recovery codes of ${p.who} are good no more, and they are signed out of the pages. Codes are mailed to them until they set up another app or passkey.`,
  "app-reset.reason-hint": () =>
    "How do you know that it is really them who have lost it? For example: I called them on their known number.",
  "app-reset.request": (p: { who: string }) => `take off the authenticator app of ${p.who}`,
  "app-remove.title": () => "Take your authenticator app off",
  "app-remove.intro": () =>
    "Your app and your recovery codes are good no more, and you are signed out of the pages. Codes are mailed to you again. It protects administrative permissions, so somebody else has to approve it.",
  "app-remove.request": (p: { who: string }) => `take off the authenticator app of ${p.who}, as they ask themselves`,
  "help.security-mailbox": () => "Let codes go to another address, for a member who can’t read their mail any more.",
  "field.label.mailbox": () => "New address for codes",
  "field.hint.mailbox": (p: { hours: number }) =>
    `The member confirms it with a code that goes there. Codes go there ${p.hours} hours after that.`,
  "fact.codes-then": () => "Codes are to go to",
  "button.reset-mailbox": () => "Mailbox lost",
  "mailbox.title": () => "A mailbox was lost",
  "mailbox.intro": (p: { who: string }) =>
    `Codes for ${p.who} are to go to another address. Their own address, their chats and the new address are told. Whoever reads the old mail can stop it for a day.`,
  "mailbox.reason-hint": () =>
    "How do you know that it is really them, and that the new address is theirs? For example: I called them on their known number.",
  "mailbox.request": (p: { who: string }) => `send the codes of ${p.who} to another address`,
  "refused.own-mailbox": () =>
    `Nobody does this for themselves: ask another administrator. While you can still get a code, use ${command("security email")}`,
  "refused.mailbox-not-active": () =>
    "This is only for active members. An invitation is revoked, and sent to another address.",
  "refused.mailbox-has-app": (p: { who: string }) =>
    `${p.who} has an authenticator app or a passkey, so they need no mail for a code. They set another address themselves: ${command("security email")}`,
  "refused.no-app": (p: { who: string }) =>
    `${p.who} has no authenticator app and no passkey, so there is nothing to take off.`,
  "refused.app-not-active": () => "Only the app of an active member can be taken off.",
  "refused.app-changed": () => "Meanwhile this app was taken off, or another one was set up. Please look again.",
  "refused.app-on-page": () =>
    `Your app protects no administrative permissions, so you take it off yourself, without an approval: ${command("security")}`,
};
