import { z } from "zod";
import type { Values } from "../../core/ref.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { permissions, writtenPermission } from "../access/permission.ts";
import type { RoleTerms } from "./role.ts";
import { roleName, rolePurpose } from "./role-name.ts";

const words = { name: z.string(), purpose: z.string() };
const terms = z.strictObject({ ...words, permissions: z.array(writtenPermission).min(1) });
/** What a newer version has written may permit nothing that is known here. */
const earlier = z.strictObject({ ...words, permissions: z.array(writtenPermission) });

export type NewRole = { role: RoleTerms; reason: string };
export const newRoleInput: z.ZodType<NewRole> = z.strictObject({ role: terms, reason: z.string() });

/** A role as it was when its change was asked for, and as it is to be. */
export type RoleChange = { roleId: string; before: RoleTerms; after: RoleTerms; reason: string };
export const roleChangeInput: z.ZodType<RoleChange> = z.strictObject({
  ...{ roleId: z.uuid(), before: earlier, after: terms, reason: z.string() },
});

export type RoleDeletion = { roleId: string; before: RoleTerms; reason: string };
export const roleDeletionInput: z.ZodType<RoleDeletion> = z.strictObject({
  ...{ roleId: z.uuid(), before: earlier, reason: z.string() },
});

/** Reads the form; what it can't read is refused at its field. */
export function termsFrom({
  name = "",
  purpose = "",
  permissions: everyday = [],
  administration = [],
  own = [],
}: Values): RoleTerms {
  const chosen = [everyday, administration, own].flat();
  const permitted = permissions.filter((permission) => chosen.includes(permission));
  if (permitted.length === 0) throw new Refusal(text("field.choose"), { field: "permissions" });
  return { name: roleName(String(name)), purpose: rolePurpose(String(purpose)), permissions: permitted };
}
