import { list } from "./format.ts";
import { permissionName } from "./names.ts";

/** What can be done with what, in the order in which it is told. */
const areas: { name: string; actions: Record<string, string> }[] = [
  { name: "transactions", actions: { "transaction:read": "see", "transaction:download": "download" } },
  { name: "settlements", actions: { "settlement:read": "see", "settlement:download": "download" } },
  { name: "company details", actions: { "company:read": "see" } },
  { name: "performance and error reports", actions: { "insight:read": "see" } },
  { name: "merchant accounts", actions: { "account:read": "see", "merchant-account:manage": "manage" } },
  { name: "developer tools", actions: { "developer:access": "use" } },
  { name: "people", actions: { "member:invite": "invite", "member:edit": "manage", "member:remove": "remove" } },
  { name: "roles", actions: { "role:manage": "manage" } },
  { name: "policy", actions: { "policy:manage": "manage" } },
  { name: "requests", actions: { "request:approve": "approve" } },
  { name: "history", actions: { "history:read": "read" } },
];

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

/** A permission that is in no area is told by its name. */
function permissionGroups(permissions: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { name, actions } of areas) {
    const held = Object.entries(actions).filter(([permission]) => permissions.includes(permission));
    const key = held.map(([, action]) => action).join(", ");
    if (key) groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  const known = areas.flatMap(({ actions }) => Object.keys(actions));
  const others = permissions.filter((permission) => !known.includes(permission)).map(permissionName);
  return [...[...groups].map(([actions, names]) => `${capital(list(names))}: ${actions}`), ...others];
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
