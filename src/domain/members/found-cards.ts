import type { Button, Card, Item } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { nameOf } from "../access/person-name.ts";
import type { FoundPage, Place } from "./find-store.ts";
import { PAGE } from "./store.ts";
import type { Wanted } from "./wanted.ts";

/** So many roles are named in the line of a member; all of them are on the member's card. */
const ROLES_NAMED = 3;
/** So many characters fit into every chat's message, beside ten buttons. */
const PAGE_CHARACTERS = 4_000;

/** A page of members, what they were searched by, and how to go on. */
export function listCard(page: FoundPage, wanted: Wanted, typed: string): Card {
  const { words, roles, accounts, states, isExpiring } = wanted;
  const said = {
    ...{ names: words, roles: roles.map(({ name }) => name), accounts: accounts.map(({ name }) => name) },
    states: isExpiring ? [...states, "expiring"] : states,
  };
  const isSearch = typed !== "";
  const items = fitting(page.found.map(({ member }) => memberItem(member, stateAndRoles(member))));
  const more = moreOf(page, items.length, { command: "member.list", values: isSearch ? { words: typed } : {} });
  const none = text(isSearch ? "member.found.none" : "member.list.none");
  return {
    title: text("member.list.title"),
    body: [
      ...(isSearch ? [text("member.found", said)] : []),
      ...(items.length === 0 && !page.looked ? [none] : []),
      ...more.body,
    ],
    items,
    buttons: [...more.buttons, ...(isSearch ? [] : others)],
  };
}

/** Where to go on from the list of everybody. */
const others: Button[] = [
  { label: text("button.invite"), command: "invitation.create" },
  { label: text("button.dormant"), command: "member.dormant" },
];

/** A member in a list, to be opened. */
export function memberItem(member: Actor, detail: Text): Item {
  const button = { label: text("button.open"), command: "member.show", values: { member: member.email } };
  return { title: verbatim(nameOf(member)), detail, button };
}

function stateAndRoles(member: Actor): Text {
  return text("member.item", { state: text(`member.state.${member.state}`), ...rolesInShort(member) });
}

/** The first roles of a member, and how many more there are. */
export function rolesInShort({ grants }: Actor): { roles: string[]; more: number } {
  const roles = [...new Set(grants.map(({ role }) => role.name))];
  return { roles: roles.slice(0, ROLES_NAMED), more: Math.max(0, roles.length - ROLES_NAMED) };
}

/** Those that go onto a page: fewer where they are so long that a chat would not take them. */
export function fitting(items: readonly Item[]): Item[] {
  let room = PAGE_CHARACTERS;
  return items.slice(0, PAGE).filter(({ title, detail }, at) => {
    room -= JSON.stringify([title, detail]).length;
    return at === 0 || room >= 0;
  });
}

type Again = { command: string; values: Record<string, string> };

/** The button that goes on behind those that are shown, and what it says where not everybody has been looked at. */
export function moreOf({ found, looked }: FoundPage, shown: number, { command, values }: Again) {
  const go = (label: Text, { at, email }: Place): Button => ({
    ...{ label, command },
    values: { ...values, ...(at && { at }), after: email },
  });
  const last = found[shown - 1];
  if (found.length > shown && last) return { body: [], buttons: [go(text("button.next-page"), last)] };
  if (!looked) return { body: [], buttons: [] };
  return { body: [text("member.found.looked")], buttons: [go(text("button.search-on"), looked)] };
}
