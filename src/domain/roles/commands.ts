import type { Card, Fact } from "../../core/card.ts";
import { Refusal } from "../../core/refusal.ts";
import { nearest } from "../../text/nearest.ts";
import { text } from "../../text/text.ts";
import { findRoleNamed, type Role } from "../access/role.ts";
import type { Query } from "../command.ts";
import { findRoleHolders } from "../members/store.ts";

const SHOWN = 20;

export const listRoles: Query = {
  name: "role.list",
  needs: "member",
  async run({ actor }) {
    const items = actor.organization.roles.map((role) => ({
      title: text("role.item", { name: role.name, purpose: role.purpose }),
      detail: text("role.permits", { permissions: role.permissions }),
      button: { label: text("button.open"), command: "role.show", values: { role: role.name } },
    }));
    return { kind: "card", card: { title: text("role.list.title"), items } };
  },
};

/** What a role permits, and who holds it: names of others only for those who manage people. */
export const showRole: Query = {
  name: "role.show",
  needs: "member:edit",
  async run({ tx, actor, values }) {
    const { roles, id } = actor.organization;
    const role = requireRole(roles, String(values.role ?? ""));
    const holders = await findRoleHolders(tx, id, role.id, SHOWN);
    const facts: Fact[] = [
      { label: text("fact.permissions"), value: text("role.permits", { permissions: role.permissions }) },
      { label: text("fact.held-by"), value: text("role.holders", holders) },
    ];
    const card: Card = { title: text("role.item", role), facts };
    return { kind: "card", card };
  },
};

/** The role of that name; refuses with what exists and what was probably meant. */
export function requireRole(roles: readonly Role[], name: string): Role {
  const role = findRoleNamed(roles, name);
  if (role) return role;
  const names = roles.map((one) => one.name);
  throw new Refusal(text("refused.unknown-role", { name: verbatimName(name), names, nearest: nearest(name, names) }), {
    field: "roles",
  });
}

function verbatimName(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
