import { hasUnicodeLocalPart, isEmail, normalizedEmail } from "../../core/email-address.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { halfWidth } from "../../text/half-width.ts";
import { nearest } from "../../text/nearest.ts";
import { roleFinder } from "../../text/role-names.ts";
import { text } from "../../text/text.ts";
import type { Scope } from "../access/account.ts";
import { endOn } from "../access/end-fields.ts";
import { personName } from "../access/person-name.ts";
import type { Misread, Wanted } from "./import.ts";
import type { Line } from "./read-csv.ts";

type Role = { id: string; name: string };

/** What names in the file stand for. `accounts` are those that the requester may see, by name in small letters. */
export type Vocabulary = {
  roles: readonly Role[];
  accounts: ReadonlyMap<string, string>;
  /** the zone in which a day ends */
  zone: string;
};

const ALL = "all";
/** So many roles a row may name. */
const ROLES_MOST = 100;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** What each row asks for. A row that can't be understood says why, and harms no other. */
export function readRows(lines: readonly Line[], vocabulary: Vocabulary): (Wanted | Misread)[] {
  const seen = new Map<string, number>();
  const understand = remembered(vocabulary);
  return lines.map((line) => {
    const row = readRow(line, understand);
    const first = "reason" in row ? undefined : seen.get(row.email);
    if (first !== undefined) return misread(line, text("import.doubled", { line: first }));
    if (!("reason" in row)) seen.set(row.email, row.line);
    return row;
  });
}

type Understand = { roles(cell: string): string[]; accounts(cell: string): Scope; until(cell: string): Wanted["end"] };

/** Ten thousand rows have few different cells: each is understood once. */
function remembered(vocabulary: Vocabulary): Understand {
  const once = <T>(read: (cell: string) => T) => {
    const known = new Map<string, () => T>();
    return (cell: string): T => {
      const found = known.get(cell) ?? settled(() => read(cell));
      known.set(cell, found);
      return found();
    };
  };
  const called = roleFinder(vocabulary.roles);
  const names = vocabulary.roles.map(({ name }) => name);
  return {
    roles: once((cell) => rolesIn(cell, called, names)),
    accounts: once((cell) => accountsIn(cell, vocabulary)),
    until: once((cell) => endIn(cell, vocabulary)),
  };
}

function settled<T>(read: () => T): () => T {
  try {
    const value = read();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function readRow(line: Line, understand: Understand): Wanted | Misread {
  try {
    if (line.isMisshapen) throw new Refusal(text("import.misshapen"));
    const { cells } = line;
    const email = emailIn(cells.email);
    const name = personName(cells.name) ?? "";
    const [roles, accounts] = [understand.roles(cells.roles), understand.accounts(cells.accounts)];
    return { line: line.line, email, name, roles, accounts, end: understand.until(cells.until) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return misread(line, error.text);
  }
}

function misread({ line, cells }: Line, reason: Text): Misread {
  // Half of a sign, where the cut is in one, is refused by the database.
  const start = (cell: string, most: number) => cell.slice(0, most).toWellFormed();
  return { line, email: start(cells.email, 254), name: start(cells.name, 80), reason };
}

function emailIn(cell: string): string {
  const email = normalizedEmail(halfWidth(cell));
  if (isEmail(email)) return email;
  if (email === "") throw new Refusal(text("import.no-address"));
  throw new Refusal(hasUnicodeLocalPart(email) ? text("field.email-unicode", { address: email }) : text("field.email"));
}

function rolesIn(cell: string, called: ReturnType<typeof roleFinder<Role>>, names: readonly string[]): string[] {
  const wanted = namesIn(cell, (typed) => called(typed) !== undefined);
  if (wanted.length === 0) throw new Refusal(text("import.no-role"));
  if (wanted.length > ROLES_MOST) throw new Refusal(text("import.too-many-roles", { most: ROLES_MOST }));
  return [...new Set(wanted.map((typed) => called(typed)?.id ?? unknownRole(typed, names)))];
}

function unknownRole(typed: string, names: readonly string[]): never {
  throw new Refusal(text("import.unknown-role", { role: text("typed", { typed }), nearest: nearest(typed, names) }));
}

/** All of them only where that is said. An account that somebody may not see is as unknown as one that is not there. */
function accountsIn(cell: string, { accounts }: Vocabulary): Scope {
  const called = (typed: string) => accounts.get(typed.toLowerCase());
  if (cell.toLowerCase() === ALL && called(cell) === undefined) return "all";
  const wanted = namesIn(cell, (typed) => called(typed) !== undefined);
  if (wanted.length === 0) throw new Refusal(text("import.no-account"));
  return [...new Set(wanted.map((typed) => called(typed) ?? unknownAccount(typed)))];
}

function unknownAccount(typed: string): never {
  throw new Refusal(text("import.unknown-account", { account: text("typed", { typed }) }));
}

/** Several names in a cell; a name may hold a comma itself. */
export function namesIn(cell: string, isKnown: (name: string) => boolean): string[] {
  const trimmed = (parts: readonly string[]) => parts.map((part) => part.trim()).filter(Boolean);
  if (isKnown(cell)) return [cell];
  return trimmed(cell.split(/[;|]/)).flatMap((part) => (isKnown(part) ? [part] : trimmed(part.split(","))));
}

function endIn(cell: string, { zone }: Vocabulary): Wanted["end"] {
  if (cell === "") return null;
  const day = new Date(`${cell}T00:00:00Z`);
  const isDay = DATE.test(cell) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(cell);
  if (!isDay) throw new Refusal(text("import.not-a-day"));
  return endOn(cell, zone);
}
