import { union } from "../access/account.ts";
import { administrativeOf } from "../access/grant.ts";
import type { Role } from "../access/role.ts";
import { isToBeDone, type Row, type Summary, type Verdict } from "./import.ts";

/** So many people with an administrative role are named. */
const NAMED = 10;

/** The rows in numbers; who gets an administrative role is named. */
export function summaryOf(rows: readonly Row[], roles: readonly Role[]): Summary {
  const counted = (verdict: Verdict) => rows.filter((row) => row.verdict === verdict).length;
  const given = peopleByRole(rows.filter(isToBeDone));
  const isAdministrative = (id: string) => administrativeOf(roles.filter((role) => role.id === id)).length > 0;
  return {
    counts: {
      ...{ invite: counted("invite"), give: counted("give"), nothing: counted("nothing"), wrong: counted("wrong") },
    },
    roles: [...given].map(([roleId, people]) => ({ roleId, people: people.length })),
    accounts: union(rows.flatMap(({ gives }) => gives.map(({ accounts }) => accounts))),
    administrators: [...given]
      .filter(([roleId]) => isAdministrative(roleId))
      .map(([roleId, people]) => ({
        roleId,
        people: people.slice(0, NAMED),
        more: Math.max(0, people.length - NAMED),
      })),
  };
}

function peopleByRole(rows: readonly Row[]): Map<string, string[]> {
  const people = new Map<string, string[]>();
  for (const { email, gives } of rows) {
    for (const { roleId } of gives) {
      const those = people.get(roleId) ?? [];
      people.set(roleId, those);
      // A role on some accounts and then on others is one role of one person.
      if (those.at(-1) !== email) those.push(email);
    }
  }
  return people;
}
