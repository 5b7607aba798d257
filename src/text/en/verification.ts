import { command, count } from "./format.ts";

export const verification = {
  "field.label.code": () => "One-time code",
  "field.hint.code": (p: { length: number; minutes: number }) =>
    `${p.length} digits, good for ${p.minutes} minutes. Nobody will ever ask you for it elsewhere.`,
  "refused.no-open-code": () =>
    `Nothing is waiting for a code from you. You are asked for one when you change something: see ${command("help")}.`,
  "refused.many-open-codes": () =>
    "More than one form is waiting for a code from you. Please type the code in the form it is for.",
  "refused.code-in-form": () => "This code belongs to a form that has more to fill in. Please type it there.",
  "code.sent-to": (p: { address: string; minutes: number }) =>
    `We have sent a code to ${p.address}. It is good for ${p.minutes} minutes.`,
  "code.sent-again": (p: { address: string; minutes: number }) =>
    `We have sent a new code to ${p.address}. It is good for ${p.minutes} minutes. The code before is not valid any more.`,
  "field.label.app-code": () => "Code from your authenticator app",
  "field.hint.app-code": (p: { length: number }) =>
    `${p.length} digits, as your app shows them now. Nobody will ever ask you for them elsewhere.`,
  "code.from-app": () => "Open your authenticator app and type the code that it shows for Countersign.",
  "code.used": () =>
    "This code was used already. Please wait for the next one in your app: it comes within 30 seconds.",
  "code.wrong": () => "This code is wrong or no longer valid. Check the newest e-mail, or ask for a new code.",
  "code.cool-down": (p: { seconds: number }) =>
    `A code was sent a moment ago. Another can be sent in ${count(p.seconds, { one: "second", other: "seconds" })}.`,
  "code.used-up": (p: { minutes: number }) =>
    `Too many wrong codes. For your safety you can get another one only in ${count(p.minutes, { one: "minute", other: "minutes" })}.`,
  "code.disabled": () =>
    `Fifty wrong codes in a row were typed in your name, so codes are off in the chat. Switch them on again on the security page: ${command("security")}`,
  "code.disabled-web": () =>
    "Fifty wrong codes in a row were typed on these pages in your name, so no more are accepted here. Sign out and choose “Forgot your password?”: the link that is mailed to you makes codes work again.",
  "code.disabled-app": () =>
    `Fifty wrong codes in a row were typed in your name, so your authenticator app is off in the chat. Set it up again on the security page: ${command("security")}`,
  "code.disabled-app-web": () =>
    "Fifty wrong codes in a row were typed on these pages in your name, so your authenticator app is off here. Use a recovery code, or ask an administrator to reset your app.",
  "code.hourly": (p: { most: number; minutes: number }) =>
    `${p.most} codes were sent to you within an hour and not used, and that is the limit. You can get another one in ${count(p.minutes, { one: "minute", other: "minutes" })}.`,
  "code.daily": (p: { most: number; minutes: number }) =>
    `${p.most} codes were sent to you within a day and not used, and that is the limit. You can get another one in ${p.minutes > 60 ? count(Math.ceil(p.minutes / 60), { one: "hour", other: "hours" }) : count(p.minutes, { one: "minute", other: "minutes" })}.`,
  "mail.code-subject": (p: { what: string }) => `Code to ${p.what}`,
  "mail.code-body": (p: { what: string; minutes: number }) =>
    `Use this code to ${p.what}. It is good for ${p.minutes} minutes, and for nothing else.`,
  "mail.code-warning": () => "If you didn't ask for it, tell an administrator. Never give it to anybody.",
  "code.what.other": () => "confirm what you are doing",
};
