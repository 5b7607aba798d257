import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { type Gives, isToBeDone, type Row, type StoredRow } from "./import.ts";

type Named = { id: string; name: string };

/** The names of roles and accounts by id. */
export type Names = ReadonlyMap<string, string>;

export function namesOf({ roles, accounts }: { roles: readonly Named[]; accounts: readonly Named[] }): Names {
  return new Map([...roles, ...accounts].map(({ id, name }) => [id, name]));
}

/** So many roles of a row, and accounts of a role, are named. */
type Most = { roles: number; accounts: number };
const ALL: Most = { roles: Number.POSITIVE_INFINITY, accounts: Number.POSITIVE_INFINITY };
/** A chat takes a message of some length only; the list that is sent by mail names all. */
export const ON_A_CARD: Most = { roles: 3, accounts: 3 };

/** What a row comes to or has come to, in a sentence. */
export function outcomeOf(row: Row | StoredRow, names: Names = new Map(), most: Most = ALL): Text {
  const { reason, verdict, gives, end } = row;
  if (reason) return text("import.left-out", { why: reason });
  if (!isToBeDone(row)) return text("import.has-all");
  const told = {
    held: gives.slice(0, most.roles).map((one) => heldOf(one, names, most.accounts)),
    more: Math.max(0, gives.length - most.roles),
    until: end?.at ?? null,
    isDone: "state" in row && row.state === "done",
  };
  return verdict === "invite" ? text("import.invites", told) : text("import.gives", told);
}

function heldOf({ roleId, accounts }: Gives, names: Names, most: number) {
  const called = (id: string) => names.get(id) ?? "?";
  if (accounts === "all") return { role: called(roleId), accounts: null, more: 0 };
  const more = Math.max(0, accounts.length - most);
  return { role: called(roleId), accounts: accounts.slice(0, most).map(called), more };
}
