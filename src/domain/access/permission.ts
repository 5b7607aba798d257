const everyday = [
  "account:read",
  "transaction:read",
  "transaction:download",
  "settlement:read",
  "settlement:download",
  "company:read",
  "developer:access",
  "insight:read",
] as const;

const overPeopleAndRules = [
  "member:invite",
  "member:edit",
  "member:remove",
  "role:manage",
  "merchant-account:manage",
  "request:approve",
  "history:read",
  "policy:manage",
] as const;

/** What a role may permit, as `resource:action`. A new one is denied to every role until somebody grants it. */
export const permissions = [...everyday, ...overPeopleAndRules] as const;

export type Permission = (typeof permissions)[number];

/** Permissions over people and rules. Only members who hold one may grant it. */
export const administrative: readonly Permission[] = overPeopleAndRules;

/** Keeps what this version knows: a permission written by a newer one is denied here, not guessed at. */
export function knownPermissions(stored: readonly string[]): Permission[] {
  return permissions.filter((permission) => stored.includes(permission));
}
