import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { reach, requireOpen, type Scope } from "../access/account.ts";
import { lockAccounts } from "../access/account-store.ts";
import { requireEnd } from "../access/end-fields.ts";
import { administrativeOf, isGrantable } from "../access/grant.ts";
import { endTime } from "../access/grant-end.ts";
import { type ApplyContext, type Change, type ChangeContext, guarded } from "../command.ts";
import { behindLock, requireApart, withAccounts } from "../conflicts/apart.ts";
import { type Former, lockFormer } from "./former-store.ts";
import { DAY, NEEDS } from "./invitation.ts";
import { inviteFacts, inviteTitle } from "./invite-facts.ts";
import { inviteFields, inviteForm, suggestForInvite } from "./invite-form.ts";
import { type Invite, inviteInput, parseInvite } from "./invite-input.ts";
import { hoursOf } from "./offered.ts";
import { lockOverdueTo, noteExpired } from "./overdue-store.ts";
import { resultOf } from "./result.ts";
import { insertInvitation } from "./store.ts";

const invite: Change<Invite> = {
  name: "invitation.create",
  needs: NEEDS,
  input: inviteInput,
  fields: inviteFields,
  form: inviteForm,
  suggest: suggestForInvite,
  parse: ({ values, actor }) => parseInvite(values, actor.zone),
  title: ({ mentioned }, wanted) => inviteTitle(mentioned, wanted),
  subjects: (_, { emails }) => emails,
  // The invitees are no members yet.
  targets: () => [],
  scope: (_, { accounts }) => accounts,
  facts: ({ mentioned }, wanted) => inviteFacts(mentioned, wanted),
  approverNeeds: ({ mentioned }, { roles }) => administrativeOf(mentioned.roles.filter(({ id }) => roles.includes(id))),
  async check(context, { emails, roles, accounts, end }) {
    requireAccounts(context, accounts);
    for (const id of roles) requireGrantable(context, id, accounts);
    const overdue = await overdueAmong(context, emails);
    const isFree = (email: string) => overdue.some((one) => one.email === email);
    for (const email of emails) if (!isFree(email)) requireUnknown(context, email);
    requireEnd(end, context.now);
    await requireRolesApart(context, { roles, accounts });
  },
  async apply(context, wanted) {
    const { tx, organization } = context;
    const overdue = await overdueAmong(context, wanted.emails);
    const ended = overdue.map(({ memberId }) => memberId);
    const former = await lockFormer(tx, organization.id, wanted.emails, ended);
    // One of them may be about to be closed at this very moment.
    const named = wanted.accounts === "all" ? [] : wanted.accounts;
    const accounts = named.length > 0 ? await lockAccounts(tx, organization.id, named, "give") : [];
    requireOpen(accounts, wanted.accounts);
    await requireRolesApart(withAccounts(await behindLock(context), accounts), wanted);
    const comesBack = ({ memberId }: { memberId: string }) => former.some(({ id }) => id === memberId);
    const expired = overdue.map((one) => noteExpired(organization.id, one, { comesBack: comesBack(one) }));
    const invited = wanted.emails.map((email) => invitationOf(context, wanted, { email, former }));
    const done = [...expired, ...invited];
    return { events: done.map(({ event }) => event), writes: done.flatMap(({ writes }) => writes) };
  },
  result: ({ tx, organization, now }, _, requestId) =>
    resultOf(tx, { organizationId: organization.id, requestId, now }),
};

export const inviteMember = guarded(invite);

type Invitee = { email: string; former: readonly Former[] };

function invitationOf({ organization, actor, request, policy, now }: ApplyContext, wanted: Invite, whom: Invitee) {
  const { roles, accounts } = wanted;
  const { until, untilZone, hours } = givenFor(wanted.end, now);
  const { email } = whom;
  const former = whom.former.find((one) => one.email === email)?.id ?? null;
  const { writes, ...ids } = insertInvitation({
    ...{ organizationId: organization.id, email, former, requesterId: actor.id, requestId: request.id, now },
    grants: roles.map((roleId) => ({ roleId, named: accounts, until, untilZone, hours })),
    expiresAt: new Date(now.getTime() + policy.invitationDays * DAY),
  });
  const at = until?.toISOString() ?? null;
  const grants = roles.map((roleId) => ({ roleId, accounts, until: at, ...hoursOf(hours) }));
  return { event: { kind: "invitation.created", ...ids, state: "invited", grants } as const, writes };
}

/** Hours begin when the invitation is accepted: the invitee may read it days later. */
function givenFor(end: Invite["end"], now: Date) {
  if (end !== null && "hours" in end) return { until: null, untilZone: null, hours: end.hours };
  return { until: endTime(end, now), untilZone: end?.zone ?? null, hours: null };
}

/** Out of time is out of time, also before the clock has written that down. */
async function overdueAmong({ tx, organization, mentioned, now }: ChangeContext, emails: readonly string[]) {
  const invited = mentioned.members.filter(({ state, email }) => state === "invited" && emails.includes(email));
  return lockOverdueTo(
    tx,
    organization.id,
    invited.map(({ email }) => email),
    now,
  );
}

function requireUnknown({ mentioned }: ChangeContext, email: string): void {
  const known = mentioned.members.find((member) => member.email === email);
  if (!known) return;
  const why = known.state === "invited" ? "refused.invited-already" : "refused.member-already";
  throw new Refusal(text(why, { email }), { field: "email" });
}

function requireGrantable({ actor, mentioned }: ChangeContext, roleId: string, scope: Scope): void {
  const role = mentioned.roles.find(({ id }) => id === roleId);
  if (!role) throw new Refusal(text("field.unknown-choice"), { field: "roles" });
  if (role.isDeleted) throw new Refusal(text("refused.role-deleted", { role: role.name }), { field: "roles" });
  if (isGrantable(actor.grants, NEEDS, role, scope)) return;
  throw new Refusal(text("refused.not-grantable", { role: role.name }), { field: "roles", forbidden: true });
}

/** Who is invited holds nothing yet, also where they come back. */
function requireRolesApart(context: ChangeContext, { roles, accounts }: Pick<Invite, "roles" | "accounts">) {
  const chosen = context.mentioned.roles.filter(({ id }) => roles.includes(id));
  const after = chosen.map((role) => ({ role, scope: reach(context.mentioned.accounts, accounts) }));
  return requireApart(context, { who: null, before: [], after, by: "roles" });
}

function requireAccounts({ mentioned }: ChangeContext, scope: Scope): void {
  const known = mentioned.accounts.map(({ id }) => id);
  if (scope !== "all" && !scope.every((id) => known.includes(id)))
    throw new Refusal(text("field.unknown-choice"), { field: "accounts" });
  requireOpen(mentioned.accounts, scope);
}
