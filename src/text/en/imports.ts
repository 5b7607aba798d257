import type { AccountName } from "../account-name.ts";
import { command, count, list, number, time } from "./format.ts";
import { accountList, accountNamed } from "./names.ts";

const rows = (amount: number) => count(amount, { one: "row", other: "rows" });
const persons = (amount: number) => count(amount, { one: "person", other: "people" });

export const imports = {
  "import.title": () => "Import people",
  "import.intro": () =>
    "Send a CSV file with a row for each person. First it is only checked: you see what each row would do, and nothing is changed. Then you can ask for approval of the whole file. Rows only add roles; nothing is taken away.",
  "import.file": () => "CSV file",
  "import.file-hint": (p: { known: string[]; most: number }) =>
    `The first row names the columns: ${list(p.known)}. Roles and accounts are names, several of them with ; between. “all” means all merchant accounts. until is a day such as 2027-12-31, or empty. At most ${rows(p.most)}.`,
  "import.last": (p: { file: string }) => `Show ${p.file} again`,
  "button.check-file": () => "Check the file",
  "button.ask-for-approval": () => "Ask for approval",
  "button.rows": () => "Rows",
  "button.send-list": () => "Send me the list",
  "button.discard": () => "Discard",

  "import.empty": () => "This file has no rows. The first one names the columns, and each one after it is a person.",
  "import.too-many": (p: { most: number }) => `This file has more than ${rows(p.most)}. Please split it.`,
  "import.unreadable": (p: { line: number }) =>
    `Line ${p.line} can't be read as CSV, so nothing was read. Usually a quotation mark is missing there, or the row is very long.`,
  "import.unknown-column": (p: { column: string; known: string[] }) =>
    `There is no column “${p.column}”, so nothing was read. The columns are ${list(p.known)}. Please rename it or take it out.`,
  "import.nameless-column": (p: { number: number; known: string[] }) =>
    `Column ${number(p.number)} has no name, so nothing was read. The columns are ${list(p.known)}. Please name it or take it out.`,
  "import.doubled-column": (p: { column: string }) =>
    `The column ${p.column} is there twice, so nothing was read. Please take one out.`,
  "import.missing-column": (p: { column: string; known: string[] }) =>
    `The column ${p.column} is missing, so nothing was read. The first row must name the columns: ${list(p.known)}.`,

  "import.misshapen": () => "this row has more or fewer cells than there are columns",
  "import.no-address": () => "the e-mail address is missing",
  "import.no-role": () => "the role is missing",
  "import.too-many-roles": (p: { most: number }) =>
    `a row can name at most ${count(p.most, { one: "role", other: "roles" })}`,
  "import.no-account": () => "the merchant account is missing; “all” means all of them",
  "import.unknown-role": (p: { role: string; nearest: string | null }) =>
    `there is no role “${p.role}”${p.nearest ? `; did you mean ${p.nearest}?` : ""}`,
  "import.unknown-account": (p: { account: string }) => `there is no merchant account “${p.account}” here for you`,
  "import.not-a-day": () => "until must be a day such as 2027-12-31, or empty",
  "import.doubled": (p: { line: number }) => `this address is in line ${p.line} already`,
  "import.not-active": () => "this person is suspended; reinstate them first",
  "import.changed-since": () => "this person was invited, has joined or has left since the file was approved",
  "import.has-all-since": () => "by now this person has all of it",
  "import.requester-may-not": () => "by now the person who asked for this is not allowed to",
  "import.approvers-may-not": () => "by now those who approved this may not approve it for this person",

  "import.draft": (p: { file: string }) => `Import of ${p.file}`,
  "import.only-read": () => "The file was only checked. Nothing is changed until it is approved.",
  "import.nothing-to-do": () => "There is nothing to do in this file, so there is nothing to ask for.",
  "import.all-left-out": () =>
    "There is nothing to do in this file, because every row is left out. Correct the rows and send the file again.",
  "import.waits": () => "This file waits for approval. Nothing is changed until then.",
  "import.verdict.invite": () => "Will be invited",
  "import.verdict.give": () => "Get more roles",
  "import.verdict.nothing": () => "Have everything already",
  "import.verdict.wrong": () => "Left out",
  "import.people": (p: { count: number }) => persons(p.count),
  "import.rows": (p: { count: number }) => rows(p.count),
  "import.row": (p: { line: number; who: string }) => `Line ${p.line}: ${p.who}`,
  "import.nobody": () => "nobody",
  "import.left-out": (p: { why: string }) => `Left out: ${p.why}`,
  "import.has-all": () => "Has everything already",
  "import.invites": (p: Given) => `${p.isDone ? "Was invited" : "Will be invited"} as ${held(p)}`,
  "import.gives": (p: Given) => `${p.isDone ? "Got" : "Gets"} ${held(p)}`,
  "import.back": () => "Back to the file",
  "import.back-to-request": () => "Back to the request",
  "import.rows-of": (p: { first: number; last: number; of: number }) =>
    `${p.first === p.last ? `Row ${number(p.first)}` : `Rows ${number(p.first)} to ${number(p.last)}`} of ${number(p.of)}.`,
  "import.rows-gone": () => "There are no more rows here. Those of an import are kept for 30 days.",
  "refused.no-such-import": () =>
    `There is no such file, or it is not yours to see. Files that nobody asked for are forgotten after a day; send it again with ${command("import")}.`,
  "refused.import-gone": () =>
    `This file was asked for already, or was forgotten. Send it again with ${command("import")}.`,
  "refused.import-asked": () =>
    `Approval of this file was asked for, so it is kept. You can withdraw the request: ${command("requests")}.`,
  "import.list-sent": (p: { email: string }) => `The list is on its way to ${p.email}.`,
  "refused.list-just-sent": (p: { email: string }) =>
    `A list was sent to ${p.email} just now. Please wait a minute before you ask for another one.`,
  "import.discard": () => "Discard the file",
  "import.discard-intro": (p: { file: string }) =>
    `${p.file} and what was read of it are forgotten. Nothing of it was done.`,
  "import.discarded": (p: { file: string }) => `${p.file} is forgotten. Nothing of it was done.`,

  "import.ask": () => "Ask for approval",
  "import.ask-intro": (p: { file: string; count: number }) =>
    `${p.file}, ${persons(p.count)}: it is approved as a whole. When it is carried out, each row is checked again.`,
  "import.request": (p: { file: string; count: number }) => `import ${persons(p.count)} from ${p.file}`,
  "import.role-people": (p: { role: string; count: number }) => `${p.role}: ${persons(p.count)}`,
  "import.administrators": () => "Gets an administrative role",
  "import.administrator-people": (p: { role: string; people: string[]; more: number }) =>
    `${p.role}: ${p.more > 0 ? `${p.people.join(", ")} and ${count(p.more, { one: "other", other: "others" })}` : list(p.people)}`,
  "import.accounts": (p: { names: AccountName[] | null; more: number }) => accountsOf(p),
  "import.rows-digest": () => "Fingerprint of the rows",
  "import.progress": (p: { done: number; skipped: number; of: number }) =>
    `${number(p.done + p.skipped)} of ${persons(p.of)} so far${p.skipped > 0 ? `, ${number(p.skipped)} of them left out` : ""}.`,
  "import.result": (p: { done: number; skipped: number; of: number }) => resultOf(p),
  "import.notice.title": (p: { file: string }) => `The import of ${p.file} is done`,
  "import.notice": (p: { file: string; done: number; skipped: number; of: number }) =>
    `${resultOf(p)} What has come of each row of ${p.file} is in the file that comes with this mail.`,
  "import.list-mail.title": (p: { file: string }) => `The rows of ${p.file}`,
  "import.list-mail": (p: { file: string }) => `Each row of ${p.file} is in the file that comes with this mail.`,
  "import.list.line": () => "Line",
  "import.list.email": () => "E-mail",
  "import.list.name": () => "Name",
  "import.list.outcome": () => "Outcome",
  "import.no-such-member": (p: { who: string }) =>
    `Nobody active in this organization has the address ${p.who}. Give the address of a member who may invite people: --as.`,
  "import.to-ask": (p: { who: string }) =>
    `Nothing was changed. ${p.who} now finds this in the chat, and has to press Ask for approval there: the command line can't.`,
  "import.fact": (p: { label: string; value: string }) => `${p.label}: ${p.value}`,
  "import.row-outcome": (p: { row: string; outcome: string }) => `${p.row}: ${p.outcome}`,
  "import.ready.title": (p: { file: string }) => `${p.file} was checked for you`,
  "import.ready": (p: { file: string; count: number; wrong: number }) =>
    `Somebody at the server had ${p.file} checked in your name: ${persons(p.count)}${p.wrong > 0 ? `, and ${rows(p.wrong)} left out` : ""}. Nothing was changed. ${p.count > 0 ? `If that was you, look at it and ask for approval with ${command("import ask")}; if not, discard it with ${command("import discard")}.` : `There is nothing to do in it. You can discard it with ${command("import discard")}.`}`,
};

