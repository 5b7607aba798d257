import { Refusal } from "../../core/refusal.ts";
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

/** What was asked for once is asked for again with the content of then: it must still be about the role of now. */
export function requireUnmoved({ mentioned }: ChangeContext, about: { roleId: string; before: RoleTerms }): void {
  const [moved] = movedSince(mentioned.roles, about);
  if (moved) throw new Refusal(moved, { field: "form" });
}
