import type { Card } from "../../core/card.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { type ConflictRule, pairKey, type Side } from "../access/conflict.ts";
import type { Context } from "../command.ts";
import { titleOf } from "./cards.ts";
import { typedSides, unknownSide } from "./side-form.ts";
import { listRoles, listRules } from "./store.ts";

/** So many rules are on a page. */
export const PAGE = 5;

/** The rule that a button names by its id, or somebody by its two sides; null where nobody has said which. */
export async function findWanted(context: Context, words?: string): Promise<ConflictRule | null> {
  const { tx, organization, ref, values } = context;
  const said = ref?.id ?? (words ?? String(values.rule ?? "")).trim();
  if (said === "") return null;
  const rules = await listRules(tx, organization.id);
  const found = rules.find(({ id }) => id === said) ?? (ref ? null : await findAbout(context, rules, said));
  if (!found) throw new Refusal(text("refused.no-such-conflict"));
  return found;
}

async function findAbout({ tx, organization }: Context, rules: readonly ConflictRule[], said: string) {
  const roles = await listRoles(tx, organization.id);
  const read = typedSides(roles, said);
  const unknown = read.find(({ side }) => side === null);
  if (unknown) throw new Refusal(unknownSide(roles, unknown.said));
  const [one, other] = read.flatMap(({ side }): Side[] => (side ? [side] : []));
  return one && other && rules.find(({ sides }) => pairKey(sides) === pairKey([one, other]));
}

export function pageFrom({ from }: Context["values"]): number {
  return /^[0-9]{1,6}$/.test(String(from)) ? Number(from) : 0;
}

/** The rules to choose from, a page at a time, each with a button for the command. */
export async function rulesToChoose({ tx, organization, values }: Context, command: string): Promise<Card> {
  const from = pageFrom(values);
  const rules = (await listRules(tx, organization.id)).slice(from);
  const items = rules.slice(0, PAGE).map((rule) => ({
    title: titleOf(rule.sides),
    button: { label: text("button.choose"), command, ref: { id: rule.id, version: 1 } },
  }));
  const next = { label: text("button.next-page"), command, values: { from: String(from + PAGE) } };
  const body = items.length === 0 ? [text("conflict.none")] : [];
  return { title: text("conflict.which"), body, items, buttons: rules.length > PAGE ? [next] : [] };
}
