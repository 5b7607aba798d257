import type { Card, Fact, Item } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { can } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import { mayManage } from "./account.ts";
import type { Group } from "./group-store.ts";
import type { AccountDetails, People } from "./store.ts";

type Shown = { account: AccountDetails; naming: People; onAll: People; groups: readonly Group[] };

/** An account, who reaches it by a role that names it, and what this actor can do about it. */
export function accountCard(actor: Actor, { account, naming, onAll, groups }: Shown): Card {
  const { id, name, closedAt } = account;
  const values = { account: id };
  const button = (label: Text, command: string) => ({ label, command, values });
  const ways = closedAt
    ? [button(text("button.reopen-account"), "account.reopen")]
    : [
        button(text("button.rename"), "account.rename"),
        { ...button(text("button.close-account"), "account.close"), style: "danger" as const },
      ];
  // Who reaches what is for those who manage people.
  const isForActor = can(actor, "member:edit");
  return {
    title: verbatim(name),
    facts: [
      { label: text("fact.state"), value: stateOf(account) },
      ...(groups.length > 0
        ? [{ label: text("group.fact.in"), value: text("account.person", { roles: groups.map(({ name }) => name) }) }]
        : []),
      ...(isForActor ? [namingFact(naming), { label: text("fact.on-all"), value: peopleText(onAll) }] : []),
    ],
    items: isForActor ? naming.people.map(itemOf) : [],
    buttons: mayManage(actor, [id]) ? ways : [],
  };
}

function stateOf({ closedAt }: AccountDetails): Text {
  return closedAt ? text("account.closed-at", { at: closedAt.toISOString() }) : text("account.is-open");
}

export function itemOf({ email, name, roles }: People["people"][number]): Item {
  return {
    title: verbatim(nameOf({ email, name })),
    detail: text("account.person", { roles }),
    button: { label: text("button.open"), command: "member.show", values: { member: email } },
  };
}

/** Who has the account by the mere fact that it is there. */
export function gainFact(onAll: People): Fact {
  return { label: text("fact.gets-it"), value: peopleText(onAll) };
}

export function namingFact(naming: People): Fact {
  return { label: text("fact.named-by"), value: peopleText(naming) };
}

/** Whom closing leaves with a role that then gives nothing open. */
export function leftFacts({ left, hasMore }: People): Fact[] {
  if (left.count === 0) return [];
  const people = peopleText({ ...left, hasMore });
  return [{ label: text("fact.closed-only"), value: text("account.closed-only", { who: people }) }];
}

type Counted = { people: { email: string; name: string | null }[]; count: number; hasMore: boolean };

export function peopleText({ people, count, hasMore }: Counted): Text {
  return text("account.people", { people: people.map(nameOf), count, hasMore });
}
