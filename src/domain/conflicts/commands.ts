import { text } from "../../text/text.ts";
import { union } from "../access/account.ts";
import { answer, type Context, type Query } from "../command.ts";
import { countAgainst, effectFacts, pageAgainst } from "./against.ts";
import { ruleCard, titleOf } from "./cards.ts";
import { findAccountsIn, listRules } from "./store.ts";
import { findWanted, PAGE, pageFrom } from "./which.ts";

/** So many people have a button on the card of a rule. */
const SHOWN = 10;

/**
 * The rules, a page at a time, each with who stands against it. They are named to those who manage members, who see all
 * of them anyway, and have to know why they are refused.
 */
export const listConflicts: Query = {
  name: "conflict.list",
  needs: "member:edit",
  async run(context) {
    const { tx, organization, values } = context;
    const from = pageFrom(values);
    const rules = (await listRules(tx, organization.id)).slice(from);
    const page = rules.slice(0, PAGE);
    const against = await countAgainst(
      context,
      page.map(({ sides }) => sides),
    );
    const items = page.map((rule, at) => ({
      title: titleOf(rule.sides),
      detail: text("conflict.against-line", against[at] ?? { people: [], others: 0, isMore: false }),
      button: { label: text("button.open"), command: "conflict.show", values: { rule: rule.id } },
    }));
    const add = { label: text("button.add-conflict"), command: "conflict.add" };
    const next = {
      ...{ label: text("button.next-page"), command: "conflict.list" },
      values: { from: String(from + PAGE) },
    };
    const body = [text("conflict.list.intro"), ...(items.length === 0 ? [text("conflict.none")] : [])];
    const buttons = [add, ...(rules.length > PAGE ? [next] : [])];
    return answer({ kind: "card", card: { title: text("conflict.list.title"), body, items, buttons } });
  },
};

/** One rule, and each person who stands against it with a button. No rule named: the list. */
export const showConflict: Query = {
  name: "conflict.show",
  needs: "member:edit",
  async run(context: Context) {
    const rule = await findWanted(context);
    if (!rule) return listConflicts.run(context);
    const { tx, organization, values } = context;
    const from = { behind: String(values.after ?? ""), most: SHOWN };
    const { shown, next } = await pageAgainst(context, rule.sides, from);
    const ids = union(shown.map(({ on }) => (on === "all" ? [] : on)));
    const accounts = await findAccountsIn(tx, organization.id, ids);
    const facts = await effectFacts(context, rule.sides);
    return answer({ kind: "card", card: ruleCard({ rule, facts, against: shown, accounts, next }) });
  },
};
