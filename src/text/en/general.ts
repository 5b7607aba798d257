import { typedBack } from "../typed-back.ts";
import { command, list } from "./format.ts";
import { permissionName } from "./permissions.ts";

export const general = {
  verbatim: (p: { value: string }) => p.value,
  typed: (p: { typed: string }) => typedBack(p.typed, "that person"),
  "none-given": () => "none given",
  "button.approve": () => "Approve",
  "button.deny": () => "Deny",
  "button.details": () => "Details",
  "button.withdraw": () => "Withdraw",
  "button.ask-again": () => "Ask again",
  "button.enter-code": () => "Enter code",
  "button.send-code": () => "Send code",
  "button.send-again": () => "Send a new code",
  "button.other-address": () => "Use another address",
  "button.confirm": () => "Confirm",
  "button.continue": () => "Continue",
  "button.open": () => "Open",
  "button.next-page": () => "Next page",
  "button.older": () => "Older",
  "button.help": () => "What can I do here?",
  "refused.permission": (p: { permission: string }) =>
    `You need the permission to ${permissionName(p.permission)} for this. An administrator can give you a role that has it.`,
  "refused.unknown-workspace": () =>
    "This workspace is not connected to an organization on this server, so you can't do anything here.",
  "refused.not-active": () =>
    "Your membership is not active, so you can't do anything here. Please ask an administrator.",
  "refused.unknown-command": (p: { typed: string; nearest: string | null; known: string[] }) =>
    `There is no command “${p.typed}”.${p.nearest ? ` Did you mean ${command(p.nearest)}?` : ""} The commands are ${list(p.known.map(command))}.`,
  "refused.old-form": () =>
    `This form or button comes from an older version of Countersign. Please start again with ${command("")}.`,
  "refused.unreadable": () => "This contains a character that can't be read. Please type it again.",
  "refused.direct-words": () => `I only understand commands and codes. Type ${command("help")} to see what you can do.`,
  "refused.file": () =>
    `There is nothing I can do with this file, so nothing was done. Please type what you want to do; ${command("help")} shows what there is.`,
  "went-wrong": (p: { reference: string }) =>
    `Something went wrong, and it is not your fault. Nothing was changed. If it happens again, give this reference to the person who runs Countersign: ${p.reference}`,
  "database-down": () => "The database can't be reached right now, so nothing was done. Please try again in a minute.",
};
