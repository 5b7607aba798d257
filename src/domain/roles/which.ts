import type { Card, Item } from "../../core/card.ts";
import type { Ref } from "../../core/ref.ts";
import { Refusal } from "../../core/refusal.ts";
import { nearest } from "../../text/nearest.ts";
import { findRoleCalled } from "../../text/role-names.ts";
import { text, verbatim } from "../../text/text.ts";
import type { Role } from "../access/role.ts";
import type { Context } from "../command.ts";
import { versionOf } from "./role.ts";
import { findRole, findRoleNamed, type Holders, listRolesFrom, PAGE } from "./store.ts";

/** So many holders are named where a role is shown. */
export const SHOWN = 10;

/** Ids as the database has them; what a client made up is none, and never reaches it. */
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isId(value: unknown): value is string {
  return typeof value === "string" && ID.test(value);
}

/** The role that a button names by its id, or somebody by what they typed; null where nobody has said which. */
export async function findWanted(context: Context, words: string | undefined): Promise<Role | null> {
  const { tx, organization, ref, values } = context;
  const said = (words ?? String(values.role ?? "")).trim();
  const id = ref?.id ?? (isId(said) ? said : null);
  if (id === null) return said === "" ? null : (await getNamed(context, said)).role;
  const role = await findRole(tx, organization.id, id);
  if (!role) throw new Refusal(text("refused.no-such-role"));
  return role;
}

/** By its name or, where no role has that one, by what people call it in another language. Throws a Refusal for none. */
export async function getNamed(
  { tx, organization, now }: Context,
  name: string,
): Promise<{ role: Role; holders: Holders }> {
  const wanted = { most: SHOWN, now };
  const found = await findRoleNamed(tx, organization.id, name, wanted);
  const other = found.role ? undefined : findRoleCalled(found.names, name);
  const { role, holders } = other ? await findRoleNamed(tx, organization.id, other, wanted) : found;
  if (!role) throw unknownRole(name, found.names);
  return { role, holders };
}

/** Tells what exists and what was probably meant. */
export function unknownRole(name: string, names: string[]): Refusal {
  const typed = text("typed", { typed: name });
  return new Refusal(text("refused.unknown-role", { name: typed, names, nearest: nearest(name, names) }), {
    field: "roles",
  });
}

/** A button names a role by its id, and says as what it was seen. */
export function refOf(role: Role): Ref {
  return { id: role.id, version: versionOf(role) };
}

/** The roles to choose from, a page at a time, each with a button for the command; `isOwn`: only what can be changed. */
export async function rolesToChoose(context: Context, command: string, { isOwn }: { isOwn: boolean }): Promise<Card> {
  const { tx, organization, values } = context;
  const from = pageFrom(values);
  const roles = await listRolesFrom(tx, organization.id, { from, isOwn });
  const items = roles.slice(0, PAGE).map(
    (role): Item => ({
      title: verbatim(role.name),
      detail: text("role.permits", { permissions: role.permissions }),
      button: { label: text("button.choose"), command, ref: refOf(role) },
    }),
  );
  const next = { label: text("button.next-page"), command, values: { from: String(from + PAGE) } };
  const body = items.length === 0 ? [text("role.none-own")] : [];
  return { title: text("role.which"), body, items, buttons: roles.length > PAGE ? [next] : [] };
}

export function pageFrom({ from }: Context["values"]): number {
  return /^[0-9]{1,6}$/.test(String(from)) ? Number(from) : 0;
}
