import type { Values } from "./core/ref.ts";
import type { Text } from "./core/text.ts";
import type { Actor } from "./domain/access/actor.ts";
import { can } from "./domain/access/grant.ts";
import { addAccount } from "./domain/accounts/add.ts";
import { closeMerchantAccount, reopenMerchantAccount } from "./domain/accounts/close.ts";
import { listMerchantAccounts, showMerchantAccount } from "./domain/accounts/commands.ts";
import { addGroup } from "./domain/accounts/group-add.ts";
import { changeGroup } from "./domain/accounts/group-change.ts";
import { listAccountGroups, showAccountGroup } from "./domain/accounts/group-commands.ts";
import { deleteAccountGroup } from "./domain/accounts/group-delete.ts";
import { renameAccountGroup } from "./domain/accounts/group-rename.ts";
import { renameMerchantAccount } from "./domain/accounts/rename.ts";
import { stopNewAlternate } from "./domain/alternates/commands.ts";
import { answer, type Changes, type Greeting, type GuardedChange, type Query, type Step } from "./domain/command.ts";
import { addConflict } from "./domain/conflicts/add.ts";
import { listConflicts, showConflict } from "./domain/conflicts/commands.ts";
import { deleteConflict } from "./domain/conflicts/delete.ts";
import { confirmNewAddress, stopNewAddress } from "./domain/corrections/commands.ts";
import { correctMember } from "./domain/corrections/correct.ts";
import { showHistory } from "./domain/history/commands.ts";
import { showHome } from "./domain/home/commands.ts";
import { helpCard } from "./domain/home/help-card.ts";
import { confirmIdentity, linkIdentity } from "./domain/identities/commands.ts";
import { importMembers } from "./domain/imports/ask.ts";
import { discardImport, sendList, showImport, showRows } from "./domain/imports/commands.ts";
import { readImport } from "./domain/imports/read.ts";
import { inviteMember } from "./domain/invitations/commands.ts";
import { listInvitations } from "./domain/invitations/list.ts";
import { renewInvitation } from "./domain/invitations/renew.ts";
import { revokeInvitation } from "./domain/invitations/revoke.ts";
import { askForRole } from "./domain/members/ask.ts";
import { changeMember } from "./domain/members/change.ts";
import { changeGrant, takeGrant } from "./domain/members/change-grant.ts";
import { listAllMembers, showMember } from "./domain/members/commands.ts";
import { listDormant } from "./domain/members/dormant.ts";
import { giveRoles } from "./domain/members/give.ts";
import { reinstateToWork } from "./domain/members/reinstate.ts";
import { removeFromOrganization } from "./domain/members/remove.ts";
import { suspendFromWork } from "./domain/members/suspend.ts";
import { whoCan } from "./domain/members/whocan.ts";
import { showRequest, verifyRequest, withdrawRequest } from "./domain/requests/commands.ts";
import { listRequests } from "./domain/requests/list.ts";
import { askAgain } from "./domain/requests/open.ts";
import { approveRequest, denyRequest } from "./domain/requests/review.ts";
import { titlesOf } from "./domain/requests/titles.ts";
import { addRole, copyRole } from "./domain/roles/add.ts";
import { changeRole } from "./domain/roles/change.ts";
import { listRoles, showRole } from "./domain/roles/commands.ts";
import { compareRoles } from "./domain/roles/compare.ts";
import { deleteRole } from "./domain/roles/delete.ts";
import { listLacking, showSecurity } from "./domain/security/commands.ts";
import { resetMailbox } from "./domain/security/mailbox.ts";
import { removeAuthenticator, resetAuthenticator } from "./domain/security/reset.ts";
import { text } from "./text/text.ts";

/**
 * A command: its words after `/team`, if it can be typed, and what it does. Who may run it is `needs` there.
 * `reads` turns what was typed behind the words into values; a change reads it itself (`form`).
 */
export type Command = { words?: string; usage?: string; about?: Text; reads?: (typed: string) => Values } & (
  | { kind: "change"; change: GuardedChange }
  | { kind: "query"; query: Query }
  /** `takesFile`: the one field that a file sent to the bot fills in, which is then all that its form needs. */
  | { kind: "step"; step: Step; takesFile?: string }
  | { kind: "greeting"; greeting: Greeting }
);

const known = new Map<string, GuardedChange>();

/** The changes of the catalogue, by name: a stored request names one. Read off it below. */
export const changes: Changes = known;

