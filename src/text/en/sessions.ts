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
  "web.session-over": () => "You are signed out, because nothing was done for a while. Please sign in again.",
  "web.sign-in-title": () => "Sign in",
  "web.sign-in-intro": (p: { organization: string }) =>
    `Here you change your password and set up an authenticator app for ${p.organization}. Everything else is done in your chat.`,
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
  "web.open-reset-intro": (p: { email: string }) => `This link is for ${p.email}. Next we mail you a code.`,
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
  "web.codes-title": () => "Codes by mail in your chat",
  "web.codes-off": () => "They are off: fifty wrong codes in a row were typed in your name in a chat.",
  "web.codes-intro": () =>
    "Were these codes not typed by you? Then somebody else uses your chat account. Tell an administrator before you switch codes on again.",
  "web.codes-button": () => "Switch on again",
  "web.done-codes": () => "Codes are mailed to you again for what you do in the chat.",
  "notice.codes-enabled.title": () => "Codes work again in your chat",
  "notice.codes-enabled": (p: { organization: string }) =>
    `Codes by mail were off at ${p.organization}, because fifty wrong ones in a row were typed in your name in a chat. They were switched on again with a code on the security page. If this was not you, tell an administrator at once.`,
  "web.done-others": () => "You are signed out everywhere else.",
  "web.done-signed-out": () => "You are signed out.",
  "web.button-change": () => "Change",
  "web.done-authenticator": () => "Your authenticator app is off. Codes are mailed to you again.",
  "web.code-app-intro": () => "Open your authenticator app and type the code that it shows for Countersign.",
  "web.fresh-app-intro": () => "Before you change this, we ask for one more code of your authenticator app.",
  "web.recover-link": () => "You don't have your app? Use a recovery code",
  "web.recover-title": () => "Use a recovery code",
  "web.recover-intro": () =>
    "It takes your lost app off, and lets you set up another one. It is good for nothing else. Without a recovery code, ask an administrator to reset your app.",
  "web.recover-label": () => "Recovery code",
  "web.recover-hint": () => "One of the ten that you wrote down, such as 3-7KQM-9XWV-0PTB-5HZD",
  "web.recover-wrong": () => "This is not one of your recovery codes, or it was used before. Please check it.",
  "web.recover-back": () => "Back to the code of the app",
  "web.new-factor-intro": () => "Your lost app is off. Set up another one now: until then there is nothing else here.",
  "web.authenticator-title": () => "Authenticator app",
  "web.authenticator-off": () => "You have none. Codes are mailed to you.",
  "web.authenticator-on": (p: { count: number }) =>
    `It is set up: we ask for its codes, and mail you none. You have ${count(p.count, { one: "recovery code", other: "recovery codes" })} left.`,
  "web.authenticator-waits": (p: { at: string }) =>
    `It is set up, and its codes are asked for from ${time(p.at)} on. Until then codes are mailed to you.`,
  "web.authenticator-why": () =>
    "An app such as Google Authenticator, Microsoft Authenticator or 1Password shows a new code every 30 seconds. It is stronger than a mailed code, because nobody can read it on the way.",
  "web.authenticator-begin": () => "Set up an app",
  "web.authenticator-replace": () => "Set up another app instead",
  "web.authenticator-remove": () => "Take it off",
  "web.authenticator-needs-approval": () =>
    `It protects your administrative permissions, so taking it off needs somebody else's approval. Ask for it in your chat: ${command("security remove")}`,
  "web.authenticator-none": () => "Nothing is being set up. Please begin again.",
  "web.authenticator-wrong": () =>
    "This is not the code that the app shows now. Please wait for the next one; if that is wrong too, check the time of your device.",
  "web.authenticator-set-up-title": () => "Set up your app",
  "web.authenticator-set-up-intro": () => "Scan this picture with your app. Then type the code that it shows.",
  "web.authenticator-picture": () => "A QR code for your authenticator app. The same key is below in letters.",
  "web.authenticator-here": () => "Open it in an app on this device",
  "web.authenticator-by-hand": () => "Or type this key into your app:",
  "web.authenticator-confirm": () => "Confirm",
  "web.authenticator-bound": () => "Your app is set up. From now on we ask for its codes.",
  "web.authenticator-bound-waits": (p: { at: string }) =>
    `Your app is set up. We ask for its codes from ${time(p.at)} on, so that you can be warned if this was not you.`,
  "web.recovery-codes-title": () => "Write these down",
  "web.recovery-codes-intro": () =>
    "If you lose your app, each of these recovery codes lets you set up another one, once. Keep them where you keep what is important, and not on the same device.",
  "web.recovery-codes-once": () => "They are shown only now. New ones come with another app.",
  "web.recovery-codes-kept": () => "I have them",
  "notice.authenticator-bound.title": () => "Your authenticator app is set up",
  "notice.authenticator-bound": (p: { organization: string }) =>
    `An authenticator app was set up for you at ${p.organization}, and its codes are asked for from now on. If this was not you, tell an administrator at once.`,
  "notice.authenticator-waits": (p: { organization: string; at: string }) =>
    `An authenticator app was set up for you at ${p.organization}. Its codes are asked for from ${time(p.at)} on. If this was not you, set a new password and take the app off before that, and tell an administrator at once.`,
  "notice.authenticator-removed.title": () => "Your authenticator app is off",
  "notice.authenticator-self": (p: { organization: string }) =>
    `Your authenticator app for ${p.organization} was taken off. If this was not you, tell an administrator at once.`,
  "notice.authenticator-recovery-code": (p: { organization: string }) =>
    `Your authenticator app for ${p.organization} was taken off with a recovery code. If this was not you, tell an administrator at once.`,
  "notice.authenticator-request": (p: { organization: string }) =>
    `Your authenticator app for ${p.organization} was taken off, as was asked for and approved. Codes are mailed to you again. If you know nothing of this, tell an administrator at once.`,
};
