import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { findRoleCalled } from "../../text/role-names.ts";
import { text } from "../../text/text.ts";
import { visibleName } from "../../text/visible.ts";
import { predefinedRoles } from "../access/role.ts";

/** UTF-16 code units, as forms count them. */
export const NAME_LONGEST = 80;
export const PURPOSE_LONGEST = 200;

/** For so long after a role was deleted, no other role gets its name: an old message must not seem to speak of the new one. */
export const RESERVED_DAYS = 90;

// What separates names and marks people where several are typed.
const SEPARATORS = /[@<>,;、"]/;

/** The name without what nobody sees and in one line. Throws a Refusal at "name" for one that nobody could type. */
export function roleName(said: string): string {
  const name = inOneLine(said);
  if (name === "") throw new Refusal(text("field.required"), { field: "name" });
  requireShort(name, NAME_LONGEST, "name");
  if (SEPARATORS.test(name.normalize("NFKC"))) throw new Refusal(text("role.name-unusable"), { field: "name" });
  const [meant] = predefinedRoles.filter((role) => findRoleCalled([role.name], name));
  if (meant) throw new Refusal(takenBy(meant.name, name), { field: "name" });
  return name;
}

function takenBy(role: string, name: string): Text {
  const isItself = role.toLowerCase() === name.toLowerCase();
  return isItself ? text("role.name-taken", { name }) : text("role.name-predefined", { name, role });
}

/** What a role is for, in the same way. */
export function rolePurpose(said: string): string {
  const purpose = inOneLine(said);
  if (purpose === "") throw new Refusal(text("field.required"), { field: "purpose" });
  requireShort(purpose, PURPOSE_LONGEST, "purpose");
  return purpose;
}

function inOneLine(said: string): string {
  return visibleName(said).normalize("NFC").replace(/\s+/g, " ").trim();
}

function requireShort(words: string, max: number, field: string): void {
  if (words.length > max) throw new Refusal(text("field.too-long", { max, length: words.length }), { field });
}
