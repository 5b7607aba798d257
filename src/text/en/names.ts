import type { AccountName } from "../account-name.ts";
import { list } from "./format.ts";

export function accountNamed(name: AccountName): string {
  if (typeof name === "string") return name;
  if ("closed" in name) return `${name.closed} (closed)`;
  return `Group: ${name.group}${name.deleted ? " (deleted)" : ""}`;
}

export function accountList(names: readonly AccountName[]): string {
  return list(names.map(accountNamed));
}

const platformNames: Record<string, string> = { slack: "Slack", teams: "Microsoft Teams", local: "try-out chat" };

export function platformName(platform: string): string {
  return platformNames[platform] ?? platform;
}

const commandNames: Record<string, string> = {
  "security.show": "open their security settings",
  "security.who": "see who has no authenticator app",
  "authenticator.reset": "reset an authenticator app",
  "alternate.ask": "send a member’s codes to another address",
  "alternate.stop": "stop a change of where codes go",
  "authenticator.remove": "take their authenticator app off",
  "home.show": "see what waits for them",
  "team.help": "see what can be done",
  "account.list": "see the merchant accounts",
  "account.show": "see a merchant account",
  "account.add": "add a merchant account",
  "account.rename": "rename a merchant account",
  "account.close": "close a merchant account",
  "account.reopen": "open a merchant account again",
  "group.list": "see the groups of merchant accounts",
  "group.show": "see a group of merchant accounts",
  "group.add": "add a group of merchant accounts",
  "group.change": "change a group of merchant accounts",
  "group.rename": "rename a group of merchant accounts",
  "group.delete": "delete a group of merchant accounts",
  "import.read": "send a file of people",
  "import.show": "see a file of people",
  "import.rows": "see the rows of a file",
  "import.send": "get the rows of a file",
  "import.discard": "discard a file of people",
  "member.import": "import people",
  "invitation.create": "invite somebody",
  "invitation.list": "see the invitations",
  "invitation.renew": "send an invitation again",
  "invitation.revoke": "revoke an invitation",
  "member.list": "see all members",
  "member.dormant": "see who has not been here for long",
  "member.whocan": "see who can do what",
  "member.show": "see another member",
  "member.change": "change a member's roles",
  "grant.change": "change a member's role",
  "grant.take": "take a role away",
  "grant.give": "give a role",
  "grant.ask": "ask for a role",
  "member.remove": "remove a member",
  "member.suspend": "suspend a member",
  "member.reinstate": "reinstate a member",
  "member.correct": "correct a member",
  "address.confirm": "confirm a new address",
  "address.stop": "keep an old address",
  "role.list": "see the roles",
  "role.show": "see who holds a role",
  "role.compare": "compare roles",
  "role.add": "create a role",
  "role.copy": "copy a role",
  "role.change": "change a role",
  "role.delete": "delete a role",
  "conflict.list": "see which roles must not meet",
  "conflict.show": "see which roles must not meet",
  "conflict.add": "set which roles must not meet",
  "conflict.delete": "delete a rule of which roles must not meet",
  "request.list": "see the open requests",
  "request.show": "see a request",
  "request.withdraw": "withdraw a request",
  "request.verify": "confirm a request",
  "request.approve": "approve a request",
  "request.deny": "deny a request",
  "request.ask-again": "ask for a request again",
  "history.show": "read the history",
  "identity.link": "connect a chat account",
  "identity.confirm": "connect a chat account",
};

/** What a command does, in words: for who may not run it. */
export function commandName(command: string): string {
  return commandNames[command] ?? "something that another version of Countersign knows";
}
