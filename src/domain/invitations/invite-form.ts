import type { Field, Form, Option } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import type { Text } from "../../core/text.ts";
import { readEnd } from "../../text/read-end.ts";
import { text } from "../../text/text.ts";
import type { Scope } from "../access/account.ts";
import { SHOWN_AT_ONCE } from "../access/choice-field.ts";
import { type Choices, findChoices } from "../access/choice-store.ts";
import { endValues, invitedEndFields, submittedEnd } from "../access/end-fields.ts";
import { can, isGrantableSomewhere, scopeOf } from "../access/grant.ts";
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
import { isSoleAdministrator } from "../requests/policy.ts";
import { fillInvitation } from "./fill.ts";
import { NEEDS } from "./invitation.ts";
import { INVITEES_MOST } from "./invitees.ts";
import { mentionError } from "./mentioned-people.ts";

/** The roles and accounts that are offered are those that this actor may grant somewhere. */
export async function inviteForm(context: Context, words?: string): Promise<Filled> {
  const { tx, organization, actor, now } = context;
  const held = scopeOf(actor.grants, NEEDS);
  const values = words === undefined ? context.values : {};
  const chosen = [values.roles ?? [], values.accounts ?? []].flat();
  const wanted = { most: SHOWN_AT_ONCE, chosen, heldAccounts: held, withNames: words !== undefined, now };
  const choices = await findChoices(tx, organization.id, wanted);
  const filled = words === undefined ? { values } : await filledWith(context, choices, words);
  const form = formOf(context, { ...choices, held, values: filled.values });
  return { form, ...filled, values: { ...endValues(), ...accessAtStart(held), ...filled.values } };
}

async function filledWith(context: Context, { roleNames }: Choices, words: string) {
  const { rest, ...end } = readEnd(words, context.now);
  const { values: who, errors, mentions } = fillInvitation(roleNames, rest);
  const values = { ...who, ...endValues(end) };
  const email = errors.email ?? (await mentionError(context, mentions));
  const all = { ...errors, ...(email && { email }) };
  return Object.keys(all).length > 0 ? { values, errors: all } : { values };
}

const email = {
  kind: "text",
  name: "email",
  label: text("field.label.email"),
  hint: text("field.hint.emails", { most: INVITEES_MOST }),
  maxLength: 3_000,
} as const;

/** What a submitted form must hold. */
export const inviteFields: readonly Field[] = [
  email,
  submittedRoles,
  ...submittedAccounts,
  ...submittedEnd,
  optionalReason,
];

type Offered = Choices & { held: Scope; values: Values };

function formOf({ organization, actor }: Context, offer: Offered): Form {
  const { accounts, held, values, approvers } = offer;
  const isOffered = (role: Role) => isOfferedTo(actor.grants, role);
  return {
    title: text("invite.title"),
    intro: [
      text("invite.intro", { organization: organization.name }),
      isSoleAdministrator(actor.id, approvers) ? text("invite.code-is-enough") : needsApproval(organization),
    ],
    fields: [
      ...[email, rolesField({ ...offer, isOffered }), ...accountFields(held, accounts, values)],
      ...[...invitedEndFields, optionalReason],
    ],
    submit: text("button.continue"),
  };
}

function needsApproval({ policy }: Context["organization"]): Text {
  return text("invite.needs-approval", { needed: policy.approvals });
}

/** What fits what is typed in the field for roles or for accounts. */
export function suggestForInvite(
  { tx, organization, actor }: Context,
  asked: { field: string; typed: string },
): Promise<Option[]> {
  const held = scopeOf(actor.grants, NEEDS);
  const isOffered = (role: Role) => isOfferedTo(actor.grants, role);
  return suggestGrant({ tx, organizationId: organization.id, held, isOffered }, asked);
}

function isOfferedTo(grants: Context["actor"]["grants"], role: Role): boolean {
  return can({ grants }, NEEDS) && isGrantableSomewhere(grants, NEEDS, role);
}
