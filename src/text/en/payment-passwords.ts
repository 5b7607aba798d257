import { time } from "./format.ts";

export const paymentPasswords = {
  "notice.payment-set.title": () => "You have a payment password",
  "notice.payment-set": (p: { organization: string }) =>
    `A payment password was set for you at ${p.organization}. If this was not you, set a new password and a new payment password at once, and tell an administrator.`,
  "notice.payment-changed.title": () => "Your payment password has changed",
  "notice.payment-changed": (p: { organization: string }) =>
    `Your payment password at ${p.organization} is another one now. If this was not you, set a new password and a new payment password at once, and tell an administrator.`,
  "web.settings-payment": () => "Payment password",
  "web.settings-payment-none": () =>
    "Not set. The payment systems of your company may ask for one before money is moved.",
  "web.settings-payment-set": (p: { at: string }) => `Set ${time(p.at)}.`,
  "web.settings-payment-locked": (p: { until: string }) =>
    `Locked until ${time(p.until)}, because wrong ones were typed. If that was not you, tell an administrator.`,
  "web.settings-payment-disabled": () =>
    "Disabled, because too many wrong ones were typed. Set a new one. If that was not you, tell an administrator.",
  "web.payment-add-title": () => "Add a payment password",
  "web.payment-change-title": () => "Change your payment password",
  "web.payment-add-intro": () =>
    "You type it where your company asks for it before money is moved, and nowhere else: not here when you sign in, and never in a chat.",
  "web.payment-change-intro": () =>
    "The old one is not asked for, so this is also the way if you forgot it, or if it is locked or disabled.",
  "web.payment-password": () => "Payment password",
  "web.payment-hint": () => "8 to 128 characters, and another one than your password for signing in.",
  "web.payment-repeat": () => "The same once more",
  "web.payment-saved-as": () => "Name in a password manager",
  "web.payment-button": () => "Set the payment password",
  "web.payment-is-password": () =>
    "This is your password for signing in. Please choose another one: who learns the one must not know the other.",
  "web.password-is-payment": () =>
    "This is your payment password. Please choose another one: who learns the one must not know the other.",
  "web.done-payment": () => "Your payment password is set.",
  "web.button-add": () => "Add password",
};
