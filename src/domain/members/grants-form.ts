import type { Field, Option } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { Scope } from "../access/account.ts";
import type { Actor } from "../access/actor.ts";
import { SHOWN_AT_ONCE } from "../access/choice-field.ts";
import { type Choices, findChoices } from "../access/choice-store.ts";
import { endFields } from "../access/end-fields.ts";
import { isGrantableSomewhere, scopeOf } from "../access/grant.ts";
import {
  accessAtStart,
  accountFields,
  rolesField,
  submittedAccounts,
  submittedRoles,
  suggestGrant,
} from "../access/grant-fields.ts";
import { optionalReason } from "../access/reason-field.ts";
import type { Role } from "../access/role.ts";
import type { Context, Filled } from "../command.ts";
import { NEEDS } from "./grants-change.ts";

/** What a submitted form must hold: without an end for all roles together, and without roles for one grant. */
export const submittedGrants: readonly Field[] = [submittedRoles, ...submittedAccounts, ...endFields, optionalReason];
export const submittedWhole: readonly Field[] = [submittedRoles, ...submittedAccounts, optionalReason];
export const submittedGrant: readonly Field[] = [...submittedAccounts, ...endFields, optionalReason];

/** What somebody may give: those roles, on those accounts. */
type Limits = { held: Scope; isOffered: (role: Role) => boolean };

export function limitsOf({ grants }: Actor): Limits {
  return { held: scopeOf(grants, NEEDS), isOffered: (role) => isGrantableSomewhere(grants, NEEDS, role) };
}

/** Who asks for themselves chooses from everything: the approvers decide. */
export const NO_LIMITS: Limits = { held: "all", isOffered: () => true };

export async function choicesFor(
  { tx, organization, now }: Context,
  { held }: Limits,
  values: Values,
  withNames: boolean,
): Promise<Choices> {
  const chosen = [values.roles ?? [], values.accounts ?? []].flat();
  return findChoices(tx, organization.id, { most: SHOWN_AT_ONCE, chosen, heldAccounts: held, withNames, now });
}

type Shown = Limits & {
  member: { id: string };
  title: Text;
  intro: Text[];
  values: Values;
  choices: Choices;
  withRoles: boolean;
  withEnd: boolean;
};

/** The form with the fields for roles, accounts, an end and a reason. */
export function grantsForm({ member, title, intro, values, choices, withRoles, withEnd, ...limits }: Shown): Filled {
  const fields = [
    ...(withRoles ? [rolesField({ ...choices, ...limits, values })] : []),
    ...accountFields(limits.held, choices.accounts, values),
    ...(withEnd ? endFields : []),
    optionalReason,
  ];
  return {
    form: { title, intro, fields, submit: text("button.continue") },
    values: { ...(withEnd && { ends: "never" }), ...accessAtStart(limits.held), ...values },
    ref: { id: member.id, version: 1 },
  };
}

export function suggestGiven(
  { tx, organization }: Context,
  limits: Limits,
  asked: { field: string; typed: string },
): Promise<Option[]> {
  return suggestGrant({ tx, organizationId: organization.id, ...limits }, asked);
}
