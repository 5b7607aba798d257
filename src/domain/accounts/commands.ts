import { Refusal } from "../../core/refusal.ts";
import { text, verbatim } from "../../text/text.ts";
import { scopeOf } from "../access/grant.ts";
import { answer, type Context, type Query } from "../command.ts";
import { mayRead } from "./account.ts";
import { isId } from "./account-form.ts";
import { accountCard } from "./cards.ts";
import { findGroupsOf } from "./group-store.ts";
import { findAccount, findPeople, listAccounts, PAGE } from "./store.ts";

/** The merchant accounts that this member can see, a page at a time, by name. */
export const listMerchantAccounts: Query = {
  name: "account.list",
  needs: "account:read",
  async run({ tx, organization, actor, values }) {
    const from = /^[0-9]{1,6}$/.test(String(values.from)) ? Number(values.from) : 0;
    const accounts = await listAccounts(tx, organization.id, scopeOf(actor.grants, "account:read"), from);
    const items = accounts.slice(0, PAGE).map(({ id, name, closed }) => ({
      title: verbatim(name),
      ...(closed && { detail: text("account.is-closed") }),
      button: { label: text("button.open"), command: "account.show", values: { account: id } },
    }));
    const next = { label: text("button.next-page"), command: "account.list", values: { from: String(from + PAGE) } };
    const body = items.length === 0 ? [text("account.list.none")] : [];
    const add = { label: text("button.account-add"), command: "account.add" };
    const buttons = accounts.length > PAGE ? [next, add] : [add];
    return answer({ kind: "card", card: { title: text("account.list.title"), body, items, buttons } });
  },
};

/** One merchant account, by name or by the id that a button carries. None named: the list. */
export const showMerchantAccount: Query = {
  name: "account.show",
  needs: "account:read",
  async run(context) {
    const { tx, organization, actor, values, now } = context;
    const said = String(values.account ?? "").trim();
    if (said === "") return listMerchantAccounts.run(context);
    const account = await readable(context, said);
    const naming = await findPeople(tx, organization.id, { ids: [account.id], andAll: false }, now);
    const onAll = await findPeople(tx, organization.id, { ids: [], andAll: true }, now);
    const groups = (await findGroupsOf(tx, organization.id, account.id)).filter(({ id }) => mayRead(actor, id));
    return answer({ kind: "card", card: accountCard(actor, { account, naming, onAll, groups }) });
  },
};

// Not being allowed reads like not existing, so that nobody learns what others manage; the history knows.
async function readable({ tx, organization, actor }: Context, said: string) {
  const account = await findAccount(tx, organization.id, isId(said) ? { id: said } : { name: said });
  if (account && mayRead(actor, account.id)) return account;
  const about = { name: text("typed", { typed: said }), nearest: null };
  throw new Refusal(text("refused.no-such-account", about), { forbidden: account !== null });
}
