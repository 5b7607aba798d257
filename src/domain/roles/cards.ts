import type { Button, Card, Fact } from "../../core/card.ts";
import { text, verbatim } from "../../text/text.ts";
import { nameOf } from "../access/person-name.ts";
import type { Role } from "../access/role.ts";
import type { Holders } from "./store.ts";
import { refOf } from "./which.ts";

/** A role in full. Buttons that would be refused to the reader are left out later; here, those that nobody may press. */
export function roleCard(role: Role, holders: Holders): Card {
  const ref = refOf(role);
  const button = (label: Button["label"], command: string): Button => ({ label, command, ref });
  const [change, copy] = [button(text("button.change"), "role.change"), button(text("button.copy"), "role.copy")];
  const compare = button(text("button.compare"), "role.compare");
  const remove: Button = { ...button(text("button.delete"), "role.delete"), style: "danger" };
  return {
    title: text("role.item", role),
    facts: [
      { label: text("fact.permissions"), value: text("role.permits-list", { permissions: role.permissions }) },
      holdersFact(holders),
    ],
    buttons: role.predefined ? [copy, compare] : [change, copy, compare, remove],
  };
}

/** The first by name, and how many others there are. */
export function holdersFact(holders: Holders): Fact {
  return { label: text("fact.held-by"), value: text("role.holders", namesOf(holders)) };
}

export function namesOf({ people, count, isMore }: Holders) {
  return { people: people.map(nameOf), others: count - people.length, count, isMore };
}

/** Why a role can't be deleted yet: those who hold it, each with a button. */
export function heldCard({ name }: Role, holders: Holders): Card {
  const { people, ...rest } = namesOf(holders);
  return {
    title: text("role.held.title", { name }),
    body: [
      text("role.held", { name }),
      ...(rest.others > 0 ? [text("role.held-more", { shown: people.length, ...rest })] : []),
    ],
    items: holders.people.map((person) => ({
      title: verbatim(nameOf(person)),
      detail: text(`member.state.${person.state}`),
      button: { label: text("button.open"), command: "member.show", values: { member: person.email } },
    })),
  };
}
