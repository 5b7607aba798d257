import { list } from "./format.ts";

export const access = {
  "accounts.all": () => "All merchant accounts, including new ones",
  "accounts.some": () => "Some merchant accounts",
  "accounts.named": (p: { names: string[] | null }) => (p.names === null ? "all, including new ones" : list(p.names)),
  "name.holds-address": () => "Please leave out the @: your e-mail address is shown next to the name anyway.",
  "fact.accounts": () => "Merchant accounts",
};
