import { Refusal } from "../../core/refusal.ts";
import type { AccountName } from "../../text/account-name.ts";
import { text } from "../../text/text.ts";

/** The smallest unit a grant can be limited to. A closed one is kept by the grants that name it, and given no more. */
export type MerchantAccount = {
  id: string;
  name: string;
  closed: boolean;
  /** of a group, the ids of the accounts in it; a deleted group is closed */
  accounts?: readonly string[] | undefined;
};

/**
 * What a grant is limited to: all merchant accounts, those to come included, or the ids of some accounts and groups. Who
 * holds a group reaches its id and each account in it; who holds each account of a group has not its id, and so does not
 * hold what comes into it.
 */
export type Scope = "all" | readonly string[];

/**
 * True if everything in `wanted` is in `held`, which has been through `reach`. Some accounts never cover "all" or a
 * group: these take in the ones to come.
 */
export function covers(held: Scope, wanted: Scope): boolean {
  if (held === "all") return true;
  return wanted !== "all" && wanted.every((id) => held.includes(id));
}

export function union(scopes: readonly Scope[]): Scope {
  return scopes.includes("all") ? "all" : [...new Set(scopes.flat())];
}

/** What a grant that names accounts and groups reaches: these, and the accounts that are in the groups now. */
export function reach(accounts: readonly MerchantAccount[], named: Scope): Scope {
  if (named === "all") return named;
  const within = accounts.filter(({ id }) => named.includes(id)).flatMap(({ accounts: inIt = [] }) => inIt);
  return [...new Set([...named, ...within])];
}

/** In the order in which they are told everywhere. */
export function byName(accounts: readonly MerchantAccount[]): MerchantAccount[] {
  return accounts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** The names of a scope's accounts, in the organization's order; null for all of them. */
export function accountNames(accounts: readonly MerchantAccount[], scope: Scope): AccountName[] | null {
  return scope === "all" ? null : accounts.filter((account) => scope.includes(account.id)).map(accountName);
}

/** What an account is called wherever a grant names it. */
function accountName({ name, closed, accounts }: MerchantAccount): AccountName {
  if (accounts) return { group: name, ...(closed && { deleted: true }) };
  return closed ? { closed: name } : name;
}

/** Refuses a scope with an account that is closed: nothing new is given on it. */
export function requireOpen(accounts: readonly MerchantAccount[], scope: Scope): void {
  const closed = scope === "all" ? undefined : accounts.find((account) => account.closed && scope.includes(account.id));
  if (closed?.accounts) throw new Refusal(text("refused.group-deleted", { group: closed.name }), { field: "accounts" });
  if (closed) throw new Refusal(text("refused.account-closed", { account: closed.name }), { field: "accounts" });
}

/** What is in all of the scopes. */
export function intersection(scopes: readonly Scope[]): Scope {
  return scopes.reduce((one, other) => {
    if (one === "all" || other === "all") return one === "all" ? other : one;
    return one.filter((id) => other.includes(id));
  }, "all");
}