const help: Query = {
  name: "team.help",
  needs: "member",
  run: ({ actor, organization }) => {
    const allowed = commands.filter((command) => mayRun(actor, command));
    return answer({ kind: "card", card: helpCard(allowed, actor, organization) });
  },
};

/** Everything that can be typed or pressed, in the order of /team help. */
export const commands: readonly Command[] = [
  { words: "help", about: text("help.help"), kind: "query", query: help },
  { words: "home", about: text("help.home"), kind: "query", query: showHome(changes) },
  {
    words: "invite",
    usage: "[emails] [roles] [for 8 hours]",
    about: text("help.invite"),
    kind: "change",
    change: inviteMember,
  },
  {
    words: "invitations",
    usage: "[email]",
    about: text("help.invitations"),
    reads: named("email"),
    kind: "query",
    query: listInvitations,
  },
  { words: "import", about: text("help.import"), kind: "step", step: readImport, takesFile: "file" },
  { words: "import rows", about: text("help.import-rows"), kind: "query", query: showRows },
  { words: "import ask", about: text("help.import-ask"), kind: "change", change: importMembers },
  { words: "import discard", about: text("help.import-discard"), kind: "step", step: discardImport },
  {
    words: "members",
    usage: "[words]",
    about: text("help.members"),
    reads: named("words"),
    kind: "query",
    query: listAllMembers,
  },
  { words: "members dormant", about: text("help.dormant"), kind: "query", query: listDormant },
  {
    words: "whocan",
    usage: "[permission] [account]",
    about: text("help.whocan"),
    reads: named("asked"),
    kind: "query",
    query: whoCan,
  },
  {
    words: "member",
    usage: "[email or @person]",
    about: text("help.member"),
    reads: named("member"),
    kind: "query",
    query: showMember,
  },
  { words: "change", usage: "[email]", about: text("help.change"), kind: "change", change: changeMember },
  {
    words: "give",
    usage: "[email] [roles] [for 8 hours]",
    about: text("help.give"),
    kind: "change",
    change: giveRoles,
  },
  { words: "ask", usage: "[role] [for 8 hours]", about: text("help.ask"), kind: "change", change: askForRole },
  { words: "remove", usage: "[email]", about: text("help.remove"), kind: "change", change: removeFromOrganization },
  { words: "suspend", usage: "[email]", about: text("help.suspend"), kind: "change", change: suspendFromWork },
  { words: "reinstate", usage: "[email]", about: text("help.reinstate"), kind: "change", change: reinstateToWork },
  { words: "correct", usage: "[email]", about: text("help.correct"), kind: "change", change: correctMember },
  { words: "address", about: text("help.address"), kind: "step", step: confirmNewAddress },
  {
    words: "address stop",
    usage: "[email or @person]",
    about: text("help.address-stop"),
    reads: named("member"),
    kind: "step",
    step: stopNewAddress,
  },
  { words: "roles", about: text("help.roles"), kind: "query", query: listRoles },
  { words: "role", usage: "[name]", about: text("help.role"), reads: named("role"), kind: "query", query: showRole },
  {
    words: "role compare",
    usage: "[name], [name]",
    about: text("help.role-compare"),
    reads: named("roles"),
    kind: "query",
    query: compareRoles,
  },
  { words: "role add", usage: "[name]", about: text("help.role-add"), kind: "change", change: addRole },
  {
    words: "role copy",
    usage: "[name]",
    about: text("help.role-copy"),
    reads: named("role"),
    kind: "query",
    query: copyRole,
  },
  { words: "role change", usage: "[name]", about: text("help.role-change"), kind: "change", change: changeRole },
  { words: "role delete", usage: "[name]", about: text("help.role-delete"), kind: "change", change: deleteRole },
  { words: "accounts", about: text("help.accounts"), kind: "query", query: listMerchantAccounts },
  {
    words: "account",
    usage: "[name]",
    about: text("help.account"),
    reads: named("account"),
    kind: "query",
    query: showMerchantAccount,
  },
  { words: "account add", usage: "[name]", about: text("help.account-add"), kind: "change", change: addAccount },
  {
    words: "account rename",
    usage: "[name] to [new name]",
    about: text("help.account-rename"),
    kind: "change",
    change: renameMerchantAccount,
  },
  {
    words: "account close",
    usage: "[name]",
    about: text("help.account-close"),
    kind: "change",
    change: closeMerchantAccount,
  },
  {
    words: "account reopen",
    usage: "[name]",
    about: text("help.account-reopen"),
    kind: "change",
    change: reopenMerchantAccount,
  },
  { words: "account groups", about: text("help.account-groups"), kind: "query", query: listAccountGroups },
  {
    words: "account group",
    usage: "[name]",
    about: text("help.account-group"),
    reads: named("group"),
    kind: "query",
    query: showAccountGroup,
  },
  {
    words: "account group add",
    usage: "[name]",
    about: text("help.account-group-add"),
    kind: "change",
    change: addGroup,
  },
  {
    words: "account group change",
    usage: "[name]",
    about: text("help.account-group-change"),
    kind: "change",
    change: changeGroup,
  },
  {
    words: "account group rename",
    usage: "[name] to [new name]",
    about: text("help.account-group-rename"),
    kind: "change",
    change: renameAccountGroup,
  },
  {
    words: "account group delete",
    usage: "[name]",
    about: text("help.account-group-delete"),
    kind: "change",
    change: deleteAccountGroup,
  },
  { words: "conflicts", about: text("help.conflicts"), kind: "query", query: listConflicts },
  {
    words: "conflict",
    usage: "[name], [name]",
    about: text("help.conflict"),
    reads: named("rule"),
    kind: "query",
    query: showConflict,
  },
  {
    words: "conflict add",
    usage: "[name], [name]",
    about: text("help.conflict-add"),
    kind: "change",
    change: addConflict,
  },
  {
    words: "conflict delete",
    usage: "[name], [name]",
    about: text("help.conflict-delete"),
    kind: "change",
    change: deleteConflict,
  },
  { words: "requests", about: text("help.requests"), kind: "query", query: listRequests(changes) },
  {
    words: "withdraw",
    usage: "[number]",
    about: text("help.withdraw"),
    reads: named("number"),
    kind: "step",
    step: withdrawRequest(changes),
  },
  {
    words: "security",
    about: text("help.security"),
    reads: named("page"),
    kind: "query",
    query: showSecurity,
  },
  { words: "security email stop", about: text("help.alternate-stop"), kind: "step", step: stopNewAlternate },
  { words: "security who", about: text("help.security-who"), kind: "query", query: listLacking },
  {
    words: "security reset",
    usage: "[email]",
    about: text("help.security-reset"),
    kind: "change",
    change: resetAuthenticator,
  },
  {
    words: "security mailbox",
    usage: "[email]",
    about: text("help.security-mailbox"),
    kind: "change",
    change: resetMailbox,
  },
  { words: "security remove", about: text("help.security-remove"), kind: "change", change: removeAuthenticator },
  { words: "history", about: text("help.history"), kind: "query", query: showHistory(titlesOf(changes)) },
  { kind: "query", query: showImport },
  { kind: "step", step: sendList },
  { kind: "change", change: changeGrant },
  { kind: "change", change: takeGrant },
  { kind: "step", step: showRequest(changes) },
  { kind: "step", step: verifyRequest(changes) },
  { kind: "step", step: renewInvitation },
  { kind: "step", step: revokeInvitation },
  { kind: "step", step: approveRequest(changes) },
  { kind: "step", step: denyRequest(changes) },
  { kind: "step", step: askAgain(changes) },
  { kind: "greeting", greeting: linkIdentity },
  { kind: "greeting", greeting: confirmIdentity },
];

for (const command of commands) if (command.kind === "change") known.set(command.change.name, command.change);

function named(field: string): (typed: string) => Values {
  return (typed) => ({ [field]: typed });
}

export function nameOf(command: Command): string {
  switch (command.kind) {
    case "change":
      return command.change.name;
    case "query":
      return command.query.name;
    case "step":
      return command.step.name;
    case "greeting":
      return command.greeting.name;
    default:
      return command satisfies never;
  }
}

/** What a command needs: a permission, being a member, or nothing at all. */
export function needsOf(command: Command) {
  switch (command.kind) {
    case "change":
      return command.change.needs;
    case "query":
      return command.query.needs;
    case "step":
      return command.step.needs;
    case "greeting":
      return "anybody";
    default:
      return command satisfies never;
  }
}

export function mayRun(actor: Actor, command: Command): boolean {
  const needs = needsOf(command);
  return needs === "member" || needs === "anybody" || can(actor, needs);
}
