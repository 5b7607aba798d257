import { command, list } from "./format.ts";
import { permissionsInLine, permissionsInLines } from "./permissions.ts";

/** More names than so many are not listed within a sentence. */
const MANY = 12;

export const roles = {
  "fact.permissions": () => "Permissions",
  "fact.held-by": () => "Held by",
  "fact.role": () => "Role",
  "refused.unknown-role": (p: { name: string; names: string[]; nearest: string | null }) =>
    `There is no role “${p.name}”.${p.nearest ? ` Did you mean ${p.nearest}?` : ""} ${p.names.length > MANY ? `See ${command("roles")}.` : `The roles are ${list(p.names)}.`}`,
  "role.list.title": () => "Roles",
  "role.item": (p: { name: string; purpose: string }) => `${p.name} (${p.purpose})`,
  "role.permits": (p: { permissions: readonly string[] }) => permissionsInLine(p.permissions),
  "role.permits-list": (p: { permissions: readonly string[] }) => permissionsInLines(p.permissions),
  "role.with-permissions": (p: { name: string; permissions: readonly string[] }) =>
    `${p.name}\n${permissionsInLines(p.permissions)}`,
  "role.holders": (p: { emails: string[]; hasMore: boolean }) =>
    p.emails.length === 0 ? "nobody" : p.hasMore ? `${p.emails.join(", ")} and others` : list(p.emails),
};
