import { covers, intersection, type Scope, union } from "./account.ts";
import { administrative, type Permission } from "./permission.ts";
import type { Role } from "./role.ts";

/** A role given to a member, on all merchant accounts or on some, for good (null) or until a time. */
export type Grant = {
  id: string;
  role: Role;
  /** the accounts and groups that it names */
  named: Scope;
  /** what it reaches by them now */
  scope: Scope;
  until: Date | null;
  /** the zone (IANA) in which the end was chosen */
  untilZone: string | null;
};

/**
 * The same by ids, as it is signed and kept in the history: on which accounts and groups, and until when (ISO 8601; null:
 * for good). With `hoursFromActivation` it has no end yet: its hours begin when the invitation is accepted.
 */
export type GrantedRole = {
  roleId: string;
  accounts: Scope;
  until: string | null;
  hoursFromActivation?: number | undefined;
};

export function grantedRole({ role, named, until }: Pick<Grant, "role" | "named" | "until">): GrantedRole {
  return { roleId: role.id, accounts: named, until: until?.toISOString() ?? null };
}

type Held = Pick<Grant, "role" | "scope">;

/** The merchant accounts on which the grants give a permission. */
export function scopeOf(grants: readonly Held[], permission: Permission): Scope {
  return union(grants.filter(({ role }) => role.permissions.includes(permission)).map(({ scope }) => scope));
}

/** Holds a permission on at least one account. */
export function can({ grants }: { grants: readonly Held[] }, permission: Permission): boolean {
  const scope = scopeOf(grants, permission);
  return scope === "all" || scope.length > 0;
}

/** Holds a permission on every account of a scope, and on at least one. */
export function canOn(member: { grants: readonly Held[] }, permission: Permission, scope: Scope): boolean {
  return can(member, permission) && covers(scopeOf(member.grants, permission), scope);
}

/**
 * Only grant what you hold: `needs` (the permission of the change itself) and every administrative permission of the
 * role must be held on all of the accounts it is granted on.
 */
export function isGrantable(grants: readonly Held[], needs: Permission, role: Granted, scope: Scope): boolean {
  return takenToGrant(needs, role).every((permission) => canOn({ grants }, permission, scope));
}

/** The accounts on which a role can be given by somebody with these grants. */
function grantableOn(grants: readonly Held[], needs: Permission, role: Granted): Scope {
  return intersection(takenToGrant(needs, role).map((permission) => scopeOf(grants, permission)));
}

/** Can somebody with these grants give the role on some account? */
export function isGrantableSomewhere(grants: readonly Held[], needs: Permission, role: Granted): boolean {
  const on = grantableOn(grants, needs, role);
  return on === "all" || on.length > 0;
}

type Granted = Pick<Role, "permissions">;

/** The administrative permissions that the roles give together: who lets them through must hold them too. */
export function administrativeOf(roles: readonly Granted[]): Permission[] {
  return administrative.filter((permission) => roles.some(({ permissions }) => permissions.includes(permission)));
}

function takenToGrant(needs: Permission, { permissions }: Granted): Permission[] {
  return [needs, ...permissions.filter((permission) => administrative.includes(permission))];
}

/** An administrator holds every administrative permission on all merchant accounts. */
export function isAdministrator(grants: readonly Held[]): boolean {
  return administrative.every((permission) => scopeOf(grants, permission) === "all");
}
