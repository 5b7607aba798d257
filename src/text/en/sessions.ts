import { command, count, time } from "./format.ts";

export const sessions = {
  "code.what.session.sign-in": (p: { organization: string }) =>
    `sign in to your security settings at ${p.organization}`,
  "code.what.session.reset": (p: { organization: string }) => `set a new password at ${p.organization}`,
  "mail.reset-subject": (p: { organization: string }) => `A new password for ${p.organization}`,
  "mail.reset-body": (p: { organization: string; minutes: number }) =>
    `Somebody asked to set a new password for you at ${p.organization}. If it was you, open the link within ${p.minutes} minutes. It works once.`,
  "mail.reset-warning": () =>
    "If it was not you, do nothing: your password stays as it is. Tell an administrator if it happens again.",
  "mail.reset-link": () => "Set a new password",
  "notice.new-device.title": () => "A sign-in from a new browser",
  "notice.new-device": (p: { organization: string; agent: string | null }) =>
    `You have signed in to ${p.organization} with ${p.agent ?? "a browser"} that was not used before. If this was not you, set a new password at once and tell an administrator.`,
  "notice.password-changed.title": () => "Your password has changed",
  "notice.password-changed": (p: { organization: string }) =>
    `Your password for ${p.organization} is another one now, and you are signed out everywhere else. If this was not you, tell an administrator at once.`,
  "notice.password-reset": (p: { organization: string }) =>
    `A new password was set for you at ${p.organization}, because the old one was forgotten, and you are signed out everywhere. If this was not you, tell an administrator at once.`,
  "help.security": () => "your password and where you are signed in",
  "security.title": () => "Your security settings",
  "security.intro": (p: { minutes: number }) =>
    `They are on a page of their own, because passwords are never typed in a chat. The link is only for you, works once, and is good for ${p.minutes} minutes.`,
  "security.link": () => "Open security settings",
  "fact.sessions": () => "Signed in",
  "security.sessions": (p: { count: number }) =>
    p.count === 0 ? "nowhere" : `in ${count(p.count, { one: "browser", other: "browsers" })}`,
  "web.session-over": () => "You are signed out, because nothing was done for a while. Please sign in again.",
  "web.sign-in-title": () => "Sign in",
  "web.sign-in-intro": (p: { organization: string }) =>
    `Here you change your password and see where you are signed in at ${p.organization}. Everything else is done in your chat.`,
  "web.sign-in-email": () => "E-mail address",
  "web.sign-in-password": () => "Password",
  "web.sign-in-button": () => "Continue",
  "web.sign-in-forgotten": () => "Forgot your password?",
  "web.sign-in-wrong": () => "This address and this password don't belong together. Please check both.",
  "web.password-wrong": () => "This is not your password. Please check it.",
  "web.sign-in-wait": (p: { minutes: number }) =>
    `There were too many wrong attempts. Please wait ${count(p.minutes, { one: "minute", other: "minutes" })}, or set a new password.`,
  "web.asked-wait": (p: { minutes: number }) =>
    `This was asked for too often. Please wait ${count(p.minutes, { one: "minute", other: "minutes" })}.`,
  "web.password-title": () => "Type your password",
  "web.password-intro": (p: { email: string }) =>
    `You came with a link for ${p.email}. Your password shows that it is you.`,
  "web.code-title": () => "Type the code",
  "web.code-intro": (p: { to: string; minutes: number }) =>
    `We sent a code to ${p.to}. It is good for ${count(p.minutes, { one: "minute", other: "minutes" })}.`,
  "web.code-button": () => "Continue",
  "web.code-label": () => "Code from the e-mail",
  "web.fresh-title": () => "Is it still you?",
  "web.fresh-intro": (p: { email: string }) => `Before you change this, we send one more code to ${p.email}.`,
  "web.forgotten-title": () => "Set a new password",
  "web.forgotten-intro": () => "Type your e-mail address. If it belongs to a member, we send a link there.",
  "web.forgotten-button": () => "Send the link",
  "web.forgotten-sent-title": () => "Look into your mail",
  "web.forgotten-sent": (p: { minutes: number }) =>
    `If that address belongs to a member, a link is on its way. It is good for ${p.minutes} minutes. Look into the spam folder too.`,
  "web.forgotten-no-mail": () =>
    `No mail? Perhaps another address is known of you: ${command("member")} shows it in your chat.`,
  "web.open-title": () => "Open your security settings",
  "web.open-intro": (p: { email: string }) => `This link is for ${p.email}. You need your password and a code next.`,
  "web.open-reset-title": () => "Set a new password",
  "web.open-reset-intro": (p: { email: string }) => `This link is for ${p.email}. We send a code there next.`,
  "web.open-button": () => "Continue",
  "web.open-code-button": () => "Send code",
  "web.security-closed-intro": () =>
    "It may have been used already, replaced by a newer one, or be too old. Links work once and for a short time.",
  "web.security-closed-chat": () => `For another one, type ${command("security")} in your chat.`,
  "web.security-closed-sign-in": () => "Sign in with your password",
  "web.new-password-title": () => "Choose a new password",
  "web.new-password-intro": () => "After that you are signed out everywhere, and sign in with the new password.",
  "web.new-password-button": () => "Set the password",
  "web.change-password-title": () => "Change your password",
  "web.change-password-intro": () => "After that you are signed out in all other browsers.",
  "web.change-password-current": () => "Password now",
  "web.settings-title": () => "Security settings",
  "web.settings-who": (p: { email: string }) => `You are signed in as ${p.email}.`,
  "web.settings-password": () => "Password",
  "web.settings-password-set": () => "It is for signing in here. Chats never ask for it.",
  "web.settings-sessions": () => "Where you are signed in",
  "web.settings-sessions-intro": (p: { minutes: number }) =>
    `A browser is signed out after ${p.minutes} minutes without use.`,
  "web.settings-this": (p: { agent: string | null }) => `${p.agent ?? "A browser"} – this one`,
  "web.settings-other": (p: { agent: string | null; at: string }) =>
    `${p.agent ?? "A browser"}, last used at ${time(p.at)}`,
  "web.settings-end-others": () => "Sign out everywhere else",
  "web.settings-sign-out": () => "Sign out",
  "web.done-password": () => "Your password has changed, and you are signed out everywhere else.",
  "web.done-reset": () => "Your new password is set. Please sign in with it.",
  "web.done-others": () => "You are signed out everywhere else.",
  "web.done-signed-out": () => "You are signed out.",
  "web.button-change": () => "Change",
};
