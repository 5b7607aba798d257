import { ownWords } from "../own-permissions.ts";
import { list } from "./format.ts";

type Words = {
  /** "You need the permission to …" */
  name: string;
  /** what can be done (`action`) with what (`area`) */
  area: string;
  action: string;
  /** what it means, for somebody who puts a role together: short enough for every chat to show it beside the name */
  about: string;
};

/** The words for each permission, in the order in which they are told. A test finds one that has none. */
const words: Record<string, Words> = {
  "transaction:read": {
    ...{ name: "see transactions", area: "transactions", action: "see" },
    about: "Look up payments and refunds, and see how each went.",
  },
  "transaction:download": {
    ...{ name: "download transactions", area: "transactions", action: "download" },
    about: "Save lists of payments and refunds as files.",
  },
  "settlement:read": {
    ...{ name: "see settlements", area: "settlements", action: "see" },
    about: "See what was paid out to the company, and when.",
  },
  "settlement:download": {
    ...{ name: "download settlements", area: "settlements", action: "download" },
    about: "Save statements of what was paid out as files.",
  },
  "company:read": {
    ...{ name: "see company details", area: "company details", action: "see" },
    about: "See the company's name, address and bank account.",
  },
  "insight:read": {
    ...{ name: "see performance and error reports", area: "performance and error reports", action: "see" },
    about: "See success rates, payment methods and errors over time.",
  },
  "account:read": {
    ...{ name: "see accounts", area: "merchant accounts", action: "see" },
    about: "See the merchant accounts and how they are set up.",
  },
  "merchant-account:manage": {
    ...{ name: "manage merchant accounts", area: "merchant accounts", action: "manage" },
    about: "Ask to add, rename or close merchant accounts.",
  },
  "developer:access": {
    ...{ name: "use the developer tools", area: "developer tools", action: "use" },
    about: "Use test data, keys and logs for a technical integration.",
  },
  "member:invite": {
    ...{ name: "invite members", area: "people", action: "invite" },
    about: "Ask to invite people, with roles that one could give oneself.",
  },
  "member:edit": {
    ...{ name: "manage members", area: "people", action: "manage" },
    about: "See all members, and ask to change what they may do.",
  },
  "member:remove": {
    ...{ name: "remove members", area: "people", action: "remove" },
    about: "Ask to remove people from the organization.",
  },
  "role:manage": {
    ...{ name: "manage roles", area: "roles", action: "manage" },
    about: "Ask to create, change or delete roles.",
  },
  "policy:manage": {
    ...{ name: "manage the policy", area: "policy", action: "manage" },
    about: "Ask to change how many approvals a change takes.",
  },
  "request:approve": {
    ...{ name: "approve requests", area: "requests", action: "approve" },
    about: "Approve or deny what others have asked for.",
  },
  "history:read": {
    ...{ name: "read the history", area: "history", action: "read" },
    about: "Read who changed what, and when.",
  },
};

export const permissionWords = {
  "permission.option": (p: { permission: string }) => {
    const own = ownWords().get(p.permission);
    if (own) return own.name;
    const known = wordsOf(p.permission);
    return known ? `${capital(known.area)}: ${known.action}` : p.permission;
  },
  "permission.about": (p: { permission: string }) => wordsOf(p.permission)?.about ?? p.permission,
};

/** One of a newer version has no words here: then it is told as it is written. */
export function permissionName(permission: string): string {
  return wordsOf(permission)?.name ?? permission;
}

function wordsOf(permission: string): Words | undefined {
  if (Object.hasOwn(words, permission)) return words[permission];
  const own = ownWords().get(permission);
  return own && { name: own.name, area: own.group ?? "own permissions", action: own.name, about: own.about };
}

/** "Transactions and settlements: see, download; People: invite", for where there is a line at most. */
export function permissionsInLine(permissions: readonly string[]): string {
  return permissionGroups(permissions).join("; ");
}

/** The same as a short list, a line for each group. */
export function permissionsInLines(permissions: readonly string[]): string {
  return permissionGroups(permissions)
    .map((group) => `• ${group}`)
    .join("\n");
}

/** In the order in which they are told: the built-in ones, and then a company's own. */
function everyWords(): [string, Words][] {
  const own = [...ownWords().keys()].flatMap((name) => {
    const said = wordsOf(name);
    return said ? [[name, said] satisfies [string, Words]] : [];
  });
  return [...Object.entries(words), ...own];
}

/** Areas with the same actions share a line. A permission without words is told by its name. */
function permissionGroups(permissions: readonly string[]): string[] {
  const areas = new Map<string, string[]>();
  for (const [permission, { area, action }] of everyWords())
    if (permissions.includes(permission)) areas.set(area, [...(areas.get(area) ?? []), action]);
  const groups = new Map<string, string[]>();
  for (const [area, actions] of areas) {
    const key = actions.join(", ");
    groups.set(key, [...(groups.get(key) ?? []), area]);
  }
  const others = permissions.filter((permission) => !wordsOf(permission));
  return [...[...groups].map(([actions, names]) => `${capital(list(names))}: ${actions}`), ...others];
}

function capital(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}
