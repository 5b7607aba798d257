import type { DomainEvent } from "../../core/event.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { lockAccounts } from "../access/account-store.ts";
import type { ApplyContext, ChangeContext } from "../command.ts";
import { mayManage } from "./account.ts";
import { findNaming } from "./store.ts";

/** An account, and its name when the change was asked for. */
export type Target = { accountId: string; from: string };

/** The account that a change is about, if this organization has it and the actor may manage it. */
export function requireTarget({ actor, mentioned }: ChangeContext, { accountId }: Pick<Target, "accountId">) {
  const account = mentioned.accounts.find(({ id }) => id === accountId);
  if (!account) throw new Refusal(text("field.unknown-choice"), { field: "account" });
  if (mayManage(actor, [accountId])) return account;
  // Without its name, which may not be for this actor.
  throw new Refusal(text("refused.manage-this"), { field: "account", forbidden: true });
}

/** What is different with the account from what was asked for: its name, or that it is open or closed. */
export function movedSince({ mentioned }: ChangeContext, { accountId, from }: Target, isClosed: boolean): Text[] {
  const account = mentioned.accounts.find(({ id }) => id === accountId);
  if (!account) return [text("account.is-gone", { account: from })];
  if (account.closed !== isClosed)
    return [text(account.closed ? "account.closed-since" : "account.open-since", { account: from })];
  return account.name === from ? [] : [text("account.renamed-since", { account: from, name: account.name })];
}

export const late = () => new Refusal(text("refused.stale"));

/** Locked until the change is saved: who gives a role on it at the same moment comes before or after. */
export async function lockTarget({ tx, organization }: ApplyContext, { accountId, from }: Target): Promise<void> {
  const [account] = await lockAccounts(tx, organization.id, [accountId], "change");
  if (account?.name !== from) throw late();
}

/** So many messages are drawn again: with more, the rest show it when they are next drawn. */
const REDRAWN_MOST = 50;

/** The messages of open requests that name the account or the group of this id show what it is now. */
export async function redrawn({ tx, organization }: ApplyContext, id: string): Promise<DomainEvent[]> {
  const naming = await findNaming(tx, organization.id, id, REDRAWN_MOST);
  return naming.map(({ id }) => ({ kind: "request.outdated", requestId: id }));
}
