import { z } from "zod";
import type { Card } from "../../core/card.ts";
import type { Field, Option } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import { Refusal } from "../../core/refusal.ts";
import { text, verbatim } from "../../text/text.ts";
import { choiceField, SHOWN_AT_ONCE } from "../access/choice-field.ts";
import { searchAccounts } from "../access/choice-store.ts";
import { optionalReason } from "../access/reason-field.ts";
import type { Context } from "../command.ts";
import { findAccountsIn } from "../conflicts/store.ts";
import { NAME_LONGEST } from "./account.ts";
import { isId } from "./account-form.ts";
import { findGroup, type Group, listGroups, searchGroups } from "./group-store.ts";
import { PAGE } from "./store.ts";

const MOST = 50;
const SUGGESTED_MOST = 100;

const several = { kind: "search" as const, most: MOST, options: [] as Option[], optional: true as const };

/** What the forms of groups ask for, empty. */
export const groupFields = {
  name: { kind: "text" as const, name: "name", label: text("field.label.group-name"), maxLength: NAME_LONGEST },
  add: { ...several, name: "add" as const, label: text("field.label.group-add") },
  remove: { ...several, name: "remove", label: text("field.label.group-remove") },
  groups: { ...several, name: "groups", label: text("field.label.groups") },
  reason: optionalReason,
} satisfies Record<string, Field>;

const optionOf = ({ id, name }: { id: string; name: string }): Option => ({ value: id, label: verbatim(name) });

type Shape = { name: string; label: Field["label"] };

/** The field with what can be chosen, and what is chosen; none where there is nothing to choose. */
function fieldOf({ name, label }: Shape, options: readonly Option[], values: Values, hasMore: boolean): Field[] {
  if (options.length === 0) return [];
  const chosen = [values[name] ?? []].flat();
  return [choiceField({ name, label, optional: true, options: [...options], chosen, hasMore, most: MOST })];
}

/** Open accounts that are not in the group. */
export async function addField(context: Context, group: Group | null): Promise<Field[]> {
  const { tx, organization, values } = context;
  const chosen = [values.add ?? []].flat().filter(isId);
  const first = await openAccounts(context, "", group);
  const known = await findAccountsIn(tx, organization.id, chosen);
  const options = [...first, ...known.map(optionOf).filter(({ value }) => !first.some((one) => one.value === value))];
  return fieldOf(groupFields.add, options, values, first.length > SHOWN_AT_ONCE);
}

async function openAccounts({ tx, organization }: Context, typed: string, group: Group | null): Promise<Option[]> {
  const within = group?.accounts ?? [];
  const most = (typed === "" ? SHOWN_AT_ONCE + 1 : SUGGESTED_MOST) + within.length;
  const found = await searchAccounts(tx, organization.id, { typed, most, heldAccounts: "all" });
  return found.filter(({ id }) => !within.includes(id)).map(optionOf);
}

/** The accounts that are in the group. */
export async function removeField({ tx, organization, values }: Context, group: Group): Promise<Field[]> {
  const options = (await findAccountsIn(tx, organization.id, group.accounts)).map(optionOf);
  return fieldOf(groupFields.remove, options, values, options.length > SHOWN_AT_ONCE);
}

/** The groups that a new account may come into. */
export async function groupsField({ tx, organization, values }: Context): Promise<Field[]> {
  const [first, chosen] = [
    await searchGroups(tx, organization.id, "", SHOWN_AT_ONCE + 1),
    [values.groups ?? []].flat().filter(isId),
  ];
  const more = chosen.filter((id) => !first.some((one) => one.id === id));
  const known = await findAccountsIn(tx, organization.id, more);
  return fieldOf(groupFields.groups, [...first, ...known].map(optionOf), values, first.length > SHOWN_AT_ONCE);
}

export async function suggestForGroup(context: Context, { field, typed }: { field: string; typed: string }) {
  const { tx, organization } = context;
  if (field === "groups") return (await searchGroups(tx, organization.id, typed, SUGGESTED_MOST)).map(optionOf);
  const group = await findWanted(context);
  if (field === "add") return (await openAccounts(context, typed, group)).slice(0, SUGGESTED_MOST);
  const within = field === "remove" && group ? await findAccountsIn(tx, organization.id, group.accounts) : [];
  const isLike = ({ name }: { name: string }) => name.toLowerCase().includes(typed.trim().toLowerCase());
  return within.filter(isLike).slice(0, SUGGESTED_MOST).map(optionOf);
}

/** Ids out of a field; what is none is refused there. */
export function readIds(values: Values, field: "add" | "remove" | "groups"): string[] {
  const ids = z.array(z.uuid()).safeParse([values[field] ?? []].flat());
  if (!ids.success) throw new Refusal(text("field.unknown-choice"), { field });
  return [...new Set(ids.data)];
}

/** The group that a button or a form names by its id, or somebody by its name; null where nobody has said which. */
export async function findWanted({ tx, organization, ref, values }: Context, words?: string): Promise<Group | null> {
  const said = (words ?? String(values.group ?? "")).trim();
  const id = ref?.id ?? (isId(said) ? said : null);
  if (id === null && said === "") return null;
  const group = await findGroup(tx, organization.id, id ? { id } : { name: said });
  if (!group) throw new Refusal(text("refused.no-such-group", { name: text("typed", { typed: id ? "" : said }) }));
  return group;
}

export async function requireWanted(context: Context): Promise<Group> {
  const group = await findWanted(context);
  if (!group) throw new Refusal(text("refused.old-form"));
  return group;
}

/** The groups to choose from, a page at a time, each with a button for the command. */
export async function groupsToChoose({ tx, organization, values }: Context, command: string): Promise<Card> {
  const from = /^[0-9]{1,6}$/.test(String(values.from)) ? Number(values.from) : 0;
  const found = await listGroups(tx, organization.id, "all", from);
  const items = found.slice(0, PAGE).map(({ id, name }) => ({
    title: verbatim(name),
    button: { label: text("button.choose"), command, ref: { id, version: 1 } },
  }));
  const next = { label: text("button.next-page"), command, values: { from: String(from + PAGE) } };
  const body = items.length === 0 ? [text("group.list.none")] : [];
  return { title: text("group.which"), body, items, buttons: found.length > PAGE ? [next] : [] };
}
