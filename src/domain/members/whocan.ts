import type { Card } from "../../core/card.ts";
import { Refusal } from "../../core/refusal.ts";
import { findPermissionAt } from "../../text/permission-words.ts";
import { text } from "../../text/text.ts";
import type { MerchantAccount } from "../access/account.ts";
import { type Permission, permissions } from "../access/permission.ts";
import { answer, type Context, type Query } from "../command.ts";
import { findVocabulary, findWhoCan } from "./find-store.ts";
import { namesOfAccounts, PAGE } from "./store.ts";
import { COUNTED, grantsFor, holdersCard, permissionsCard } from "./whocan-cards.ts";

/** Who could do something today, and which roles let them. */
export const whoCan: Query = {
  name: "member.whocan",
  needs: "member:edit",
  async run(context) {
    const typed = String(context.values.asked ?? "").trim();
    const asked = findPermissionAt(typed, permissions);
    return answer({ kind: "card", card: asked ? await holders(context, asked) : permissionsCard(typed) });
  },
};

async function holders(context: Context, asked: { permission: Permission; where: string[] }): Promise<Card> {
  const { tx, organization, values, now } = context;
  const { permission, where } = asked;
  const account = where.length === 0 ? null : await requireAccount(context, where);
  const behind = { at: "", email: String(values.after ?? "") };
  const wanted = { permission, accountId: account?.id ?? null, behind, most: COUNTED, now };
  const { suspended, ...page } = await findWhoCan(tx, organization.id, wanted);
  const told = page.found.slice(0, PAGE).flatMap(({ member }) => grantsFor(member, permission, account));
  const accounts = await namesOfAccounts(tx, organization.id, told);
  return holdersCard({ permission, account, page, suspended, accounts });
}

async function requireAccount({ tx, organization }: Context, names: string[]): Promise<MerchantAccount> {
  const { accounts } = await findVocabulary(tx, organization.id, names);
  if (accounts[0]) return accounts[0];
  throw new Refusal(text("refused.unknown-account", { typed: text("typed", { typed: names.at(-1) ?? "" }) }));
}
