import type { Card, Fact, Item } from "../../core/card.ts";
import { findRoleCalled } from "../../text/role-names.ts";
import { text, verbatim } from "../../text/text.ts";
import type { Permission } from "../access/permission.ts";
import type { Role } from "../access/role.ts";
import { answer, type Context, type Query } from "../command.ts";
import { addedTo, NEEDS } from "./role.ts";
import { findRole, listRoleNames, listRolesFrom, PAGE } from "./store.ts";
import { findWanted, getNamed, isId, pageFrom, rolesToChoose, unknownRole } from "./which.ts";

/** What two roles permit both, and each alone. With one of them or none, the others are offered. */
export const compareRoles: Query = {
  name: "role.compare",
  needs: NEEDS,
  async run(context) {
    const [first, second] = await wantedOf(context);
    if (!first) return answer({ kind: "card", card: await rolesToChoose(context, "role.compare", { isOwn: false }) });
    if (!second || second.id === first.id) return answer({ kind: "card", card: await othersToChoose(context, first) });
    return answer({ kind: "card", card: compared(first, second) });
  },
};

async function wantedOf(context: Context): Promise<(Role | null)[]> {
  const { tx, organization, ref, values } = context;
  if (ref) {
    const other = isId(values.with) ? await findRole(tx, organization.id, values.with) : null;
    return [await findWanted(context, undefined), other];
  }
  const typed = String(values.roles ?? "").trim();
  if (typed === "") return [];
  const named = twoNames(await listRoleNames(tx, organization.id), typed);
  const found = [];
  for (const name of named) found.push((await getNamed(context, name)).role);
  return found;
}

/** "Finance, Operations" or two names in a row. Throws a Refusal where that is neither one role nor two. */
function twoNames(names: readonly string[], typed: string): string[] {
  const parts = typed
    .split(/[,;、]/)
    .map((part) => part.trim())
    .filter(Boolean);
  if (parts.length > 1) return parts.slice(0, 2);
  const called = (some: string[]) => findRoleCalled(names, some.join(" "));
  const words = typed.split(/\s+/);
  if (called(words)) return [typed];
  for (let at = 1; at < words.length; at += 1) {
    const [one, other] = [called(words.slice(0, at)), called(words.slice(at))];
    if (one && other) return [one, other];
  }
  throw unknownRole(typed, [...names]);
}

function compared(first: Role, second: Role): Card {
  const both = first.permissions.filter((permission) => second.permissions.includes(permission));
  return {
    title: text("role.compare.title", { first: first.name, second: second.name }),
    facts: [
      permitted(text("role.compare.both"), both),
      permitted(text("role.compare.only", { role: first.name }), addedTo(second, first)),
      permitted(text("role.compare.only", { role: second.name }), addedTo(first, second)),
    ],
  };
}

function permitted(label: Fact["label"], permissions: readonly Permission[]): Fact {
  return { label, value: permissions.length > 0 ? text("role.permits-list", { permissions }) : text("role.nothing") };
}

async function othersToChoose({ tx, organization, values }: Context, first: Role): Promise<Card> {
  const from = pageFrom(values);
  const roles = await listRolesFrom(tx, organization.id, { from });
  const command = "role.compare";
  const ref = { id: first.id, version: 0 };
  const items = roles.slice(0, PAGE).flatMap((role): Item[] => {
    if (role.id === first.id) return [];
    const button = { label: text("button.compare"), command, ref, values: { with: role.id } };
    return [{ title: verbatim(role.name), detail: text("role.permits", { permissions: role.permissions }), button }];
  });
  const next = { label: text("button.next-page"), command, ref, values: { from: String(from + PAGE) } };
  return { title: text("role.compare.which", { role: first.name }), items, buttons: roles.length > PAGE ? [next] : [] };
}
