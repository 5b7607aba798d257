import { z } from "zod";
import type { Fact } from "../../core/card.ts";
import type { Field, Form, Values } from "../../core/form.ts";
import { isEmail } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import { text, verbatim } from "../../text/text.ts";
import { accountNames, covers, type MerchantAccount, type Scope } from "../access/account.ts";
import { type Actor, isGrantable, type Organization, scopeOf } from "../access/actor.ts";
import { type Change, guarded } from "../command.ts";
import { findByEmail } from "../members/store.ts";
import { fillInvitation } from "./fill.ts";
import { insertInvitation } from "./store.ts";

const NEEDS = "member:invite";
const DAY = 86_400_000;

type Invite = { email: string; roles: string[]; accounts: Scope; reason: string };

const input: z.ZodType<Invite> = z.strictObject({
  email: z.string().refine(isEmail),
  roles: z.array(z.uuid()).min(1),
  accounts: z.union([z.literal("all"), z.array(z.uuid()).min(1)]),
  reason: z.string(),
});

const invite: Change<Invite> = {
  name: "invitation.create",
  needs: NEEDS,
  input,
  title: ({ email }) => text("invite.request-title", { email }),
  form,
  fill: (actor, words) => fillInvitation(actor.organization.roles, words),
  parse,
  subject: ({ email }) => email,
  facts,
  async check(tx, actor, { email, roles, accounts }) {
    for (const id of roles) requireGrantable(actor, id, accounts);
    requireAccounts(actor.organization, accounts);
    const known = await findByEmail(tx, actor.organization.id, email);
    if (!known) return;
    throw new Refusal(
      text(known.state === "invited" ? "refused.invited-already" : "refused.member-already", { email }),
      { field: "email" },
    );
  },
  async apply(tx, actor, { email, roles, accounts }, now) {
    const { id: organizationId, policy } = actor.organization;
    const expiresAt = new Date(now.getTime() + policy.invitationDays * DAY);
    const grants = roles.map((id) => ({ role: { id }, scope: accounts }));
    const ids = await insertInvitation(tx, { organizationId, email, requesterId: actor.id, grants, now, expiresAt });
    return [{ kind: "invitation.created", ...ids, grants: roles.map((roleId) => ({ roleId, accounts })) }];
  },
};

export const inviteMember = guarded(invite);

/** The roles and accounts offered are those that this actor may grant somewhere. */
function form(actor: Actor): Form {
  const { roles, accounts } = actor.organization;
  const held = scopeOf(actor.grants, NEEDS);
  const offered = accounts.filter(({ id }) => covers(held, [id]));
  const grantable = roles.filter((role) =>
    [held, ...offered.map(({ id }) => [id])].some((scope) => isGrantable(actor.grants, NEEDS, role, scope)),
  );
  return {
    title: text("invite.title"),
    intro: [text("invite.intro", { organization: actor.organization.name })],
    fields: [
      { kind: "email", name: "email", label: text("field.label.email") },
      {
        kind: "choices",
        name: "roles",
        label: text("field.label.roles"),
        options: grantable.map(({ id, name, permissions }) => ({
          value: id,
          label: verbatim(name),
          description: text("role.permits", { permissions }),
        })),
      },
      ...accountFields(held, offered),
      {
        kind: "text",
        name: "reason",
        label: text("field.label.reason"),
        hint: text("field.hint.reason"),
        maxLength: 500,
        multiline: true,
        optional: true,
      },
    ],
    submit: text("button.continue"),
  };
}

function accountFields(held: Scope, offered: readonly MerchantAccount[]): Form["fields"] {
  const all = held === "all" ? [{ value: "all", label: text("accounts.all") }] : [];
  const some = offered.length > 0 ? [{ value: "some", label: text("accounts.some") }] : [];
  const access: Field = {
    kind: "choice",
    name: "access",
    label: text("field.label.access"),
    options: [...all, ...some],
  };
  if (offered.length === 0) return [access];
  const options = offered.map(({ id, name }) => ({ value: id, label: verbatim(name) }));
  return [
    access,
    {
      kind: "choices",
      name: "accounts",
      label: text("field.label.accounts"),
      hint: text("field.hint.accounts"),
      options,
      optional: true,
    },
  ];
}

function parse(values: Values): Invite {
  const { email, roles = [], access, accounts = [], reason = "" } = values;
  return {
    email: String(email),
    roles: [...roles],
    accounts: scopeFrom(access, [...accounts]),
    reason: String(reason),
  };
}

// Accounts ticked under "all" would be ambiguous, and "only these" without any would mean none: neither is guessed at.
function scopeFrom(access: Values[string] | undefined, accounts: string[]): Scope {
  if (access === "all" && accounts.length > 0) throw new Refusal(text("accounts.all-or-some"), { field: "accounts" });
  if (access === "all") return "all";
  if (accounts.length === 0) throw new Refusal(text("field.choose"), { field: "accounts" });
  return accounts;
}

function facts({ roles, accounts }: Organization, wanted: Invite): Fact[] {
  const chosen = roles.filter(({ id }) => wanted.roles.includes(id));
  return [
    { label: text("field.label.email"), value: verbatim(wanted.email) },
    ...chosen.map(({ name, permissions }) => ({
      label: text("fact.role"),
      value: text("role.with-permissions", { name, permissions }),
    })),
    { label: text("fact.accounts"), value: text("accounts.named", { names: accountNames(accounts, wanted.accounts) }) },
  ];
}

function requireGrantable({ grants, organization }: Actor, roleId: string, scope: Scope): void {
  const role = organization.roles.find(({ id }) => id === roleId);
  if (!role) throw new Refusal(text("field.unknown-choice"), { field: "roles" });
  if (isGrantable(grants, NEEDS, role, scope)) return;
  throw new Refusal(text("refused.not-grantable", { role: role.name }), { field: "roles", forbidden: true });
}

function requireAccounts({ accounts }: Organization, scope: Scope): void {
  const known = accounts.map(({ id }) => id);
  if (!covers(scope === "all" ? "all" : known, scope))
    throw new Refusal(text("field.unknown-choice"), { field: "accounts" });
}
