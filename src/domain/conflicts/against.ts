import type { Fact } from "../../core/card.ts";
import { text } from "../../text/text.ts";
import type { Scope } from "../access/account.ts";
import type { Actor } from "../access/actor.ts";
import { isAnywhere, meetingOf, type Sides } from "../access/conflict.ts";
import { nameOf } from "../access/person-name.ts";
import type { ChangeContext } from "../command.ts";
import { findPeople, findRolesWithBoth } from "./store.ts";

type Whose = Pick<ChangeContext, "tx" | "organization" | "now">;

/** So many people are named in a line. */
const NAMED = 10;
/** So many who hold both sides are looked at to count those in whom they meet; beyond that there are just more. */
const LOOKED = 200;

/** Somebody who stands against a rule, and on which merchant accounts. */
export type Against = { member: Actor; on: Scope };

/** Those who stand against each of some pairs, as a line tells them. */
export async function countAgainst({ tx, organization, now }: Whose, pairs: readonly Sides[]) {
  const page = { behind: "", most: LOOKED + 1, now };
  const found = await findPeople(tx, organization.id, pairs, page);
  return found.map((people, at) => {
    const against = againstAmong(people.slice(0, LOOKED), pairs[at]);
    const names = against.slice(0, NAMED).map(({ member }) => nameOf(member));
    return { people: names, others: against.length - names.length, isMore: people.length > LOOKED };
  });
}

function againstAmong(people: readonly Actor[], sides: Sides | undefined): Against[] {
  if (!sides) return [];
  return people.map((member) => ({ member, on: meetingOf(member.grants, sides) })).filter(({ on }) => isAnywhere(on));
}

/** A page of them behind an address. `next`: from where the next one goes on; null where nobody is left. */
export async function pageAgainst({ tx, organization, now }: Whose, sides: Sides, { behind, most }: From) {
  const [people = []] = await findPeople(tx, organization.id, [sides], { behind, most: LOOKED + 1, now });
  const against = againstAmong(people.slice(0, LOOKED), sides);
  const shown = against.slice(0, most);
  const isAll = shown.length === against.length;
  const last = isAll ? people[LOOKED - 1] : shown.at(-1)?.member;
  const hasMore = !isAll || people.length > LOOKED;
  return { shown, next: hasMore ? (last?.email ?? null) : null };
}

type From = { behind: string; most: number };

/** What a rule means today: who stands against it, and which roles nobody can be given while it is there. */
export async function effectFacts(context: Whose, sides: Sides): Promise<Fact[]> {
  const [counted] = await countAgainst(context, [sides]);
  const roles = await findRolesWithBoth(context.tx, context.organization.id, sides);
  const names = roles.map(({ name }) => name);
  return [
    ...(counted ? [{ label: text("conflict.fact.against"), value: text("conflict.against", counted) }] : []),
    ...(names.length > 0
      ? [{ label: text("conflict.fact.roles"), value: text("conflict.roles-with-both", { roles: names }) }]
      : []),
  ];
}
