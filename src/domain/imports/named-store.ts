import type { Tx } from "../../db/transaction.ts";
import { covers, type Scope } from "../access/account.ts";
import { storedRole } from "../access/actor-store.ts";
import { type Mentioned, storedMentioned } from "../access/choice-store.ts";
import { conflictRules } from "../access/conflict-store.ts";
import { findAccountsIn } from "../conflicts/store.ts";

/** Members locked until the transaction ends, in one order, so that nobody waits crosswise. */
export async function lockMembersCalled(tx: Tx, organizationId: string, emails: readonly string[]): Promise<void> {
  await tx.$queryRaw`SELECT id::text FROM member WHERE organization_id = ${organizationId}::uuid
    AND email = ANY (${[...emails]}::text[]) AND state <> 'removed' ORDER BY id FOR NO KEY UPDATE`;
}

/** The roles, accounts and members that are named, and the rules, as they are now: members by address, with what they may do. */
export async function findNamed(
  tx: Tx,
  organizationId: string,
  named: { ids: readonly string[]; emails: readonly string[] },
  now: Date,
): Promise<Mentioned> {
  const [row] = await tx.$queryRaw<{ mentioned: unknown }[]>`
    SELECT mentioned(${organizationId}::uuid, ${JSON.stringify(named)}::jsonb, ${now}::timestamptz)
      || jsonb_build_object('conflicts', ${conflictRules(organizationId)}) AS mentioned`;
  return withHeldAccounts(tx, organizationId, storedMentioned.parse(row?.mentioned));
}

/** A rule that a row would break names accounts that a member holds already: they are read once for all members. */
async function withHeldAccounts(tx: Tx, organizationId: string, named: Mentioned): Promise<Mentioned> {
  if (named.conflicts.length === 0) return named;
  const known = new Set(named.accounts.map(({ id }) => id));
  const held = new Set(
    named.members.flatMap(({ grants }) => grants.flatMap(({ scope }) => (scope === "all" ? [] : scope))),
  );
  if (held.isSubsetOf(known)) return named;
  return { ...named, accounts: await findAccountsIn(tx, organizationId, [...known.union(held)]) };
}

/** Every role that is offered, and the accounts and groups of these names that somebody may see; of two of one name the open one. */
export async function findVocabulary(tx: Tx, organizationId: string, names: readonly string[], held: Scope) {
  const roles = await tx.role.findMany({
    where: { organizationId, deletedAt: null },
    orderBy: [{ position: "asc" }, { name: "asc" }],
  });
  const accounts = await tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT id::text, lower(name) AS name FROM account_or_group
    WHERE organization_id = ${organizationId}::uuid AND lower(name) = ANY (${[...names]}::text[])
    ORDER BY closed_at IS NOT NULL DESC, closed_at`;
  const seen = accounts.filter(({ id }) => covers(held, [id]));
  return {
    roles: roles.map((role) => storedRole.parse(role)),
    accounts: new Map(seen.map(({ id, name }) => [name, id])),
  };
}
