import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { covers, type MerchantAccount, type Scope, union } from "./account.ts";
import { administrative, type Permission, type Role } from "./role.ts";

export type MemberState = "invited" | "active" | "suspended" | "removed";

/** A role given to a member, on all merchant accounts or on some. */
export type Grant = { role: Role; scope: Scope };

/** What every change needs: how many approvals, and how long requests (hours) and invitations (days) stay open. */
export type PolicyFigures = { approvals: number; requestHours: number; invitationDays: number };

export type Organization = {
  id: string;
  name: string;
  policy: PolicyFigures;
  roles: Role[];
  accounts: MerchantAccount[];
};

/** A member who acts, with everything that decides what they may do. */
export type Actor = { id: string; email: string; state: MemberState; grants: Grant[]; organization: Organization };

/** The merchant accounts on which the grants give a permission. */
export function scopeOf(grants: readonly Grant[], permission: Permission): Scope {
  return union(grants.filter(({ role }) => role.permissions.includes(permission)).map(({ scope }) => scope));
}

export function can(actor: Pick<Actor, "grants">, permission: Permission): boolean {
  const scope = scopeOf(actor.grants, permission);
  return scope === "all" || scope.length > 0;
}

/** Refuses who doesn't hold the permission anywhere. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (actor.state === "active" && can(actor, permission)) return;
  throw new Refusal(text("refused.permission", { permission }), { forbidden: true });
}

/**
 * Only grant what you hold: `needs` (the permission of the change itself) and every administrative permission of the
 * role must be held on all of the accounts it is granted on.
 */
export function isGrantable(grants: readonly Grant[], needs: Permission, role: Role, scope: Scope): boolean {
  const guarded = role.permissions.filter((permission) => administrative.includes(permission));
  return [needs, ...guarded].every((permission) => {
    const held = scopeOf(grants, permission);
    return (held === "all" || held.length > 0) && covers(held, scope);
  });
}

/** An administrator holds every administrative permission on all merchant accounts. */
export function isAdministrator(grants: readonly Grant[]): boolean {
  return administrative.every((permission) => scopeOf(grants, permission) === "all");
}
