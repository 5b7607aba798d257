import { Refusal } from "../../core/refusal.ts";
import { text, verbatim } from "../../text/text.ts";
import { scopeOf } from "../access/grant.ts";
import { answer, type Query } from "../command.ts";
import { findAccountsIn } from "../conflicts/store.ts";
import { mayRead } from "./account.ts";
import { groupCard } from "./group-cards.ts";
import { findWanted } from "./group-form.ts";
import { listGroups } from "./group-store.ts";
import { findPeople, PAGE } from "./store.ts";

/** The groups that this member can see, a page at a time, by name. */
export const listAccountGroups: Query = {
  name: "group.list",
  needs: "account:read",
  async run({ tx, organization, actor, values }) {
    const from = /^[0-9]{1,6}$/.test(String(values.from)) ? Number(values.from) : 0;
    const groups = await listGroups(tx, organization.id, scopeOf(actor.grants, "account:read"), from);
    const items = groups.slice(0, PAGE).map(({ id, name, accounts }) => ({
      title: verbatim(name),
      detail: text("group.size", { count: accounts.length }),
      button: { label: text("button.open"), command: "group.show", values: { group: id } },
    }));
    const next = { label: text("button.next-page"), command: "group.list", values: { from: String(from + PAGE) } };
    const body = items.length === 0 ? [text("group.list.none")] : [];
    const add = { label: text("button.group-add"), command: "group.add" };
    const buttons = groups.length > PAGE ? [next, add] : [add];
    return answer({ kind: "card", card: { title: text("group.list.title"), body, items, buttons } });
  },
};

/** One group, by name or by the id that a button carries. None named: the list. */
export const showAccountGroup: Query = {
  name: "group.show",
  needs: "account:read",
  async run(context) {
    const { tx, organization, actor, values, now } = context;
    const group = await findWanted(context);
    if (!group) return listAccountGroups.run(context);
    // Not being allowed reads like not existing, so that nobody learns what others manage; the history knows.
    if (!mayRead(actor, group.id)) {
      const name = text("typed", { typed: String(values.group ?? "").trim() });
      throw new Refusal(text("refused.no-such-group", { name }), { forbidden: true });
    }
    const accounts = await findAccountsIn(tx, organization.id, group.accounts);
    const people = await findPeople(tx, organization.id, { ids: [group.id], andAll: false }, now);
    return answer({ kind: "card", card: groupCard(actor, { group, accounts, people }) });
  },
};
