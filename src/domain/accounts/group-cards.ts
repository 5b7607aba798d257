import type { Card, Fact } from "../../core/card.ts";
import { text, verbatim } from "../../text/text.ts";
import { accountNames, type MerchantAccount } from "../access/account.ts";
import type { Actor } from "../access/actor.ts";
import { can } from "../access/grant.ts";
import { mayManage } from "./account.ts";
import { itemOf, peopleText } from "./cards.ts";
import type { Group } from "./group-store.ts";
import type { People } from "./store.ts";

/** So many accounts are named. */
const NAMED = 25;

/** The accounts of a group, the first by name. */
export function accountsFact(label: Fact["label"], accounts: readonly MerchantAccount[], ids: readonly string[]): Fact {
  const names = accountNames(accounts, ids) ?? [];
  const more = Math.max(0, names.length - NAMED);
  return { label, value: text("group.accounts", { names: names.slice(0, NAMED), more }) };
}

type Shown = { group: Group; accounts: readonly MerchantAccount[]; people: People };

/** A group: what is in it, who holds a role on it, and what this actor can do about it. */
export function groupCard(actor: Actor, { group, accounts, people }: Shown): Card {
  const ref = { id: group.id, version: 1 };
  const isForActor = can(actor, "member:edit");
  const ways = [
    { label: text("button.change"), command: "group.change", ref },
    { label: text("button.rename"), command: "group.rename", ref },
    { label: text("button.delete"), command: "group.delete", ref, style: "danger" as const },
  ];
  return {
    title: text("group.title", { group: group.name }),
    facts: [
      accountsFact(text("group.fact.accounts"), accounts, group.accounts),
      ...(isForActor ? [{ label: text("group.fact.people"), value: peopleText(people) }] : []),
    ],
    items: isForActor ? people.people.map(itemOf) : [],
    buttons: mayManage(actor, "all") ? ways : [],
  };
}

/** Why a group can't be deleted yet: those with a role on it, each with a button. */
export function heldCard({ name }: Group, people: People): Card {
  return {
    title: text("group.held.title", { group: name }),
    body: [text("group.held", { group: name, who: peopleText(people) })],
    items: people.people.map(itemOf),
  };
}

/** Who gains or loses by what comes into a group or goes out of it. */
export function peopleFact(
  label: "group.fact.gains" | "group.fact.loses" | "group.fact.gains-new",
  people: People,
): Fact {
  return { label: text(label), value: peopleText(people) };
}

export function nameFact(name: string): Fact {
  return { label: text("group.fact.group"), value: verbatim(name) };
}
