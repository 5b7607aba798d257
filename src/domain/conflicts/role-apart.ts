import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { type ConflictRule, isOnSide, meetsItself, newConflicts, type Side } from "../access/conflict.ts";
import type { Grant } from "../access/grant.ts";
import type { Permission } from "../access/permission.ts";
import { nameOf } from "../access/person-name.ts";
import type { ChangeContext } from "../command.ts";
import { meeting, namesOf } from "./apart.ts";
import { findPeople } from "./store.ts";

/** So many of those who hold a role are read at once. */
const CHUNK = 200;

/** What a role permits before and after; a new one permitted nothing and has no id. */
type RoleGain = { id?: string; name: string; before: readonly Permission[]; after: readonly Permission[] };

/** Refuses a role that newly holds both sides of a rule by itself: nobody could be given it. */
export function requireRoleApart({ mentioned }: Pick<ChangeContext, "mentioned">, role: RoleGain): void {
  const [before, after] = [as(role, role.before), as(role, role.after)];
  const rule = mentioned.conflicts.find(({ sides }) => meetsItself(after, sides) && !meetsItself(before, sides));
  if (!rule) return;
  const told = { role: role.name, sides: namesOf(rule.sides) };
  throw new Refusal(text("refused.role-holds-both", told), { field: "form" });
}

/** And one that would bring two sides together in somebody who holds it, invited or suspended members included. */
export async function requireHoldersApart(context: ChangeContext, role: RoleGain & { id: string }): Promise<void> {
  const [before, after] = [as(role, role.before), as(role, role.after)];
  for (const rule of context.mentioned.conflicts)
    for (const [at, side] of rule.sides.entries()) {
      const other = rule.sides[1 - at];
      if (other && isOnSide(after, side) && !isOnSide(before, side)) await requireEach(context, role, { rule, other });
    }
}

async function requireEach(
  context: ChangeContext,
  role: RoleGain & { id: string },
  { rule, other }: { rule: ConflictRule; other: Side },
): Promise<void> {
  const { tx, organization, now } = context;
  for (let behind = ""; ; ) {
    const page = { behind, most: CHUNK, now };
    const [members = []] = await findPeople(tx, organization.id, [[{ roleId: role.id }, other]], page);
    for (const member of members) await requireHolder(context, { member, role, rule });
    if (members.length < CHUNK) return;
    behind = members.at(-1)?.email ?? "";
  }
}

type Holding = { member: Actor; role: RoleGain & { id: string }; rule: ConflictRule };

async function requireHolder(context: ChangeContext, { member, role, rule }: Holding): Promise<void> {
  const permitting = (permissions: readonly Permission[]) =>
    member.grants.map((grant: Grant) =>
      grant.role.id === role.id ? { ...grant, role: { ...grant.role, permissions: [...permissions] } } : grant,
    );
  const [conflict] = newConflicts(permitting(role.before), permitting(role.after), [rule]);
  if (conflict) throw await meeting(context, conflict, { who: nameOf(member), by: "role" });
}

function as({ id }: RoleGain, permissions: readonly Permission[]) {
  return { ...(id && { id }), permissions: [...permissions] };
}
