import { isEmail } from "../../core/email-address.ts";
import type { Errors } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import { nearest } from "../../text/nearest.ts";
import { text } from "../../text/text.ts";
import type { Role as WholeRole } from "../access/role.ts";

/** A role as what was typed names it. */
type Role = Pick<WholeRole, "id" | "name">;

/** Reads `new.person@example.com finance, data analytics`: one address, then roles by name, in any case. */
export function fillInvitation(roles: readonly Role[], words: string): { values: Values; errors?: Errors } {
  const [first = "", ...rest] = words.split(/[\s,]+/).filter(Boolean);
  const isAddress = first.includes("@");
  const { found, unknown } = readRoles(roles, isAddress ? rest : [first, ...rest].filter(Boolean));
  const values: Values = { ...(isAddress ? { email: first } : {}), ...(found.length > 0 ? { roles: found } : {}) };
  const errors: Errors = {};
  if (isAddress && !isEmail(first)) errors.email = text("field.email");
  if (unknown.length > 0) errors.roles = unknownRole(roles, unknown.join(" "));
  return Object.keys(errors).length > 0 ? { values, errors } : { values };
}

/** Takes the longest run of words that is a role's name, again and again; what fits no role is kept for the error. */
function readRoles(roles: readonly Role[], words: readonly string[]): { found: string[]; unknown: string[] } {
  const longest = Math.max(1, ...roles.map(({ name }) => name.split(" ").length));
  const found: string[] = [];
  const unknown: string[] = [];
  let at = 0;
  while (at < words.length) {
    const match = longestRole(roles, words.slice(at, at + longest));
    if (match) found.push(match.role.id);
    else unknown.push(words[at] ?? "");
    at += match ? match.length : 1;
  }
  return { found, unknown };
}

function longestRole(roles: readonly Role[], words: readonly string[]): { role: Role; length: number } | null {
  for (let length = words.length; length > 0; length--) {
    const name = words.slice(0, length).join(" ").toLowerCase();
    const role = roles.find((one) => one.name.toLowerCase() === name);
    if (role) return { role, length };
  }
  return null;
}

function unknownRole(roles: readonly Role[], typed: string) {
  const names = roles.map(({ name }) => name);
  return text("refused.unknown-role", { name: typed, names, nearest: nearest(typed, names) });
}
