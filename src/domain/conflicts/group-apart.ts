import type { Actor } from "../access/actor.ts";
import { newConflicts } from "../access/conflict.ts";
import type { Grant } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import type { ChangeContext } from "../command.ts";
import { meeting } from "./apart.ts";
import { findGroupPeople } from "./store.ts";

/** So many of those with a role on a group are read at once. */
const CHUNK = 200;

/** Merchant accounts that come into groups. */
type Widening = { groups: readonly string[]; accounts: readonly string[] };

/**
 * Refuses accounts in groups where they would bring two sides of a rule together in somebody who reaches the groups by
 * their roles. All groups together: each may give one side.
 */
export async function requireMembersApart(context: ChangeContext, widening: Widening): Promise<void> {
  const { tx, organization, mentioned, now } = context;
  const { groups, accounts } = widening;
  if (mentioned.conflicts.length === 0 || groups.length === 0 || accounts.length === 0) return;
  for (let behind = ""; ; ) {
    const members = await findGroupPeople(tx, organization.id, groups, { behind, most: CHUNK, now });
    for (const member of members) await requireApartIn(context, member, widening);
    if (members.length < CHUNK) return;
    behind = members.at(-1)?.email ?? "";
  }
}

async function requireApartIn(context: ChangeContext, member: Actor, { groups, accounts }: Widening): Promise<void> {
  const widened = (grant: Grant): Grant => {
    const { named, scope } = grant;
    if (named === "all" || scope === "all" || !named.some((id) => groups.includes(id))) return grant;
    return { ...grant, scope: [...new Set([...scope, ...accounts])] };
  };
  const after = member.grants.map(widened);
  const [conflict] = newConflicts(member.grants, after, context.mentioned.conflicts);
  if (conflict) throw await meeting(context, conflict, { who: nameOf(member), by: "group" });
}
