import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { MerchantAccount } from "../access/account.ts";
import { lockAccounts } from "../access/account-store.ts";
import type { Actor } from "../access/actor.ts";
import { findHolders } from "../access/actor-store.ts";
import { administrativeOf, isGrantable } from "../access/grant.ts";
import type { Permission } from "../access/permission.ts";
import type { ApplyContext, ChangeContext } from "../command.ts";
import { behindLock, withAccounts } from "../conflicts/apart.ts";
import { mayManage } from "./account.ts";
import { findRolesOn } from "./group-store.ts";

/** What it takes to give a role: who widens a group gives its roles on what comes into it. */
const TO_GIVE: Permission = "member:edit";

/** So many accounts are in a group: everybody's rights are read with them. */
const ACCOUNTS_MOST = 500;

/** A group reaches accounts to come, so what is done with one takes the right on all of them. */
export function requireManageGroups(actor: Actor): void {
  if (!mayManage(actor, "all")) throw new Refusal(text("refused.manage-groups"), { forbidden: true });
}

type Whose = Pick<ChangeContext, "tx" | "organization" | "now" | "actor">;

/** Nobody lets others gain, or lose, by a group what they could not give them. */
export async function requireMayWiden({ tx, organization, now, actor }: Whose, groups: readonly string[]) {
  if (groups.length === 0) return;
  const roles = await findRolesOn(tx, organization.id, groups, now);
  const role = roles.find((one) => !isGrantable(actor.grants, TO_GIVE, one, "all"));
  if (role) throw new Refusal(text("refused.not-yours-to-widen", { role: role.name }), { forbidden: true });
}

/** And so must everybody who approves it. */
export async function neededToWiden({ tx, organization, now }: Whose, groups: readonly string[]) {
  if (groups.length === 0) return [];
  const roles = await findRolesOn(tx, organization.id, groups, now);
  return roles.length > 0 ? [TO_GIVE, ...administrativeOf(roles)] : [];
}

/** Those who could approve it and gain or lose by it: they don't decide about it. */
export async function approversWithin({ tx, organization, now, actor }: Whose, groups: readonly string[]) {
  if (groups.length === 0) return [];
  const approvers = await findHolders(tx, organization.id, "request:approve", now);
  return approvers.filter((member) => member.id !== actor.id && isWithin(member, groups)).map(({ id }) => id);
}

/** Who got a role on the group since it was asked for must not decide about it either. */
export function requireImpartialStill({ approvers }: Pick<ApplyContext, "approvers">, groups: readonly string[]) {
  if (approvers.some((member) => isWithin(member, groups)))
    throw new Refusal(text("refused.own-group"), { forbidden: true });
}

function isWithin({ grants }: Actor, groups: readonly string[]): boolean {
  return grants.some(({ named }) => named !== "all" && named.some((id) => groups.includes(id)));
}

/** Groups and accounts as they are behind locks, the last of which is the organization's: nobody gives anything meanwhile. */
export async function lockedWith(context: ApplyContext, ids: readonly string[]) {
  const accounts = await lockAccounts(context.tx, context.organization.id, ids, "change");
  return withAccounts(await behindLock(context), accounts);
}

/** The group of that id, if it is there. */
export function findMentionedGroup({ mentioned }: Pick<ChangeContext, "mentioned">, id: string) {
  const found = mentioned.accounts.find((one) => one.id === id);
  return found?.accounts && !found.closed ? { ...found, accounts: found.accounts } : null;
}

/** Refuses what would not be an open merchant account, or too many. */
export function requireAccounts(
  { mentioned }: Pick<ChangeContext, "mentioned">,
  ids: readonly string[],
  field: string,
) {
  for (const id of ids) {
    const account = mentioned.accounts.find((one) => one.id === id);
    if (!account || account.accounts) throw new Refusal(text("field.unknown-choice"), { field });
    if (account.closed) throw new Refusal(text("refused.account-closed", { account: account.name }), { field });
  }
}

export function requireRoom({ name, accounts = [] }: MerchantAccount, more: number, field: string): void {
  if (accounts.length + more <= ACCOUNTS_MOST) return;
  throw new Refusal(text("group.full", { group: name, most: ACCOUNTS_MOST }), { field });
}
