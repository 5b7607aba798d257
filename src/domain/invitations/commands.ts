import { z } from "zod";
import type { Fact } from "../../core/card.ts";
import { isEmail } from "../../core/email-address.ts";
import type { Values } from "../../core/ref.ts";
import { Refusal } from "../../core/refusal.ts";
import { text, verbatim } from "../../text/text.ts";
import type { Scope } from "../access/account.ts";
import { isGrantable } from "../access/grant.ts";
import { type Change, type ChangeContext, guarded } from "../command.ts";
import { DAY, NEEDS } from "./invitation.ts";
import { inviteFields, inviteForm, suggestForInvite } from "./invite-form.ts";
import { resultOf } from "./result.ts";
import { insertInvitation } from "./store.ts";

type Invite = { email: string; roles: string[]; accounts: Scope; reason: string };

const input: z.ZodType<Invite> = z.strictObject({
  email: z.string().refine(isEmail),
  roles: z.array(z.uuid()).min(1),
  accounts: z.union([z.literal("all"), z.array(z.uuid()).min(1)]),
  reason: z.string(),
});

/** So many names fit well into one row of a card. */
const NAMES_IN_A_FACT = 25;

const invite: Change<Invite> = {
  name: "invitation.create",
  needs: NEEDS,
  input,
  fields: inviteFields,
  form: inviteForm,
  suggest: suggestForInvite,
  parse: ({ values }) => parse(values),
  title: (_, { email }) => text("invite.request-title", { email }),
  subject: (_, { email }) => email,
  // The invitee is no member yet.
  targets: () => [],
  scope: (_, { accounts }) => accounts,
  facts: ({ mentioned }, wanted) => facts(mentioned, wanted),
  check(context, { email, roles, accounts }) {
    requireAccounts(context, accounts);
    for (const id of roles) requireGrantable(context, id, accounts);
    const known = context.mentioned.members.find((member) => member.email === email);
    if (!known) return;
    throw new Refusal(
      text(known.state === "invited" ? "refused.invited-already" : "refused.member-already", { email }),
      { field: "email" },
    );
  },
  apply({ organization, actor, request, policy, now }, { email, roles, accounts }) {
    const { writes, ...ids } = insertInvitation({
      ...{ organizationId: organization.id, email, requesterId: actor.id, requestId: request.id, now },
      grants: roles.map((roleId) => ({ roleId, scope: accounts })),
      expiresAt: new Date(now.getTime() + policy.invitationDays * DAY),
    });
    const grants = roles.map((roleId) => ({ roleId, accounts, until: null }));
    return { events: [{ kind: "invitation.created", ...ids, state: "invited", grants }], writes };
  },
  result: ({ tx, organization, now }, _, requestId) =>
    resultOf(tx, { organizationId: organization.id, requestId, now }),
};

export const inviteMember = guarded(invite);

function parse({ email, roles = [], access, accounts = [], reason = "" }: Values): Invite {
  return {
    email: String(email),
    roles: z
      .array(z.uuid())
      .catch(unknownChoice("roles"))
      .parse([...roles]),
    accounts: scopeFrom(access, [...accounts]),
    reason: String(reason),
  };
}

// "All" is only taken alone: accounts that came along with it could never be widened to all of them.
function scopeFrom(access: Values[string] | undefined, accounts: string[]): Scope {
  if (access === "all" && accounts.length === 0) return "all";
  return z.array(z.uuid()).min(1).catch(unknownChoice("accounts")).parse(accounts);
}

function unknownChoice(field: string): () => never {
  return () => {
    throw new Refusal(text("field.unknown-choice"), { field });
  };
}

function facts({ roles, accounts }: ChangeContext["mentioned"], wanted: Invite): Fact[] {
  const chosen = roles.filter(({ id }) => wanted.roles.includes(id));
  return [
    { label: text("field.label.email"), value: verbatim(wanted.email) },
    ...chosen.map(({ name, permissions }) => ({
      label: text("fact.role"),
      value: text("role.with-permissions", { name, permissions }),
    })),
    ...accountFacts(wanted.accounts === "all" ? null : accounts.map(({ name }) => name)),
  ];
}

function accountFacts(names: string[] | null): Fact[] {
  const label = text("fact.accounts");
  if (names === null) return [{ label, value: text("accounts.named", { names }) }];
  const rows: Fact[] = [];
  for (let at = 0; at < names.length; at += NAMES_IN_A_FACT)
    rows.push({ label, value: text("accounts.named", { names: names.slice(at, at + NAMES_IN_A_FACT) }) });
  return rows;
}

function requireGrantable({ actor, mentioned }: ChangeContext, roleId: string, scope: Scope): void {
  const role = mentioned.roles.find(({ id }) => id === roleId);
  if (!role) throw new Refusal(text("field.unknown-choice"), { field: "roles" });
  if (isGrantable(actor.grants, NEEDS, role, scope)) return;
  throw new Refusal(text("refused.not-grantable", { role: role.name }), { field: "roles", forbidden: true });
}

function requireAccounts({ mentioned }: ChangeContext, scope: Scope): void {
  const known = mentioned.accounts.map(({ id }) => id);
  if (scope !== "all" && !scope.every((id) => known.includes(id)))
    throw new Refusal(text("field.unknown-choice"), { field: "accounts" });
}
