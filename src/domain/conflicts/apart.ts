import { Refusal } from "../../core/refusal.ts";
import type { AccountName } from "../../text/account-name.ts";
import type { SideName } from "../../text/side-name.ts";
import { type TextId, text } from "../../text/text.ts";
import { accountNames, type MerchantAccount, type Scope } from "../access/account.ts";
import { type Conflict, type KnownSides, newConflicts } from "../access/conflict.ts";
import type { ApplyContext, ChangeContext } from "../command.ts";
import { findAccountsIn, lockGround } from "./store.ts";

type Held = Parameters<typeof newConflicts>[0];
type Whose = Pick<ChangeContext, "tx" | "organization">;

/** By what it would come about: roles that are given, a role or a group that is changed, or coming back. */
type By = "roles" | "role" | "group" | "back";

const sentences = {
  roles: "refused.sides-meet",
  role: "refused.sides-meet-by-role",
  group: "refused.sides-meet-by-group",
  back: "refused.sides-meet-again",
} as const satisfies Record<By, TextId>;

/** What somebody holds now and would hold. `who`: what they are called; null for somebody who is no member yet. */
type Gain = { who: string | null; before: Held; after: Held; by: By };

/**
 * Refuses what would bring two sides of a rule together in one person where they don't meet yet. Every change that gives
 * or widens something calls this when it is asked for and, in the context of `behindLock`, when it is applied.
 */
export async function requireApart(context: Whose & Pick<ChangeContext, "mentioned">, gain: Gain): Promise<void> {
  const { who, before, after, by } = gain;
  const [conflict] = newConflicts(before, after, context.mentioned.conflicts);
  if (conflict) throw await meeting(context, conflict, { who, by });
}

/** The refusal that names both sides, where they would meet and what to do. */
export async function meeting(
  context: Whose & Pick<ChangeContext, "mentioned">,
  { rule, on }: Conflict,
  { who, by }: Pick<Gain, "who" | "by">,
): Promise<Refusal> {
  const told = { who, sides: namesOf(rule.sides), ...(await placesIn(context, on)) };
  return new Refusal(text(sentences[by], told), { field: by === "roles" ? by : "form" });
}

/** So many accounts are named. */
const ACCOUNTS_NAMED = 3;

// What is mentioned is known already: ten thousand rows of a file may be refused here, one after the other.
async function placesIn(
  { tx, organization, mentioned }: Whose & Pick<ChangeContext, "mentioned">,
  on: Scope,
): Promise<{ on: AccountName[] | null; more: number }> {
  const known = new Set(mentioned.accounts.map(({ id }) => id));
  const areKnown = on === "all" || on.every((id) => known.has(id));
  return placesAmong(on, areKnown ? mentioned.accounts : await findAccountsIn(tx, organization.id, on));
}

/** The names of the first accounts of a scope, and how many more there are; null for all. */
export function placesAmong(on: Scope, accounts: Parameters<typeof accountNames>[0]) {
  const names = accountNames(accounts, on);
  return { on: names?.slice(0, ACCOUNTS_NAMED) ?? null, more: Math.max(0, (names?.length ?? 0) - ACCOUNTS_NAMED) };
}

export function namesOf([one, other]: KnownSides): [SideName, SideName] {
  return [nameOfSide(one), nameOfSide(other)];
}

function nameOfSide(side: KnownSides[number]): SideName {
  if ("permission" in side) return { permission: side.permission };
  return { role: side.name, ...(side.isDeleted && { deleted: true }) };
}

/** The same context with accounts and groups as they were read behind a lock of their own. */
export function withAccounts(context: ApplyContext, accounts: readonly MerchantAccount[]): ApplyContext {
  const others = context.mentioned.accounts.filter(({ id }) => !accounts.some((one) => one.id === id));
  return { ...context, mentioned: { ...context.mentioned, accounts: [...others, ...accounts] } };
}

/**
 * The same context with what it mentions, and the rules, as they are behind a lock on the organization: two changes that
 * only together bring two sides into one person come one after the other. It is the last lock that a change takes.
 */
export async function behindLock(context: ApplyContext): Promise<ApplyContext> {
  const { tx, organization, mentioned, now } = context;
  const ids = { members: mentioned.members.map(({ id }) => id), roles: mentioned.roles.map(({ id }) => id) };
  return { ...context, mentioned: { ...mentioned, ...(await lockGround(tx, organization.id, ids, now)) } };
}
