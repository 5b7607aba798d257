import { sha256 } from "../../core/keys.ts";
import { canOn } from "../access/grant.ts";
import { administrative, type Permission, permissions } from "../access/permission.ts";
import type { Role } from "../access/role.ts";
import { canonical } from "../history/chain.ts";

/** The permission that everything about roles takes. */
export const NEEDS = "role:manage" satisfies Permission;

/** What can be said of a role that an organization makes itself. */
export type RoleTerms = Pick<Role, "name" | "purpose" | "permissions">;

export function termsOf({ name, purpose, permissions: held }: RoleTerms): RoleTerms {
  return { name, purpose, permissions: permissions.filter((one) => held.includes(one)) };
}

export function isSame(one: RoleTerms, other: RoleTerms): boolean {
  return canonical(termsOf(one)) === canonical(termsOf(other));
}

/** What a form was opened with, as a number: the sender is told if the role has changed since. */
export function versionOf(role: RoleTerms): number {
  return Number.parseInt(sha256(canonical(termsOf(role))).slice(0, 12), 16);
}

/** What is in `other` and not in `one`, in the order of the catalogue. */
export function addedTo(one: Pick<RoleTerms, "permissions">, other: Pick<RoleTerms, "permissions">): Permission[] {
  return permissions.filter((held) => other.permissions.includes(held) && !one.permissions.includes(held));
}

/**
 * May this member put a permission into a role? A role can be given on all merchant accounts, so who puts an
 * administrative permission into one holds it on all of them.
 */
export function mayPutIn({ grants }: Parameters<typeof canOn>[0], permission: Permission): boolean {
  return !administrative.includes(permission) || canOn({ grants }, permission, "all");
}
