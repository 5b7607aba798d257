import { count, time } from "./format.ts";

export const recoveries = {
  "recover.no-such-member": (p: { who: string }) => `${p.who} is not the address of an active member. Please check it.`,
  "recover.no-administrator": (p: { who: string }) =>
    `${p.who} is not an administrator, so this is not for the console: ask an administrator for help in the chat.`,
  "recover.ask-others": (p: { who: string; count: number }) =>
    `There are ${count(p.count, { one: "other administrator", other: "other administrators" })} who can help ${p.who}: ask another administrator for a reset in the chat. One asks for it and another one approves. The console is only for whom nobody else can help.`,
  "recover.same-address": (p: { who: string }) =>
    `${p.who} is the address already. Leave out --address, or give another one.`,
  "recover.no-address": (p: { who: string }) => `${p.who} is not an e-mail address.`,
  "recover.link": (p: { who: string; at: string }) =>
    `This link lets ${p.who} set a new password. It works once, until ${time(p.at)}. Give it to nobody else:`,
  "recover.next": (p: { email: string }) =>
    `The page asks for a code, which is mailed to ${p.email}. The authenticator app is off, its recovery codes are void, and all sessions are over.`,
  "recover.told": () =>
    "This is an entry in the history. The member, everybody who may read the history, and SECURITY_CONTACT are told.",
  "notice.recovered.title": () => "You were let in again at the server's console",
  "notice.recovered": (p: { organization: string }) =>
    `At the console of the server of ${p.organization} a link was made with which you set a new password. Your authenticator app is off, and you are signed out everywhere. If you know nothing of this, tell who runs the server at once.`,
  "notice.recovery-told.title": () => "An administrator was let in again at the server's console",
  "notice.recovery-told": (p: { organization: string; who: string }) =>
    `At the console of the server of ${p.organization} a link was made with which ${p.who} sets a new password; their authenticator app is off. If nobody there asked for help, somebody else may have got into the server: tell who runs it at once.`,
};
