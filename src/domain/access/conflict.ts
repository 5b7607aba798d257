import { covers, intersection, type Scope, union } from "./account.ts";
import type { Grant } from "./grant.ts";
import type { Permission } from "./permission.ts";
import type { Role } from "./role.ts";

/** What must not meet something else: a role, whatever it permits, or a permission, whichever role gives it. */
export type Side = { roleId: string } | { permission: Permission };
export type Sides = readonly [Side, Side];

/** A side with what it is called. A deleted role is held by nobody, so it meets nothing. */
export type KnownSide = { roleId: string; name: string; isDeleted: boolean } | { permission: Permission };
export type KnownSides = readonly [KnownSide, KnownSide];

/** Two sides that must not meet in one person on one merchant account. */
export type ConflictRule = { id: string; sides: KnownSides; reason: string; createdAt: Date };

/** Without an end it is held for good. */
type Held = Pick<Grant, "scope"> &
  Partial<Pick<Grant, "until">> & { role: Pick<Role, "permissions"> & { id?: string } };

/** Is it this role, or a role that gives this permission? One that is not made yet has no id. */
export function isOnSide(role: Held["role"], side: Side): boolean {
  return "roleId" in side ? role.id === side.roleId : role.permissions.includes(side.permission);
}

/** A role that holds both sides by itself. */
export function meetsItself(role: Held["role"], sides: Sides): boolean {
  return sides.every((side) => isOnSide(role, side));
}

/** The merchant accounts on which both sides meet in one person; none: they don't. */
export function meetingOf(grants: readonly Held[], sides: Sides): Scope {
  const reached = sides.map((side) =>
    union(grants.filter(({ role }) => isOnSide(role, side)).map(({ scope }) => scope)),
  );
  return intersection(reached);
}

export function isAnywhere(scope: Scope): boolean {
  return scope === "all" || scope.length > 0;
}

/** A rule, and the accounts on which its sides meet. */
export type Conflict = { rule: ConflictRule; on: Scope };

export function conflictsOf(grants: readonly Held[], rules: readonly ConflictRule[]): Conflict[] {
  return rules.map((rule) => ({ rule, on: meetingOf(grants, rule.sides) })).filter(({ on }) => isAnywhere(on));
}

/**
 * Only what newly meets: on further accounts than before, or for longer. Who stands against a rule already may get what
 * adds nothing to that. `before` and `after` are what is held now: what is over is not among it.
 */
export function newConflicts(
  before: readonly Held[],
  after: readonly Held[],
  rules: readonly ConflictRule[],
): Conflict[] {
  // What was held gets less only when one of its ends comes, so these are the moments to compare at, beside now.
  const moments = [null, ...before.flatMap(({ until }) => until ?? [])];
  return rules.flatMap((rule) => {
    const on = union(moments.map((moment) => addedAt(moment, { before, after }, rule)));
    return isAnywhere(on) ? { rule, on } : [];
  });
}

type Change = { before: readonly Held[]; after: readonly Held[] };

/** Where the sides meet at a moment (null: now) and would not have met. */
function addedAt(moment: Date | null, { before, after }: Change, { sides }: ConflictRule): Scope {
  const isHeld = ({ until }: Held) => moment === null || !until || until > moment;
  const [already, on] = [meetingOf(before.filter(isHeld), sides), meetingOf(after.filter(isHeld), sides)];
  if (covers(already, on)) return [];
  return on === "all" ? on : on.filter((id) => !covers(already, [id]));
}

/** The same pair has one key, whichever side comes first. */
export function pairKey(sides: Sides): string {
  return sides.map(sideKey).sort().join(" ");
}

export function sideKey(side: Side): string {
  return "roleId" in side ? side.roleId : side.permission;
}
