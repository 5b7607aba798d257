import type { Errors } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import type { Text } from "../../core/text.ts";
import { nearest } from "../../text/nearest.ts";
import { type People, readPeople } from "../../text/read-people.ts";
import { findRoleCalled, otherRoleNames } from "../../text/role-names.ts";
import { text } from "../../text/text.ts";
import type { Role as WholeRole } from "../access/role.ts";
import { wrongPeople } from "./invitees.ts";

/** A role as what was typed names it. */
type Role = Pick<WholeRole, "id" | "name">;

/** What a form starts with. `mentions` are for the database to look up. */
type Filling = { values: Values; errors: Errors; mentions: People["mentions"] };

/** Reads `new.person@example.com, linus@example.com finance, data analytics`: addresses, and roles by name. */
export function fillInvitation(roles: readonly Role[], typed: string): Filling {
  const people = readPeople(typed);
  const { found, unknown } = readRoles(roles, people.words);
  const { names, meantAsRoles } = sortUnknown(roles, people, unknown);
  const who = [...people.emails, ...people.wrong, ...names].join(", ");
  const wrong = wrongPeople({ ...people, words: names, mentions: [] });
  return {
    values: { ...(who && { email: who }), ...(found.length > 0 && { roles: found }) },
    errors: {
      ...(wrong && { email: wrong }),
      ...(meantAsRoles.length > 0 && { roles: unknownRole(roles, meantAsRoles.join(" ")) }),
    },
    mentions: people.mentions,
  };
}

/** Reads roles alone, by name; `error` names what is none. */
export function fillRoles(roles: readonly Role[], typed: string): { roles: string[]; error?: Text } {
  const { found, unknown } = readRoles(roles, readPeople(typed).words);
  return { roles: found, ...(unknown.length > 0 && { error: unknownRole(roles, unknown.join(" ")) }) };
}

/** Where nobody has an address yet, a word that is like no role is somebody's name. */
function sortUnknown(roles: readonly Role[], { emails, wrong, mentions }: People, unknown: readonly string[]) {
  const isLikeRole = (word: string) => nearest(word, roles.flatMap(namesOf)) !== null;
  const isAnybodyNamed = emails.length + wrong.length + mentions.length > 0;
  if (isAnybodyNamed || isLikeRole(unknown.join(" "))) return { names: [], meantAsRoles: unknown };
  return {
    names: unknown.filter((word) => !isLikeRole(word)),
    meantAsRoles: unknown.filter((word) => isLikeRole(word)),
  };
}

/** Takes the longest run of words that is a role's name, again and again; what fits no role is kept for the error. */
function readRoles(roles: readonly Role[], words: readonly string[]): { found: string[]; unknown: string[] } {
  const longest = Math.max(1, ...roles.flatMap(namesOf).map((name) => name.split(" ").length));
  const found: string[] = [];
  const unknown: string[] = [];
  let at = 0;
  while (at < words.length) {
    const match = longestRole(roles, words.slice(at, at + longest));
    if (!match) unknown.push(words[at] ?? "");
    else if (!found.includes(match.role.id)) found.push(match.role.id);
    at += match ? match.length : 1;
  }
  return { found, unknown };
}

function longestRole(roles: readonly Role[], words: readonly string[]): { role: Role; length: number } | null {
  const names = roles.map(({ name }) => name);
  for (let length = words.length; length > 0; length--) {
    const called = findRoleCalled(names, words.slice(0, length).join(" "));
    const role = roles.find(({ name }) => name === called);
    if (role) return { role, length };
  }
  return null;
}

function namesOf({ name }: Role): string[] {
  return [name, ...otherRoleNames(name)];
}

function unknownRole(roles: readonly Role[], typed: string) {
  const names = roles.map(({ name }) => name);
  return text("refused.unknown-role", { name: text("typed", { typed }), names, nearest: nearest(typed, names) });
}
