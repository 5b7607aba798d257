import { z } from "zod";
import type { Field, Option } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { nearest } from "../../text/nearest.ts";
import { findPermissionAt, permissionsHolding } from "../../text/permission-words.ts";
import { findRoleCalled } from "../../text/role-names.ts";
import { text, verbatim } from "../../text/text.ts";
import { searchRoles } from "../access/choice-store.ts";
import { type Side, sideKey } from "../access/conflict.ts";
import { type Permission, permissions } from "../access/permission.ts";
import type { Context } from "../command.ts";

/** So many roles are suggested, before the permissions. */
const ROLES_MOST = 60;

type Named = { id: string; name: string };

/** The two fields, empty: together there are more roles and permissions than a form shows at once. */
export const sideFields = {
  first: { kind: "search", name: "first", label: text("conflict.label.first"), most: 1, options: [] },
  second: { kind: "search", name: "second", label: text("conflict.label.second"), most: 1, options: [] },
} as const satisfies Record<string, Field>;

/** The fields with the labels of what is chosen in them. */
export function filledFields(roles: readonly Named[], values: Values): Field[] {
  return Object.values(sideFields).map((field) => ({ ...field, options: chosenIn(roles, values[field.name]) }));
}

function chosenIn(roles: readonly Named[], value: Values[string] | undefined): Option[] {
  const permission = permissions.find((one) => one === value);
  if (permission) return [permissionOption(permission)];
  return roles.filter(({ id }) => id === value).map(roleOption);
}

/** The roles and permissions whose name holds what is typed. */
export async function suggestSides({ tx, organization }: Context, typed: string): Promise<Option[]> {
  const roles = await searchRoles(tx, organization.id, typed, ROLES_MOST);
  return [...roles.map(roleOption), ...permissionsHolding(typed, permissions).map(permissionOption)];
}

function roleOption({ id, name }: Named): Option {
  return { value: id, label: verbatim(name), description: text("conflict.a-role") };
}

function permissionOption(permission: Permission): Option {
  return {
    value: permission,
    label: text("permission.option", { permission }),
    description: text("conflict.a-permission"),
  };
}

/** Reads a field; what is no role's id and no permission is refused there. */
export function readSide(values: Values, field: keyof typeof sideFields): Side {
  const value = values[field];
  const permission = permissions.find((one) => one === value);
  if (permission) return { permission };
  const roleId = z.uuid().safeParse(value);
  if (!roleId.success) throw new Refusal(text("field.unknown-choice"), { field });
  return { roleId: roleId.data };
}

/** `Finance, approve requests`: each is a role's name or a permission in words; null is what could not be understood. */
export function typedSides(roles: readonly Named[], typed: string): { said: string; side: Side | null }[] {
  const [first = "", ...others] = typed.split(/[,;、]/).map((said) => said.trim());
  const said = [first, others.filter(Boolean).join(", ")].filter(Boolean);
  return said.map((words) => ({ said: words, side: sideCalled(roles, words) }));
}

function sideCalled(roles: readonly Named[], said: string): Side | null {
  const called = findRoleCalled(
    roles.map(({ name }) => name),
    said,
  );
  const role = roles.find(({ name }) => name === called);
  if (role) return { roleId: role.id };
  const found = findPermissionAt(said, permissions);
  return found && found.where.length === 0 ? { permission: found.permission } : null;
}

export function unknownSide(roles: readonly Named[], said: string): Text {
  const names = roles.map(({ name }) => name);
  return text("refused.unknown-side", { name: text("typed", { typed: said }), nearest: nearest(said, names) });
}

/** What a form starts with, for what was typed. */
export function startFrom(roles: readonly Named[], typed: string) {
  const fields = Object.keys(sideFields);
  const read = typedSides(roles, typed).map((one, at) => ({ ...one, field: fields[at] ?? "" }));
  const values: Values = Object.fromEntries(read.flatMap(({ field, side }) => (side ? [[field, sideKey(side)]] : [])));
  const errors = Object.fromEntries(
    read.flatMap(({ field, said, side }) => (side ? [] : [[field, unknownSide(roles, said)]])),
  );
  return { values, errors };
}
