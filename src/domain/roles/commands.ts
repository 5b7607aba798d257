import { text } from "../../text/text.ts";
import { answer, type Query } from "../command.ts";
import { roleCard } from "./cards.ts";
import { listRolesFrom, PAGE } from "./store.ts";
import { getNamed, pageFrom } from "./which.ts";

/** The roles, a page at a time. */
export const listRoles: Query = {
  name: "role.list",
  needs: "member",
  async run({ tx, organization, values }) {
    const from = pageFrom(values);
    const roles = await listRolesFrom(tx, organization.id, { from });
    const items = roles.slice(0, PAGE).map((role) => ({
      title: text("role.item", { name: role.name, purpose: role.purpose }),
      detail: text("role.permits", { permissions: role.permissions }),
      button: { label: text("button.open"), command: "role.show", values: { role: role.name } },
    }));
    const next = { label: text("button.next-page"), command: "role.list", values: { from: String(from + PAGE) } };
    const add = { label: text("button.role-add"), command: "role.add" };
    const conflicts = { label: text("button.conflicts"), command: "conflict.list" };
    const buttons = roles.length > PAGE ? [next, add, conflicts] : [add, conflicts];
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
    const { role, holders } = await getNamed(context, name);
    return answer({ kind: "card", card: roleCard(role, holders) });
  },
};
