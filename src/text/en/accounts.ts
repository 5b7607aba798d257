import { command, count, list, time } from "./format.ts";

export const accounts = {
  "field.label.account": () => "Merchant account",
  "field.label.account-name": () => "Name of the merchant account",
  "field.label.new-name": () => "New name",
  "button.account-add": () => "Add a merchant account",
  "button.rename": () => "Rename",
  "button.close-account": () => "Close",
  "button.reopen-account": () => "Open again",
  "fact.account": () => "Merchant account",
  "fact.before": () => "Name now",
  "fact.after": () => "New name",
  "fact.gets-it": () => "Who gets it, with their roles on all merchant accounts",
  "fact.named-by": () => "Members with a role that names it",
  "fact.on-all": () => "Members with a role on all merchant accounts",
  "fact.closed-only": () => "Left with closed accounts only",
  "fact.open-requests": () => "Open requests that name it",
  "fact.effect": () => "What it does",
  "account.list.title": () => "Merchant accounts",
  "account.list.none": () => "There are no more merchant accounts that you can see.",
  "account.is-open": () => "open",
  "account.is-closed": () => "closed",
  "account.closed-at": (p: { at: string }) => `closed on ${time(p.at)}`,
  "account.person": (p: { roles: string[] }) => list(p.roles),
  "account.people": (p: { people: string[]; count: number; hasMore: boolean }) => peopleOf(p),
  "account.closed-only": (p: { who: string }) => `${p.who}. Such a role is kept, and gives nothing that is open.`,
  "account.requests": (p: { names: string[]; hasMore: boolean }) =>
    p.hasMore ? `${p.names.join(", ")} and others` : list(p.names),
  "account.add.title": () => "Add merchant account",
  "account.add.intro": () => "Members with a role on all merchant accounts have it on the new one too.",
  "account.add.request": (p: { account: string }) => `add the merchant account ${p.account}`,
  "account.rename.title": () => "Rename merchant account",
  "account.rename.request": (p: { account: string; name: string }) =>
    `rename the merchant account ${p.account} to ${p.name}`,
  "account.close.title": () => "Close merchant account",
  "account.close.request": (p: { account: string }) => `close the merchant account ${p.account}`,
  "account.close.effect": () =>
    "No new role can be given on it, and it is shown as closed. Nobody loses a role. It can be opened again.",
  "account.reopen.title": () => "Reopen merchant account",
  "account.reopen.request": (p: { account: string }) => `open the merchant account ${p.account} again`,
  "account.reopen.effect": () => "New roles can be given on it again.",
  "account.name-taken": (p: { account: string }) =>
    `There is an open merchant account called ${p.account} already. See ${command(`account ${p.account}`)}`,
  "account.renamed-since": (p: { account: string; name: string }) => `${p.account} is called ${p.name} now.`,
  "account.closed-since": (p: { account: string }) => `${p.account} is closed.`,
  "account.open-since": (p: { account: string }) => `${p.account} is open.`,
  "account.is-gone": (p: { account: string }) => `${p.account} is no longer there.`,
  "refused.same-name": () => "This is the name that it has. Please type another one.",
  "refused.no-such-account": (p: { name: string; nearest: string | null }) =>
    `There is no merchant account “${p.name}” here for you.${p.nearest ? ` Did you mean ${p.nearest}?` : ""} See ${command("accounts")}`,
  "refused.none-to-manage": () => "There is no open merchant account that you can manage.",
  "refused.none-closed": () => "None of the merchant accounts that you can manage is closed.",
  "refused.manage-everywhere": () =>
    "To add a merchant account you need a role that permits to manage merchant accounts on all of them, as a new one belongs to all. Please ask an administrator.",
  "refused.manage-this": () =>
    "You need a role that permits to manage this merchant account. Please ask an administrator.",
};

/** "nobody", "Ada and Grace", "Ada, Grace and 7 others", "Ada, Grace and at least 490 others" */
function peopleOf({ people, count: all, hasMore }: { people: string[]; count: number; hasMore: boolean }): string {
  if (all === 0) return "nobody";
  const others = all - people.length;
  if (others <= 0) return list(people);
  return `${people.join(", ")} and ${hasMore ? "at least " : ""}${count(others, { one: "other", other: "others" })}`;
}
