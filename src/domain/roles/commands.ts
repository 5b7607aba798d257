import type { Card, Fact } from "../../core/card.ts";
import { Refusal } from "../../core/refusal.ts";
import { nearest } from "../../text/nearest.ts";
import { findRoleCalled } from "../../text/role-names.ts";
import { text } from "../../text/text.ts";
import { answer, type Context, type Query } from "../command.ts";
import { findRoleNamed, listRolesFrom, PAGE } from "./store.ts";

const SHOWN = 20;

/** The roles, a page at a time. */
export const listRoles: Query = {
  name: "role.list",
  needs: "member",
  async run({ tx, organization, values }) {
    const from = /^[0-9]{1,6}$/.test(String(values.from)) ? Number(values.from) : 0;
    const roles = await listRolesFrom(tx, organization.id, from);
    const items = roles.slice(0, PAGE).map((role) => ({
      title: text("role.item", { name: role.name, purpose: role.purpose }),
      detail: text("role.permits", { permissions: role.permissions }),
      button: { label: text("button.open"), command: "role.show", values: { role: role.name } },
    }));
    const next = { label: text("button.next-page"), command: "role.list", values: { from: String(from + PAGE) } };
    const buttons = roles.length > PAGE ? [next] : [];
    return answer({ kind: "card", card: { title: text("role.list.title"), items, buttons } });
  },
};

/** What a role permits, and who holds it: names of others only for those who manage people. No role named: the list. */
export const showRole: Query = {
  name: "role.show",
  needs: "member:edit",
  async run(context) {
    const name = String(context.values.role ?? "").trim();
    if (name === "") return listRoles.run(context);
    const { role, holders } = await requireRole(context, name);
    const shown = { emails: holders.slice(0, SHOWN), hasMore: holders.length > SHOWN };
    const facts: Fact[] = [
      { label: text("fact.permissions"), value: text("role.permits-list", { permissions: role.permissions }) },
      { label: text("fact.held-by"), value: text("role.holders", shown) },
    ];
    const card: Card = { title: text("role.item", role), facts };
    return answer({ kind: "card", card });
  },
};

/** By its name or, where no role has that one, by what people call it in another language. */
async function requireRole({ tx, organization, now }: Context, name: string) {
  const wanted = { most: SHOWN, now };
  const found = await findRoleNamed(tx, organization.id, name, wanted);
  const other = found.role ? undefined : findRoleCalled(found.names, name);
  const { role, holders } = other ? await findRoleNamed(tx, organization.id, other, wanted) : found;
  if (!role) throw unknownRole(name, found.names);
  return { role, holders };
}

/** Tells what exists and what was probably meant. */
function unknownRole(name: string, names: string[]): Refusal {
  const typed = text("typed", { typed: name });
  return new Refusal(text("refused.unknown-role", { name: typed, names, nearest: nearest(name, names) }), {
    field: "roles",
  });
}
