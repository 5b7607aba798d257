import { command, count, list } from "./format.ts";
import { permissionName, permissionsInLine, permissionsInLines } from "./permissions.ts";

/** More names than so many are not listed within a sentence. */
const MANY = 12;

export const roles = {
  "fact.permissions": () => "Permissions",
  "fact.held-by": () => "Held by",
  "fact.role": () => "Role",
  "refused.unknown-role": (p: { name: string; names: string[]; nearest: string | null }) =>
    `There is no role “${p.name}”.${p.nearest ? ` Did you mean ${p.nearest}?` : ""} ${p.names.length > MANY ? `See ${command("roles")}.` : `The roles are ${list(p.names)}.`}`,
  "role.list.title": () => "Roles",
  "role.item": (p: { name: string; purpose: string }) => `${p.name} (${p.purpose})`,
  "role.permits": (p: { permissions: readonly string[] }) => permissionsInLine(p.permissions),
  "role.permits-list": (p: { permissions: readonly string[] }) => permissionsInLines(p.permissions),
  "role.with-permissions": (p: { name: string; permissions: readonly string[] }) =>
    `${p.name}\n${permissionsInLines(p.permissions)}`,
  "role.holders": (p: Held) => heldBy(p),
  "role.nothing": () => "nothing",
  "role.label.name": () => "Name",
  "role.hint.name": (p: { max: number }) =>
    `Everybody sees it where roles are chosen. At most ${count(p.max, { one: "character", other: "characters" })}.`,
  "role.label.purpose": () => "Description",
  "role.hint.purpose": () => "Who is it for, and what do they do with it?",
  "role.label.permissions": () => "Permissions",
  "role.label.own": () => "In your own systems",
  "refused.unknown-permission": (p: { permission: string }) =>
    `There is no permission ${permissionName(p.permission)} any more. Please ask again without it.`,
  "role.label.administration": () => "Permissions over people and rules",
  "role.hint.administration": () => "Only what you hold yourself on all merchant accounts can be chosen.",
  "role.name-unusable": () =>
    "Please leave out @, <, >, quotation marks, commas and semicolons: then the name can be typed among others.",
  "role.name-predefined": (p: { name: string; role: string }) =>
    `“${p.name}” is what people call the predefined role ${p.role}. Please choose another name.`,
  "role.name-taken": (p: { name: string }) => `There is a role “${p.name}” already. Please choose another name.`,
  "role.name-reserved": (p: { name: string; days: number }) =>
    `A role “${p.name}” was deleted less than ${count(p.days, { one: "day", other: "days" })} ago. Please choose another name, so that nobody takes one for the other.`,
  "role.add.title": () => "Create a role",
  "role.add.intro": () => "A role is a set of permissions with a name. Nobody holds it until it is given to somebody.",
  "role.add.request": (p: { role: string }) => `create the role ${p.role}`,
  "role.copy.left-out": (p: { permissions: readonly string[] }) =>
    `Left out, because you don't hold it on all merchant accounts yourself: ${list(p.permissions.map(permissionName))}.`,
  "role.change.title": () => "Change a role",
  "role.change.intro": (p: { role: string }) =>
    `This changes what everybody who holds ${p.role} can do, as soon as it is approved.`,
  "role.change.request": (p: { role: string }) => `change the role ${p.role}`,
  "role.delete.title": () => "Delete a role",
  "role.delete.intro": (p: { role: string }) =>
    `Nobody holds ${p.role}. Once it is deleted, it can't be given to anybody any more.`,
  "role.delete.request": (p: { role: string }) => `delete the role ${p.role}`,
  "role.before-and-after": (p: { before: string; after: string }) => `${p.after} (before: ${p.before})`,
  "role.fact.added": () => "Permissions added",
  "role.fact.taken-away": () => "Permissions taken away",
  "role.fact.kept": () => "Permissions that stay",
  "role.fact.who-approves": () => "Who can approve it",
  "role.who-approves": () =>
    "Somebody who does not hold this role, and who may give what is added. Nobody, if there is only one administrator: then their code is enough.",
  "role.nothing-changed": () => "Nothing is different from what the role is now.",
  "role.changed-since": () =>
    "This role was changed since you opened the form. What you see is what you wanted it to be; check it once more.",
  "role.moved-changed": (p: { role: string }) => `The role ${p.role} was changed since.`,
  "role.moved-deleted": (p: { role: string }) => `The role ${p.role} was deleted since.`,
  "role.held.title": (p: { name: string }) => `${p.name} can't be deleted yet`,
  "role.held": (p: { name: string }) => `These people hold ${p.name}. It can be deleted once nobody does.`,
  "role.held-more": (p: Others & { shown: number }) => `The first ${p.shown} are shown. There are ${othersOf(p)}.`,
  "role.which": () => "Which role?",
  "role.none-own": () =>
    `There is no role that can be changed. Create one with ${command("role add")}; predefined roles stay as they are.`,
  "role.compare.title": (p: { first: string; second: string }) => `${p.first} and ${p.second}`,
  "role.compare.which": (p: { role: string }) => `Compare ${p.role} with which role?`,
  "role.compare.both": () => "Both permit",
  "role.compare.only": (p: { role: string }) => `Only ${p.role} permits`,
  "notice.role-changed.title": (p: { role: string }) => `Your role ${p.role} was changed`,
  "notice.role-changed": (p: { role: string; permissions: readonly string[] }) =>
    `The role ${p.role}, which you hold, was changed. It permits now: ${permissionsInLine(p.permissions)}.`,
  "button.change": () => "Change",
  "button.role-add": () => "Create a role",
  "button.copy": () => "Copy",
  "button.compare": () => "Compare",
  "button.delete": () => "Delete",
  "button.choose": () => "Choose",
  "refused.no-such-role": () => `There is no such role any more. See ${command("roles")}.`,
  "refused.predefined-role": (p: { role: string }) =>
    `${p.role} is a predefined role, which stays as it is. Make a role of your own from it: ${command(`role copy ${p.role}`)}`,
  "refused.role-held": (p: Held & { role: string }) =>
    `${p.role} can't be deleted while somebody holds it. It is held by ${heldBy(p)}.`,
  "refused.role-deleted": (p: { role: string }) => `The role ${p.role} was deleted. Please choose another one.`,
  "refused.own-role": () => "You hold this role yourself by now, so somebody else has to approve this.",
  "refused.not-yours-to-put-in": (p: { permission: string }) =>
    `You can't put the permission to ${permissionName(p.permission)} into a role: you don't hold it on all merchant accounts yourself.`,
};

/** How many hold it beside those who are named; `isMore`: more than `count`, which is all that is counted. */
type Others = { others: number; count: number; isMore: boolean };
type Held = Others & { people: string[] };

function heldBy({ people, ...rest }: Held): string {
  if (people.length === 0) return "nobody";
  return rest.others > 0 ? list([...people, othersOf(rest)]) : list(people);
}

function othersOf({ others, count: counted, isMore }: Others): string {
  if (isMore) return `others, more than ${count(counted, { one: "person", other: "people" })} in all`;
  return count(others, { one: "other", other: "others" });
}
