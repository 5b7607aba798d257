import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { ChangeContext } from "../command.ts";
import { isSame, type RoleTerms } from "./role.ts";

/** Whether a role is still what it was when something about it was asked for: a sentence if it is not. */
export function movedSince(
  roles: ChangeContext["mentioned"]["roles"],
  { roleId, before }: { roleId: string; before: RoleTerms },
): Text[] {
  const role = roles.find(({ id }) => id === roleId);
  if (!role || role.isDeleted) return [text("role.moved-deleted", { role: before.name })];
  return isSame(role, before) ? [] : [text("role.moved-changed", { role: before.name })];
}
