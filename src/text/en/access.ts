import { list } from "./format.ts";

export const access = {
  "accounts.all": () => "All merchant accounts, later ones too",
  "accounts.some": () => "Some merchant accounts",
  "accounts.named": (p: { names: string[] | null }) => (p.names === null ? "all, later ones too" : list(p.names)),
  "accounts.all-or-some": () => "You chose all accounts and ticked some too. Please choose one or the other.",
  "fact.accounts": () => "Merchant accounts",
};
