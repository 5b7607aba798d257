import { z } from "zod";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import type { Mentioned } from "../access/choice-store.ts";
import type { KnownSide, KnownSides, Side, Sides } from "../access/conflict.ts";
import { canOn } from "../access/grant.ts";
import { type Permission, writtenPermission } from "../access/permission.ts";

/** The permission that setting and deleting a rule takes, on all merchant accounts, because a rule is about all of them. */
export const NEEDS = "policy:manage" satisfies Permission;

const side: z.ZodType<Side> = z.union([
  z.strictObject({ roleId: z.uuid() }),
  z.strictObject({ permission: writtenPermission }),
]);
export const storedSides: z.ZodType<Sides> = z.tuple([side, side]);

export function requireEverywhere(actor: Actor): void {
  if (!canOn(actor, NEEDS, "all")) throw new Refusal(text("refused.conflict-everywhere"), { forbidden: true });
}

/** The sides of a stored change with what they are called now. */
export function knownSides({ roles }: Pick<Mentioned, "roles">, [one, other]: Sides): KnownSides {
  return [knownSide(roles, one), knownSide(roles, other)];
}

function knownSide(roles: Mentioned["roles"], side: Side): KnownSide {
  if ("permission" in side) return side;
  const role = roles.find(({ id }) => id === side.roleId);
  return { roleId: side.roleId, name: role?.name ?? "?", isDeleted: role?.isDeleted ?? true };
}
