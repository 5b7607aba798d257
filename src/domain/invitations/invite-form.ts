import type { Field, Form, Option } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import type { MerchantAccount, Scope } from "../access/account.ts";
import { choiceField, SHOWN_AT_ONCE } from "../access/choice-field.ts";
import { type Choices, findChoices, searchAccounts, searchRoles } from "../access/choice-store.ts";
import { can, grantableOn, scopeOf } from "../access/grant.ts";
import type { Role } from "../access/role.ts";
import type { Context, Filled } from "../command.ts";
import { isSoleAdministrator } from "../requests/policy.ts";
import { fillInvitation } from "./fill.ts";
import { NEEDS } from "./invitation.ts";
import { INVITEES_MOST } from "./invitees.ts";
import { mentionError } from "./mentioned-people.ts";

/** So many can be chosen for one invitation: what an approver can read. */
const ROLES_MOST = 20;
const ACCOUNTS_MOST = 50;
const SUGGESTED_MOST = 100;

/** The roles and accounts that are offered are those that this actor may grant somewhere. */
export async function inviteForm(context: Context, words?: string): Promise<Filled> {
  const { tx, organization, actor, now } = context;
  const held = scopeOf(actor.grants, NEEDS);
  const values = words === undefined ? context.values : {};
  const chosen = [values.roles ?? [], values.accounts ?? []].flat();
  const wanted = { most: SHOWN_AT_ONCE, chosen, heldAccounts: held, withNames: words !== undefined, now };
  const choices = await findChoices(tx, organization.id, wanted);
  const filled = words === undefined ? { values } : await filledWith(context, choices, words);
  // Who can't invite to all accounts has nothing to choose there.
  const start: Values = held === "all" ? {} : { access: SOME.value };
  const form = formOf(context, { ...choices, held, values: filled.values });
  return { form, ...filled, values: { ...start, ...filled.values } };
}

async function filledWith(context: Context, { roleNames }: Choices, words: string) {
  const { values, errors, mentions } = fillInvitation(roleNames, words);
  const email = errors.email ?? (await mentionError(context, mentions));
  const all = { ...errors, ...(email && { email }) };
  return Object.keys(all).length > 0 ? { values, errors: all } : { values };
}

/** Everything but the options, which are this actor's. */
const fields = {
  email: {
    kind: "text",
    name: "email",
    label: text("field.label.email"),
    hint: text("field.hint.emails", { most: INVITEES_MOST }),
    maxLength: 3_000,
  },
  roles: { name: "roles", label: text("field.label.roles"), most: ROLES_MOST },
  access: { kind: "choice", name: "access", label: text("field.label.access") },
  accounts: {
    name: "accounts",
    label: text("field.label.accounts"),
    most: ACCOUNTS_MOST,
    when: { field: "access", is: "some" },
  },
  reason: {
    kind: "text",
    name: "reason",
    label: text("field.label.reason"),
    hint: text("field.hint.reason"),
    maxLength: 500,
    multiline: true,
    optional: true,
  },
} as const;

const ALL: Option = { value: "all", label: text("accounts.all") };
const SOME: Option = { value: "some", label: text("accounts.some") };

/** What a submitted form must hold. */
export const inviteFields: readonly Field[] = [
  fields.email,
  { ...fields.roles, kind: "search", options: [] },
  { ...fields.access, options: [ALL, SOME] },
  { ...fields.accounts, kind: "search", options: [] },
  fields.reason,
];

type Offered = Choices & { held: Scope; values: Values };

function formOf({ organization, actor }: Context, offer: Offered): Form {
  const { roles, accounts, roleNames, held, values } = offer;
  const chosen = [values.roles ?? []].flat();
  const offered = roles.filter((role) => isOffered(actor.grants, role));
  // Chosen by name: one that is not among the first is not read, and its name is enough to show it.
  const byName = roleNames.filter(({ id }) => chosen.includes(id) && !roles.some((one) => one.id === id));
  const options = [...offered.map(roleOption), ...byName.map(plainOption)];
  return {
    title: text("invite.title"),
    intro: [
      text("invite.intro", { organization: organization.name }),
      isSoleAdministrator(actor.id, offer.approvers) ? text("invite.code-is-enough") : needsApproval(organization),
    ],
    fields: [
      fields.email,
      choiceField({ ...fields.roles, options, chosen, hasMore: roles.length > SHOWN_AT_ONCE }),
      ...accountFields(held, accounts, values),
      fields.reason,
    ],
    submit: text("button.continue"),
  };
}

function needsApproval({ policy }: Context["organization"]): Text {
  return text("invite.needs-approval", { needed: policy.approvals });
}

function accountFields(held: Scope, offered: readonly MerchantAccount[], values: Values): Field[] {
  const options = [...(held === "all" ? [ALL] : []), ...(offered.length > 0 ? [SOME] : [])];
  const access: Field = { ...fields.access, options };
  if (offered.length === 0) return [access];
  const chosen = [values.accounts ?? []].flat();
  const hasMore = offered.length > SHOWN_AT_ONCE;
  return [access, choiceField({ ...fields.accounts, options: offered.map(plainOption), chosen, hasMore })];
}

/** What fits what is typed in the field for roles or for accounts. */
export async function suggestForInvite(
  { tx, organization, actor }: Context,
  { field, typed }: { field: string; typed: string },
): Promise<Option[]> {
  if (field === "roles") {
    const found = await searchRoles(tx, organization.id, typed, SUGGESTED_MOST);
    return found.filter((role) => isOffered(actor.grants, role)).map(roleOption);
  }
  if (field !== "accounts") return [];
  const heldAccounts = scopeOf(actor.grants, NEEDS);
  const found = await searchAccounts(tx, organization.id, { typed, most: SUGGESTED_MOST, heldAccounts });
  return found.map(plainOption);
}

function isOffered(grants: Context["actor"]["grants"], role: Role): boolean {
  const on = grantableOn(grants, NEEDS, role);
  return can({ grants }, NEEDS) && (on === "all" || on.length > 0);
}

function roleOption({ id, name, permissions }: Role): Option {
  return { value: id, label: verbatim(name), description: text("role.permits", { permissions }) };
}

function plainOption({ id, name }: { id: string; name: string }): Option {
  return { value: id, label: verbatim(name) };
}
