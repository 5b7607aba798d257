import { command, count } from "./format.ts";

export const web = {
  "web.product": () => "Countersign",
  "web.for-organization": (p: { organization: string }) => `for ${p.organization}`,
  "web.never-in-chat": (p: { organization: string }) =>
    `This is the Countersign server of ${p.organization}. Passwords are typed here and never in a chat.`,
  "web.error-title": (p: { title: string }) => `Error: ${p.title}`,
  "web.document-title": (p: { title: string; organization: string }) => `${p.title} · ${p.organization} · Countersign`,
  "web.home-title": () => "This is Countersign",
  "web.home-intro": (p: { organization: string }) =>
    `${p.organization} uses it to manage who can use its merchant account: from chat, with one-time codes and a second person's approval.`,
  "web.home-where": () => "Where to go",
  "web.home-slack": () => `In Slack, type ${command("")}. It shows what you can do.`,
  "web.home-teams": () => "In Microsoft Teams, open the chat with Countersign and write help.",
  "web.home-tryout": () => "Open the try-out chat",
  "web.home-chat": () => `In your chat, type ${command("")}. It shows what you can do.`,
  "web.home-security": () => "Sign in to your security settings: your password and your authenticator app",
  "web.home-invited": () => "Were you invited? Open the link in your invitation. There is no need to sign up here.",
  "web.step-start": () => "Start",
  "web.step-confirm": () => "Confirm",
  "web.step-done": () => "Done",
  "web.steps": () => "Progress",
  "web.start-title": () => "Let's get started",
  "web.start-intro": (p: { organization: string }) =>
    `You are invited to join ${p.organization}. Activating your membership takes about a minute.`,
  "web.start-code": () => "We send a code to the e-mail address that was invited.",
  "web.start-password": () => "You type the code and choose a password.",
  "web.start-chat": () => "You connect your chat account, if it isn't connected yet.",
  "web.start-button": () => "Send code",
  "web.finish-title": () => "Confirm it's you",
  "web.finish-sent": (p: { to: string; minutes: number }) =>
    `We sent a code to ${p.to}. It is good for ${count(p.minutes, { one: "minute", other: "minutes" })}.`,
  "web.finish-intro": () => "Type the code from your e-mail and choose a password.",
  "web.finish-code": () => "Code from the e-mail",
  "web.finish-code-hint": (p: { length: number }) => `${p.length} digits`,
  "web.finish-name": () => "Your name (optional)",
  "web.finish-name-hint": (p: { organization: string; max: number }) =>
    `As people in ${p.organization} know you, at most ${p.max} characters. It is shown next to your e-mail address.`,
  "web.finish-email": () => "E-mail",
  "web.finish-password-use": (p: { organization: string }) =>
    `The password is for signing in on this server of ${p.organization}, where your security settings are. No chat will ever ask for it: there you use codes.`,
  "web.finish-password": () => "New password",
  "web.finish-password-hint": () =>
    "At least 12 characters of any kind. A few unrelated words are strong and easy to remember.",
  "web.finish-repeat": () => "Repeat the password",
  "web.finish-repeat-differs": () => "The two passwords are not the same. Please type both again.",
  "web.finish-kept-hint": () =>
    "Your password is kept for ten minutes. Leave both fields empty to use it, or type another one twice.",
  "web.show-passwords": () => "Show passwords",
  "web.finish-button": () => "Activate",
  "web.resend-question": () => "No code yet? Look in the spam folder too.",
  "web.resend-button": () => "Send a new code",
  "web.error-count": (p: { count: number }) =>
    p.count === 1 ? "One thing needs another look." : `${p.count} things need another look.`,
  "web.password-again": () => "For your safety the passwords were not kept: please type them again.",
  "web.password-kept": () => "Your password is kept: you need not type it again.",
  "web.stale-form": () => "This page was open in two windows or for too long. Please fill it in again.",
  "web.done-title": () => "You're in",
  "web.done-intro": (p: { organization: string; email: string }) =>
    `Your membership in ${p.organization} is active, for ${p.email}.`,
  "web.done-next": () => "Next: connect your chat",
  "web.done-linked": () =>
    `Your chat account is connected already. You can close this page and type ${command("")} in the chat.`,
  "web.done-slack": () =>
    `In Slack, type ${command("")}. Countersign asks for your work e-mail and sends a code there.`,
  "web.done-teams": () =>
    "In Microsoft Teams, open the chat with Countersign and write team. It asks for your work e-mail and sends a code there.",
  "web.done-tryout": () => `In the try-out chat, choose your name and type ${command("")}.`,
  "web.done-tryout-link": () => "Go to the try-out chat",
  "web.done-no-chat": () => "You can close this page.",
  "web.closed-title": () => "This link doesn't work",
  "web.closed-intro": () =>
    "It may have been used already, replaced by a newer one, or expired. Links work once and for a limited time.",
  "web.closed-newest": () => "If you have several messages, open the link in the newest one.",
  "web.closed-done": () => `If you have activated your membership already, type ${command("")} in your chat.`,
  "web.closed-ask": () => "Otherwise ask the person who invited you for a new invitation.",
  "web.not-found-title": () => "Page not found",
  "web.not-found-intro": () => "The address may be mistyped or out of date.",
  "web.home-link": () => "To the start page",
  "web.forbidden-title": () => "This didn't come from our page",
  "web.forbidden-intro": () =>
    "The browser says that another site sent this form, so nothing was done. Please open the link in your invitation again.",
  "web.bad-request-title": () => "That could not be read",
  "web.bad-request-intro": () => "The browser sent something this server doesn't understand. Nothing was done.",
  "web.too-large-title": () => "That was too large",
  "web.too-large-intro": () => "The form is larger than this server accepts. Nothing was done.",
  "web.broken-title": () => "Something went wrong",
  "web.broken-intro": () => "It is not your fault. Please try again in a moment.",
  "web.broken-reference": (p: { reference: string }) =>
    `If it happens again, give this reference to the person who runs Countersign: ${p.reference}`,
  "web.busy-title": () => "One moment, please",
  "web.busy": () => "Many people are doing this right now. Please try again in a minute.",
};
