import { z } from "zod";
import type { Field, Option } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Tx } from "../../db/transaction.ts";
import { text, verbatim } from "../../text/text.ts";
import { accountNames, type MerchantAccount, type Scope } from "./account.ts";
import { choiceField, SHOWN_AT_ONCE } from "./choice-field.ts";
import { type Choices, searchAccounts, searchRoles } from "./choice-store.ts";
import type { Role } from "./role.ts";

/** So many can be chosen at once: what an approver can read. */
const ROLES_MOST = 20;
const ACCOUNTS_MOST = 50;
const SUGGESTED_MOST = 100;

/** Everything but the options, which depend on who is asked. */
const fields = {
  roles: { name: "roles", label: text("field.label.roles"), most: ROLES_MOST },
  access: { kind: "choice", name: "access", label: text("field.label.access") },
  accounts: {
    name: "accounts",
    label: text("field.label.accounts"),
    most: ACCOUNTS_MOST,
    when: { field: "access", is: "some" },
  },
} as const;

const ALL: Option = { value: "all", label: text("accounts.all") };
const SOME: Option = { value: "some", label: text("accounts.some") };

/** What a submitted form must hold: roles, all or some accounts, and which. */
export const submittedRoles: Field = { ...fields.roles, kind: "search", options: [] };
export const submittedAccounts: readonly Field[] = [
  { ...fields.access, options: [ALL, SOME] },
  { ...fields.accounts, kind: "search", options: [] },
];

type Offered = Pick<Choices, "roles" | "roleNames"> & { values: Values; isOffered: (role: Role) => boolean };

/** The roles that can be given, with those that are chosen. */
export function rolesField({ roles, roleNames, values, isOffered }: Offered): Field {
  const chosen = [values.roles ?? []].flat();
  const offered = roles.filter(isOffered);
  // Chosen by name: one that is not among the first is not read, and its name is enough to show it.
  const byName = roleNames.filter(({ id }) => chosen.includes(id) && !roles.some((one) => one.id === id));
  const options = [...offered.map(roleOption), ...byName.map(plainOption)];
  return choiceField({ ...fields.roles, options, chosen, hasMore: roles.length > SHOWN_AT_ONCE });
}

/** All merchant accounts, where all are held, or some of them. */
export function accountFields(held: Scope, offered: readonly MerchantAccount[], values: Values): Field[] {
  const options = [...(held === "all" ? [ALL] : []), ...(offered.length > 0 ? [SOME] : [])];
  const access: Field = { ...fields.access, options };
  if (offered.length === 0) return [access];
  const chosen = [values.accounts ?? []].flat();
  const hasMore = offered.length > SHOWN_AT_ONCE;
  return [access, choiceField({ ...fields.accounts, options: offered.map(accountOption), chosen, hasMore })];
}

/** Who can't give something on all accounts has nothing to choose there. */
export function accessAtStart(held: Scope): Values {
  return held === "all" ? {} : { access: SOME.value };
}

type Searching = { tx: Tx; organizationId: string; held: Scope; isOffered: (role: Role) => boolean };

/** What fits what is typed in the field for roles or for accounts. */
export async function suggestGrant(
  { tx, organizationId, held: heldAccounts, isOffered }: Searching,
  { field, typed }: { field: string; typed: string },
): Promise<Option[]> {
  if (field === "roles") {
    const found = await searchRoles(tx, organizationId, typed, SUGGESTED_MOST);
    return found.filter(isOffered).map(roleOption);
  }
  if (field !== "accounts") return [];
  const wanted = { typed, most: SUGGESTED_MOST, heldAccounts, withGroups: true };
  return (await searchAccounts(tx, organizationId, wanted)).map(accountOption);
}

/** Reads the fields; what they can't hold is refused at its field. */
export function readRoles({ roles = [] }: Values): string[] {
  return z
    .array(z.uuid())
    .catch(unknownChoice("roles"))
    .parse([...roles]);
}

// Accounts ticked under "all" would be ambiguous, and "only these" without any would mean none: neither is guessed at.
export function readScope({ access, accounts = [] }: Values): Scope {
  if (access === ALL.value && accounts.length === 0) return "all";
  return z
    .array(z.uuid())
    .min(1)
    .catch(unknownChoice("accounts"))
    .parse([...accounts]);
}

function roleOption({ id, name, permissions }: Role): Option {
  return { value: id, label: verbatim(name), description: text("role.permits", { permissions }) };
}

function plainOption({ id, name }: { id: string; name: string }): Option {
  return { value: id, label: verbatim(name) };
}

/** A group and what is closed say what they are. */
function accountOption(account: MerchantAccount): Option {
  const { id, name, closed, accounts } = account;
  const names = accountNames([account], [id]);
  return { value: id, label: closed || accounts ? text("accounts.named", { names }) : verbatim(name) };
}

function unknownChoice(field: string): () => never {
  return () => {
    throw new Refusal(text("field.unknown-choice"), { field });
  };
}
