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

/** What a role may allow, as `resource:action`. A new one is denied to every role until somebody grants it. */
export const permissions = [...everyday, ...overPeopleAndRules] as const;

export type Permission = (typeof permissions)[number];

/** Permissions over people and rules. Only who holds one may grant it. */
export const administrative: readonly Permission[] = overPeopleAndRules;

export type Role = { id: string; name: string; purpose: string; predefined: boolean; permissions: Permission[] };

type Predefined = Omit<Role, "id" | "predefined">;

/** The roles every organization starts with. They can't be changed. */
export const predefinedRoles: readonly Predefined[] = [
  {
    name: "Admin",
    purpose: "company's or team's person in charge",
    permissions: ["account:read", "transaction:read", "settlement:read", "company:read", ...administrative],
  },
  {
    name: "Finance",
    purpose: "finance staff",
    permissions: ["transaction:read", "transaction:download", "settlement:read", "settlement:download"],
  },
  { name: "Operations", purpose: "staff handling inquiries and refunds", permissions: ["transaction:read"] },
  { name: "Developer", purpose: "IT or developer staff", permissions: ["developer:access"] },
  {
    name: "Data Analytics",
    purpose: "operational and payment-method performance, success rate, error reports",
    permissions: ["insight:read"],
  },
];

/** Keeps what this version knows: a permission written by a newer one is denied here, not guessed at. */
export function knownPermissions(stored: readonly string[]): Permission[] {
  return permissions.filter((permission) => stored.includes(permission));
}

/** The role somebody means: by name, whatever the case, or null. */
export function findRoleNamed<R extends { name: string }>(roles: readonly R[], name: string): R | null {
  const wanted = name.trim().toLowerCase();
  return roles.find((role) => role.name.toLowerCase() === wanted) ?? null;
}
