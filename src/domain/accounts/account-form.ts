import { z } from "zod";
import type { Field, Option } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import { Refusal } from "../../core/refusal.ts";
import { nearest } from "../../text/nearest.ts";
import { text, verbatim } from "../../text/text.ts";
import type { MerchantAccount } from "../access/account.ts";
import { SHOWN_AT_ONCE } from "../access/choice-field.ts";
import { searchAccounts } from "../access/choice-store.ts";
import { scopeOf } from "../access/grant.ts";
import { optionalReason } from "../access/reason-field.ts";
import type { Context, Filled } from "../command.ts";
import { NAME_LONGEST, NEEDS } from "./account.ts";
import { findWithin } from "./store.ts";

const SUGGESTED_MOST = 100;

/** What the forms of this room ask for; the options are this actor's. */
export const fields = {
  account: { kind: "search", name: "account", label: text("field.label.account"), most: 1, options: [] },
  name: { kind: "text", name: "name", label: text("field.label.account-name"), maxLength: NAME_LONGEST },
  reason: optionalReason,
} as const satisfies Record<string, Field>;

/** Which accounts a form is about: those that are closed, or those that are open. */
type Which = { closed: boolean };

/** The field in which one is chosen: from a list while there are few, and found by typing where there are more. */
export async function accountField(context: Context, { closed }: Which, chosen: Values[string] | undefined) {
  const offered = await manageable(context, { closed, typed: "", most: SHOWN_AT_ONCE + 1 });
  if (offered.length === 0) throw new Refusal(closed ? text("refused.none-closed") : text("refused.none-to-manage"));
  if (offered.length <= SHOWN_AT_ONCE)
    return { ...fields.account, kind: "choice", options: offered.map(optionOf) } satisfies Field;
  const one = await chosenOne(context, { closed }, chosen);
  return { ...fields.account, options: one ? [optionOf(one)] : [] } satisfies Field;
}

async function chosenOne(context: Context, which: Which, chosen: Values[string] | undefined) {
  return typeof chosen === "string" && isId(chosen) ? within(context, { ...which, id: chosen }) : null;
}

/** Is this what an id looks like? Only such a value may reach the database as one. */
export function isId(value: string): boolean {
  return z.uuid().safeParse(value).success;
}

type Wanted = Which & { typed: string; most: number };

function manageable({ tx, organization, actor }: Context, wanted: Wanted): Promise<MerchantAccount[]> {
  return searchAccounts(tx, organization.id, { ...wanted, heldAccounts: scopeOf(actor.grants, NEEDS) });
}

function optionOf({ id, name }: MerchantAccount): Option {
  return { value: id, label: verbatim(name) };
}

/** What fits what is typed in that field. */
export async function suggestAccounts(context: Context, which: Which, typed: string): Promise<Option[]> {
  return (await manageable(context, { ...which, typed, most: SUGGESTED_MOST })).map(optionOf);
}

type Start = Omit<Filled, "form">;

/** Reads the name of an account behind a command; `Online store to Web shop` has a new name too, where one is asked for. */
export async function readAccount(context: Context, typed: string, which: Which, withNew = false): Promise<Start> {
  if (typed === "") return {};
  for (const [said, name] of withNew ? readings(typed) : [wholly(typed)]) {
    const found = await within(context, { ...which, name: said });
    if (found) return { values: { account: found.id, ...(name && { name }) } };
  }
  const few = await manageable(context, { ...which, typed: "", most: SHOWN_AT_ONCE });
  const about = {
    name: text("typed", { typed }),
    nearest: nearest(
      typed,
      few.map(({ name }) => name),
    ),
  };
  return { errors: { account: text("refused.no-such-account", about) } };
}

function within({ tx, organization, actor }: Context, which: Which & ({ id: string } | { name: string })) {
  return findWithin(tx, organization.id, { ...which, scope: scopeOf(actor.grants, NEEDS) });
}

type Reading = [name: string, newName: string];
const wholly = (typed: string): Reading => [typed, ""];

/** All of it as a name, or, at one of the first places where there is a "to", as a name and a new one. */
function readings(typed: string): Reading[] {
  const places = [...typed.matchAll(/\s+to\s+/gi)].slice(0, 3);
  const split = places.map(
    ({ 0: to, index }): Reading => [typed.slice(0, index).trim(), typed.slice(index + to.length).trim()],
  );
  return [wholly(typed), ...split];
}
