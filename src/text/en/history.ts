import type { SideName } from "../side-name.ts";
import { bothOf } from "./conflicts.ts";
import { list, time } from "./format.ts";
import { commandName } from "./names.ts";
import { permissionName } from "./permissions.ts";

export const history = {
  "history.title": () => "History, newest first",
  "history.entry": (p: HistoryEntry) => historyLine(p),
  "history.detail": (p: { at: string; sequence: number; hash: string }) =>
    `${time(p.at)}, entry ${p.sequence}, ${p.hash}`,
};

type HistoryEntry = {
  kind: string;
  by?: string | undefined;
  member?: string | undefined;
  request?: string | undefined;
  /** what the request asks for */
  title?: string | undefined;
  account?: string | undefined;
  inviter?: string | undefined;
  /** who asked for what has happened */
  asker?: string | undefined;
  role?: string | undefined;
  apiKey?: string | undefined;
  added?: readonly string[] | undefined;
  takenAway?: readonly string[] | undefined;
  /** of a rule: what must not meet */
  sides?: readonly SideName[] | undefined;
  grants?: { role: string; accounts: string[] | null }[];
  because?: string | undefined;
  command?: string | undefined;
};

// What was erased, or is of another version, has no name any more.
function historyLine(entry: HistoryEntry): string {
  const { kind, by: who = "Countersign", member = "A former member", account = "a merchant account" } = entry;
  const { request = "?", title = "something that can no longer be named", because, command = "" } = entry;
  const { asker = "A former member", role = "that has no name", sides = [] } = entry;
  const key = entry.apiKey ?? "that has no name";
  const what = `${title} (request ${request})`;
  const apart = sides.length > 0 ? bothOf({ sides }) : "two things that can no longer be named";
  const lines: Record<string, string> = {
    "organization.created": "The organization was set up",
    "organization.renamed": "The organization was renamed",
    "account.created": `The merchant account ${account} was added`,
    "account.renamed": `A merchant account was renamed, and is called ${account} now`,
    "account.closed": `The merchant account ${account} was closed`,
    "account.reopened": `The merchant account ${account} was opened again`,
    "group.created": `The group of merchant accounts ${account} was added`,
    "group.changed": `Which merchant accounts are in the group ${account} was changed`,
    "group.renamed": `A group of merchant accounts was renamed, and is called ${account} now`,
    "group.deleted": `The group of merchant accounts ${account} was deleted`,
    "request.opened": `${who} asked to ${what}`,
    "request.verified": `${who} confirmed with a code: ${what}`,
    "request.approval_asked": `Approval was asked for: ${what}`,
    "request.approved": `${who} approved: ${what}`,
    "request.applying": `Decided, and being carried out: ${what}`,
    "request.applied": `Done: ${what}${because === "sole_administrator" ? ", with the code of the only administrator" : because === "brake" ? ", at once, with the requester's code alone" : ""}`,
    "request.denied": `${who} denied: ${what}`,
    "request.withdrawn": `${who} withdrew: ${what}`,
    "request.expired": `Expired: ${what}`,
    "request.stale": `Out of date, and not applied: ${what}`,
    "invitation.created": `${entry.inviter ?? "Countersign"} invited ${member}${rolesOf(entry)}`,
    "invitation.renewed": `${member} was sent a new activation link`,
    "invitation.revoked": `The invitation of ${member} was revoked`,
    "invitation.accepted": `${member} accepted the invitation`,
    "invitation.expired": `The invitation of ${member} expired`,
    "member.activated": `${member} became active${rolesOf(entry)}`,
    "member.changed": `${member} now has ${(entry.grants ?? []).length > 0 ? rolesOf(entry).slice(4) : "no role"}`,
    "grant.ended": `The role of ${member} ended; ${member} now has ${(entry.grants ?? []).length > 0 ? rolesOf(entry).slice(4) : "no role"}`,
    "identity.left": `A chat says that ${member} is no longer active there`,
    "member.removed": `${member} was removed`,
    "member.suspended": `${member} was suspended`,
    "member.reinstated": `${member} was reinstated${rolesOf(entry)}`,
    "member.corrected": `The name or the address of ${member} was corrected`,
    "member.recovered": `${member} was let in again at the server's console`,
    "address.confirmed": `${member} confirmed a new address`,
    "address.changed": `${member} has a new address`,
    "address.ended": `A new address of ${member} was not used`,
    "role.created": `${asker} created the role ${role}`,
    "role.changed": `${asker} changed the role ${role}${differenceOf(entry)}`,
    "role.deleted": `${asker} deleted the role ${role}`,
    "conflict.added": `${asker} set the rule that ${apart} must not meet`,
    "conflict.deleted": `${asker} deleted the rule that ${apart} must not meet`,
    "identity.linked": `${member} connected a chat account`,
    "session.started": `${member} signed in to the pages`,
    "session.ended": `${member} signed out`,
    "password.changed": `${member} has a new password`,
    "authenticator.bound": `${member} set up an authenticator app`,
    "authenticator.removed": `The authenticator app of ${member} was taken off`,
    "alternate.asked": `An alternate address of ${member} was asked for`,
    "alternate.confirmed": `${member} confirmed where codes are to go`,
    "alternate.changed": `Codes of ${member} go to another address`,
    "alternate.ended": `A change of where the codes of ${member} go was not used`,
    "payment-password.set": `${member} set a payment password`,
    "payment-password.changed": `${member} has a new payment password`,
    "api-key.added": `The API key ${key} was added at the command line`,
    "api-key.revoked": `The API key ${key} was revoked at the command line`,
    "command.refused": `${who} was refused: ${commandName(command)}`,
  };
  return lines[kind] ?? "Something that another version of Countersign has written";
}

/** " (added: see settlements; taken away: see transactions)"; nothing where only its name or description is another. */
function differenceOf({ added = [], takenAway = [] }: HistoryEntry): string {
  const parts = [
    ...(added.length > 0 ? [`added: ${list(added.map(permissionName))}`] : []),
    ...(takenAway.length > 0 ? [`taken away: ${list(takenAway.map(permissionName))}`] : []),
  ];
  return parts.length > 0 ? ` (${parts.join("; ")})` : "";
}

/** " as Finance for Online store"; nothing for none. */
function rolesOf({ grants = [] }: HistoryEntry): string {
  const each = grants.filter(({ role }) => role).map(({ role, accounts }) => `${role}${placesOf(accounts)}`);
  return each.length > 0 ? ` as ${list(each)}` : "";
}

function placesOf(accounts: string[] | null): string {
  return accounts === null ? "" : ` for ${list(accounts)}`;
}