/** `more`: so many accounts, or roles, beside those that are named. */
type Held = { role: string; accounts: string[] | null; more: number };
type Given = { held: Held[]; more: number; until: string | null; isDone: boolean };

/** "Finance for Online store, until 31 Dec 2027, 23:59 UTC" */
function held({ held: all, more, until }: Given): string {
  const each = all.map(({ role, accounts, more: others }) => `${role} for ${placesOf(accounts, others)}`);
  const roles = more > 0 ? [...each, count(more, { one: "more role", other: "more roles" })] : each;
  return `${list(roles)}${until ? `, until ${time(until)}` : ""}`;
}

function placesOf(accounts: string[] | null, more: number): string {
  if (accounts === null) return "all merchant accounts";
  return more > 0 ? `${accounts.join(", ")} and ${number(more)} more` : list(accounts);
}

function resultOf({ done, skipped }: { done: number; skipped: number }): string {
  return `Done for ${persons(done)}.${skipped > 0 ? ` Left out: ${rows(skipped)}, because something has changed since.` : ""}`;
}

function accountsOf({ names, more }: { names: AccountName[] | null; more: number }): string {
  if (names === null) return "all merchant accounts";
  if (more === 0) return accountList(names);
  return `${names.map(accountNamed).join(", ")} and ${count(more, { one: "other", other: "others" })}`;
}
