import type { AccountName } from "../account-name.ts";
import { command, count } from "./format.ts";
import { accountList, accountNamed } from "./names.ts";

export const groups = {
  "field.label.group-name": () => "Name of the group",
  "field.label.group-add": () => "Merchant accounts that come into the group",
  "field.label.group-remove": () => "Merchant accounts that go out of the group",
  "field.label.groups": () => "Groups that the new account comes into",
  "button.group-add": () => "Add a group",
  "group.title": (p: { group: string }) => `Group: ${p.group}`,
  "group.size": (p: { count: number }) => count(p.count, { one: "merchant account", other: "merchant accounts" }),
  "group.accounts": (p: { names: AccountName[]; more: number }) => accountsOf(p),
  "group.list.title": () => "Groups of merchant accounts",
  "group.list.none": () => "There are no more groups of merchant accounts that you can see.",
  "group.which": () => "Which group of merchant accounts?",
  "group.fact.group": () => "Group",
  "group.fact.groups": () => "Comes into the groups",
  "group.fact.in": () => "In the groups",
  "group.fact.accounts": () => "Merchant accounts in it",
  "group.fact.people": () => "Members with a role on the group",
  "group.fact.added": () => "Comes in",
  "group.fact.removed": () => "Goes out",
  "group.fact.gains": () => "Who gets what comes in, with their roles on the group",
  "group.fact.gains-new": () => "Who gets it, with their roles on all merchant accounts or on these groups",
  "group.fact.loses": () => "Who loses what goes out, unless they hold it otherwise",
  "group.add.title": () => "Add a group of merchant accounts",
  "group.add.intro": () =>
    "A role can be given on a group. It then reaches the merchant accounts in it, and those that come into it later.",
  "group.add.request": (p: { group: string }) => `add the group of merchant accounts ${p.group}`,
  "group.change.title": () => "Change a group",
  "group.change.intro": (p: { group: string }) =>
    `Everybody with a role on ${p.group} gets it on what comes in, and loses it on what goes out.`,
  "group.change.request": (p: { group: string }) => `change which merchant accounts are in the group ${p.group}`,
  "group.rename.title": () => "Rename a group",
  "group.rename.intro": (p: { group: string }) => `The group is called ${p.group} now.`,
  "group.rename.request": (p: { group: string; name: string }) => `rename the group ${p.group} to ${p.name}`,
  "group.delete.title": () => "Delete a group",
  "group.delete.intro": (p: { group: string }) =>
    `The group ${p.group} will be gone. Its merchant accounts stay, and nobody loses a role.`,
  "group.delete.request": (p: { group: string }) => `delete the group of merchant accounts ${p.group}`,
  "group.held.title": (p: { group: string }) => `${p.group} is in use`,
  "group.held": (p: { group: string; who: string }) =>
    `The group ${p.group} can be deleted once no role is on it. With a role on it: ${p.who}.`,
  "group.gone": (p: { group: string }) => `The group ${p.group} is no longer there.`,
  "group.in-it-since": (p: { group: string; account: string }) => `${p.account} is in the group ${p.group} already.`,
  "group.out-since": (p: { group: string; account: string }) => `${p.account} is not in the group ${p.group}.`,
  "group.full": (p: { group: string; most: number }) =>
    `At most ${p.most} merchant accounts are in a group. Please make another group beside ${p.group}.`,
  "group.name-taken": (p: { name: string }) =>
    `There is a group of merchant accounts called ${p.name} already. See ${command(`account group ${p.name}`)}`,
  "refused.no-such-group": (p: { name: string }) =>
    `There is no group of merchant accounts “${p.name}” here for you. See ${command("account groups")}`,
  "refused.group-held": (p: { group: string; who: string }) =>
    `The group ${p.group} can be deleted once no role is on it. With a role on it: ${p.who}.`,
  "refused.manage-groups": () =>
    "For this you need a role that permits to manage merchant accounts on all of them, as a group reaches accounts to come. Please ask an administrator.",
  "refused.not-yours-to-widen": (p: { role: string }) =>
    `Members hold the role ${p.role} on this group, and you could not give it yourself. Please ask an administrator.`,
  "refused.own-group": () =>
    "Who holds a role on this group can't decide about what is in it. Somebody else has to approve it.",
};

function accountsOf({ names, more }: { names: AccountName[]; more: number }): string {
  if (names.length === 0) return "none";
  if (more === 0) return accountList(names);
  return `${names.map(accountNamed).join(", ")} and ${count(more, { one: "other", other: "others" })}`;
}
