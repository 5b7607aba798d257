import type { Card, Fact } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import type { MerchantAccount } from "../access/account.ts";
import { type ConflictRule, conflictsOf, type KnownSides } from "../access/conflict.ts";
import type { Grant } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import type { Against } from "./against.ts";
import { namesOf, placesAmong } from "./apart.ts";

export function titleOf(sides: KnownSides): Text {
  return text("conflict.title", { sides: namesOf(sides) });
}

type Shown = {
  rule: ConflictRule;
  facts: Fact[];
  against: Against[];
  accounts: MerchantAccount[];
  next: string | null;
};

/** A rule, who stands against it and where, and what can be done about it. */
export function ruleCard({ rule, facts, against, accounts, next }: Shown): Card {
  const ref = { id: rule.id, version: 1 };
  const remove = { label: text("button.delete"), command: "conflict.delete", ref, style: "danger" } as const;
  const more = next
    ? [{ label: text("button.next-page"), command: "conflict.show", values: { rule: rule.id, after: next } }]
    : [];
  return {
    title: titleOf(rule.sides),
    facts: [
      ...facts,
      { label: text("fact.reason"), value: rule.reason ? verbatim(rule.reason) : text("none-given") },
      { label: text("conflict.fact.since"), value: text("conflict.since", { at: rule.createdAt.toISOString() }) },
    ],
    items: against.map(({ member, on }) => ({
      title: verbatim(nameOf(member)),
      detail: text("conflict.where", placesAmong(on, accounts)),
      button: { label: text("button.open"), command: "member.show", values: { member: member.email } },
    })),
    buttons: [remove, ...more],
  };
}

/** So many rules are told on a member's card. */
const TOLD = 3;

/** What a member's card says of the rules that they stand against. */
export function againstFacts(
  grants: readonly Grant[],
  rules: readonly ConflictRule[],
  accounts: readonly MerchantAccount[],
): Fact[] {
  const conflicts = conflictsOf(grants, rules);
  if (conflicts.length === 0) return [];
  const told = conflicts
    .slice(0, TOLD)
    .map(({ rule, on }) => ({ sides: namesOf(rule.sides), ...placesAmong(on, accounts) }));
  const others = conflicts.length - told.length;
  return [{ label: text("conflict.fact.stands"), value: text("conflict.held", { rules: told, others }) }];
}
