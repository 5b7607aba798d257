import { count, time } from "./format.ts";

export const passkeys = {
  "web.passkeys-title": () => "Passkeys",
  "web.passkeys-count": (p: { count: number }) =>
    p.count === 0
      ? "You have none. With one, you approve by a finger, a face or a PIN on your device."
      : `You have ${count(p.count, { one: "passkey", other: "passkeys" })}.`,
  "web.passkeys-why": () =>
    "A passkey is kept on your device or in your password manager, and is used with a finger, a face or a PIN. It works on this site only, so nobody can trick you into giving it away.",
  "web.passkey-use-title": () => "Use your passkey",
  "web.passkey-use-intro": () => "Your device asks for a finger, a face or a PIN.",
  "web.passkey-code-instead": () => "Use a code instead",
  "web.passkey-lost": () =>
    "You don't have your passkey any more? Ask an administrator to reset your security settings.",
  "web.passkey-name": () => "Name",
  "web.passkey-name-hint": () => "So that you know it again, such as “My phone”.",
  "web.passkey-default-name": (p: { agent: string | null }) => p.agent ?? "My device",
  "web.passkey-add": () => "Add a passkey",
  "web.passkey-remove": () => "Remove",
  "web.passkey-line": (p: { name: string; at: string }) => `${p.name}, added ${time(p.at)}`,
  "web.passkey-used": (p: { at: string }) => `last used ${time(p.at)}`,
  "web.passkey-never-used": () => "never used",
  "web.passkey-from": (p: { at: string }) => `counts from ${time(p.at)} on`,
  "web.passkey-backed-up": () => "synchronised between your devices",
  "web.passkey-no-script": () => "Passkeys need JavaScript. Please allow it for this page.",
  "web.passkey-unsupported": () => "This browser can't use passkeys. Please take another browser or device.",
  "web.passkey-given-up": () => "No passkey was used. You can try again.",
  "web.passkey-not-added": () => "The passkey could not be added. Please try again.",
  "web.passkey-too-many": (p: { most: number }) => `You have ${p.most} passkeys already. Remove one first.`,
  "web.passkey-gone": () => "This passkey is not there any more.",
  "web.passkey-last": () =>
    "It is the last thing that protects your administrative permissions, so it can't be removed by you alone. Add another passkey or an authenticator app first.",
  "web.passkey-impossible": () =>
    "Passkeys need an address with a name and https (or localhost). Please tell the person who runs Countersign.",
  "web.done-passkey": () => "Your passkey is added. You can use it from now on.",
  "web.done-passkey-waits": () =>
    "Your passkey is added. It counts in 24 hours, so that you can be warned if this was not you.",
  "web.done-passkey-removed": () => "The passkey is removed. You may also delete it on your device.",
  "verify.intro-passkey": () => "One step left, so that we know it's you.",
  "code.on-page": () => "You use your passkey for this, on a page that shows it once more.",
  "button.passkey": () => "Use a passkey",
  "web.decide-approve-title": () => "Approve this?",
  "web.decide-verify-title": () => "Confirm your request",
  "web.decide-who": (p: { email: string }) => `You decide as ${p.email}.`,
  "web.decide-approve": () => "Approve with a passkey",
  "web.decide-deny": () => "Deny with a passkey",
  "web.decide-verify": () => "Confirm with a passkey",
  "web.decide-comment": () => "Comment",
  "web.decide-comment-hint": () => "To deny, please say why. At most 500 characters.",
  "web.decide-wrong": () => "This was not one of your passkeys, or it took too long. Please try again.",
  "web.decide-none": () =>
    "You have no passkey that counts here. Decide in the chat with a code, or add a passkey on the security page.",
  "web.decide-closed": () => "It is good for a short time only. Press the button in your chat once more for a new one.",
  "web.decide-over": () => "This is over",
  "web.decide-back": () => "You can close this page. Your chat shows how it goes on.",
  "notice.passkey-added.title": () => "You have a new passkey",
  "notice.passkey-added": (p: { organization: string; name: string }) =>
    `A passkey (“${p.name}”) was added for you at ${p.organization}, and can be used from now on. If this was not you, tell an administrator at once.`,
  "notice.passkey-waits": (p: { organization: string; name: string; at: string }) =>
    `A passkey (“${p.name}”) was added for you at ${p.organization}. It counts from ${time(p.at)} on. If this was not you, remove it on the security page and tell an administrator at once.`,
  "notice.passkey-removed.title": () => "A passkey of yours is removed",
  "notice.passkey-removed": (p: { organization: string }) =>
    `A passkey of yours was removed at ${p.organization}. If this was not you, tell an administrator at once.`,
};
