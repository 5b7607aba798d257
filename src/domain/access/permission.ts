/**
 * Everything that a role may permit: what can be done with what, and whether it is about people and rules. What each is
 * called and what it means is in text/en/permissions.ts. A new one is denied to every role until somebody grants it.
 */
const catalogue = [
  { resource: "account", action: "read", administrative: false },
  { resource: "transaction", action: "read", administrative: false },
  { resource: "transaction", action: "download", administrative: false },
  { resource: "settlement", action: "read", administrative: false },
  { resource: "settlement", action: "download", administrative: false },
  { resource: "company", action: "read", administrative: false },
  { resource: "developer", action: "access", administrative: false },
  { resource: "insight", action: "read", administrative: false },
  { resource: "member", action: "invite", administrative: true },
  { resource: "member", action: "edit", administrative: true },
  { resource: "member", action: "remove", administrative: true },
  { resource: "role", action: "manage", administrative: true },
  { resource: "merchant-account", action: "manage", administrative: true },
  { resource: "request", action: "approve", administrative: true },
  { resource: "history", action: "read", administrative: true },
  { resource: "policy", action: "manage", administrative: true },
] as const;

type Entry = (typeof catalogue)[number];
type NameOf<E> = E extends { resource: infer R extends string; action: infer A extends string } ? `${R}:${A}` : never;

/** `resource:action`, of what there is. */
export type Permission = NameOf<Entry>;

const nameOf = ({ resource, action }: Entry) => `${resource}:${action}` as Permission;

export const permissions: readonly Permission[] = catalogue.map(nameOf);

/** Permissions over people and rules. Only members who hold one may grant it. */
export const administrative: readonly Permission[] = catalogue.filter((entry) => entry.administrative).map(nameOf);

/** Keeps what this version knows: a permission written by a newer one is denied here, not guessed at. */
export function knownPermissions(stored: readonly string[]): Permission[] {
  return permissions.filter((permission) => stored.includes(permission));
}
