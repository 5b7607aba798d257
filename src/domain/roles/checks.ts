import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { isKnown, type Permission } from "../access/permission.ts";
import type { Role } from "../access/role.ts";
import type { ChangeContext } from "../command.ts";
import { findNameTaken } from "./own-role-store.ts";
import { mayPutIn } from "./role.ts";
import { RESERVED_DAYS } from "./role-name.ts";

const DAY = 86_400_000;

/** Refuses what a company's file no longer has: it was signed as something that it would not become. */
export function requireKnown(permissions: readonly Permission[]): void {
  const unknown = permissions.find((one) => !isKnown(one));
  if (unknown) throw new Refusal(text("refused.unknown-permission", { permission: unknown }), { field: "form" });
}

/** Nobody puts a permission into a role that they could not give. */
export function requireMayPutIn({ actor }: ChangeContext, added: readonly Permission[]): void {
  const permission = added.find((one) => !mayPutIn(actor, one));
  if (!permission) return;
  throw new Refusal(text("refused.not-yours-to-put-in", { permission }), { field: "administration", forbidden: true });
}

/** Two roles never have one name, and that of a deleted one stays free for a while. `except`: the role that has it. */
export async function requireNameFree(
  { tx, organization, now }: ChangeContext,
  name: string,
  { except }: { except?: string } = {},
): Promise<void> {
  const since = new Date(now.getTime() - RESERVED_DAYS * DAY);
  const [taken] = (await findNameTaken(tx, organization.id, name, since)).filter(({ id }) => id !== except);
  if (!taken) return;
  const why = taken.isDeleted
    ? text("role.name-reserved", { name, days: RESERVED_DAYS })
    : text("role.name-taken", { name });
  throw new Refusal(why, { field: "name" });
}

/** What every organization starts with stays as it is; a copy of it can be changed. */
export function requireOwn({ predefined, name }: Role): void {
  if (predefined) throw new Refusal(text("refused.predefined-role", { role: name }));
}
