import type { AccountName } from "../account-name.ts";
import { command } from "./format.ts";
import { accountList } from "./names.ts";

export const access = {
  "accounts.all": () => "All merchant accounts, including new ones",
  "accounts.some": () => "Some merchant accounts",
  "accounts.named": (p: { names: AccountName[] | null }) =>
    p.names === null ? "all, including new ones" : accountList(p.names),
  "refused.group-deleted": (p: { group: string }) =>
    `The group of accounts ${p.group} was deleted, so no role can be given on it. Please leave it out.`,
  "refused.account-closed": (p: { account: string }) =>
    `The merchant account ${p.account} is closed, so no role can be given on it. Leave it out, or ask for it to be opened again with ${command(`account reopen ${p.account}`)}.`,
  "name.holds-address": () => "Please leave out the @: your e-mail address is shown next to the name anyway.",
  "fact.accounts": () => "Merchant accounts",
};
