import { anyOf } from "./format.ts";

export const forms = {
  "field.required": () => "Please fill this in.",
  "field.choose": () => "Please choose at least one.",
  "field.choose-one": () => "Please choose one.",
  "field.too-long": (p: { max: number; length: number }) => `At most ${p.max} characters; this has ${p.length}.`,
  "field.email": () => "This is not an e-mail address. Example: name@example.com",
  "field.email-unicode": (p: { address: string }) =>
    `Not every mail server can deliver to ${p.address}: before the @ it has letters other than a to z. Please use an address without them.`,
  "field.code": (p: { length: number }) => `The code has ${p.length} digits.`,
  "field.date": () => "Please write the date as YYYY-MM-DD.",
  "field.file-missing": () => "Please add a file.",
  "field.file-several": () => "Please send one file at a time.",
  "field.file-empty": () => "There is nothing in this file. Please choose another one.",
  "field.file-type": (p: { types: readonly string[] }) =>
    `Please send a file whose name ends in ${anyOf(p.types.map((type) => `.${type}`))}.`,
  "field.file-too-large": (p: { max: number }) =>
    `This file is too large: at most ${size(p.max)}. Please send it in smaller parts.`,
  "field.file-not-text": () =>
    "This file can't be read as text. Please save it as text in UTF-8 (Excel calls it “CSV UTF-8”), and send that.",
  "field.file-not-reached": () =>
    "This file could not be fetched from the chat. Please send it once more, from your own computer.",
  "field.too-many": (p: { max: number; count: number }) => `You can choose at most ${p.max}; you chose ${p.count}.`,
  "field.check": (p: { label: string }) => `Please check “${p.label}”.`,
  "field.out-of-place": (p: { choice: string }) =>
    `This goes only with “${p.choice}”. Please choose that, or empty this field.`,
  "field.unknown-choice": () => "This choice is no longer offered. Please choose again.",
};

const MEGABYTE = 1024 * 1024;

function size(bytes: number): string {
  return bytes < MEGABYTE ? `${Math.floor(bytes / 1024)} KB` : `${Math.floor((bytes / MEGABYTE) * 10) / 10} MB`;
}
