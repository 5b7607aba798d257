import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { sql } from "../../db/sql.ts";
import { type Write, write } from "../../db/write.ts";
import { text } from "../../text/text.ts";
import { accountNames, covers, type MerchantAccount, requireOpen, union } from "../access/account.ts";
import { lockAccounts } from "../access/account-store.ts";
import type { MemberState } from "../access/actor.ts";
import { requireEnd } from "../access/end-fields.ts";
import { administrativeOf, grantedRole, isGrantable } from "../access/grant.ts";
import { endTime } from "../access/grant-end.ts";
import { insertGrants } from "../access/grant-store.ts";
import type { Permission } from "../access/permission.ts";
import { nameOf } from "../access/person-name.ts";
import { type ApplyContext, type Change, type ChangeContext, type GuardedChange, guarded } from "../command.ts";
import { behindLock, requireApart, withAccounts } from "../conflicts/apart.ts";
import { requireAdministratorRemains } from "./administrators.ts";
import { grantsFacts, grantsTitle } from "./grants-facts.ts";
import { type GrantsInput, grantsAfter, grantsInput, keptOf, scopeOfInput } from "./grants-input.ts";
import { lockMember } from "./leave-store.ts";
import { targetOf } from "./target.ts";

type Own = Pick<Change<GrantsInput>, "name" | "needs" | "fields" | "form" | "suggest" | "parse" | "again">;

/** What it takes to give or take a role, beside what the role itself permits. */
export const NEEDS: Permission = "member:edit";

/**
 * A change of what one member holds, however it is asked for. `givesItself`: the requester asks for themselves, so it is
 * the approvers who must be able to give it, and not the requester.
 */
export function grantsChange(own: Own, how: { givesItself: boolean }): GuardedChange {
  return guarded<GrantsInput>({
    ...own,
    input: grantsInput,
    title: (context, input) => grantsTitle(context, input),
    subjects: (_, { memberId }) => [memberId],
    targets: (_, { memberId }) => [memberId],
    scope: (_, input) => scopeOfInput(input),
    facts: (context, input) => grantsFacts(context, input),
    approverNeeds: (context, input) => [
      ...(how.givesItself ? [NEEDS] : []),
      ...administrativeOf(context.mentioned.roles.filter(({ id }) => input.give.some(({ roleId }) => roleId === id))),
    ],
    renewed: (context, input) => ({ ...input, keep: keptOf(targetOf(context, input), input) }),
    moved: (context, input) => movedSince(context, input),
    async check(context, input) {
      const member = targetOf(context, input);
      if (!statesFor(input).includes(member.state)) throw new Refusal(text("refused.not-active-member"));
      if (input.take.length + input.give.length === 0)
        throw new Refusal(text("refused.nothing-changes"), { field: "roles" });
      requireKnown(context, input);
      if (!how.givesItself) requireGrantable(context, input);
      for (const { end } of input.give) requireEnd(end, context.now);
      await requireStillApart(context, input);
      if (input.take.length === 0) return;
      const after = { ...member, grants: grantsAfter(context, member, input) };
      await requireAdministratorRemains(context, after, { lock: false, before: member });
    },
    apply: (context, input) => applied(context, input),
  });
}

async function applied(context: ApplyContext, input: GrantsInput) {
  const { tx, organization, now } = context;
  const organizationId = organization.id;
  const member = await lockMember(tx, { organizationId, id: input.memberId, now }, statesFor(input));
  const accounts = await lockGiven(context, input);
  const grants = grantsAfter(context, member, input);
  if (input.take.length > 0)
    await requireAdministratorRemains(context, { ...member, grants }, { lock: true, before: member });
  if (input.give.length > 0) await requireStillApart(withAccounts(await behindLock(context), accounts), input);
  const given = input.give.map(({ roleId, accounts: named, end }) => {
    return { roleId, named, until: endTime(end, now), untilZone: end && "zone" in end ? end.zone : null };
  });
  const whose = { organizationId, memberId: member.id, requestId: context.request.id, now };
  return {
    events: [
      { kind: "member.changed", memberId: member.id, state: member.state, grants: grants.map(grantedRole) } as const,
    ],
    writes: [...takenAway(organizationId, input), ...insertGrants({ ...whose, grants: given })],
  };
}

/** Nothing is given to who is suspended, but what stands in the way of their return can be taken away. */
function statesFor({ give }: GrantsInput): readonly MemberState[] {
  return give.length > 0 ? ["active"] : ["active", "suspended"];
}

function takenAway(organizationId: string, { memberId, take }: GrantsInput): Write[] {
  if (take.length === 0) return [];
  const taken = sql`
    DELETE FROM role_grant WHERE organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid
      AND id = ANY (${take.map(({ id }) => id)}::uuid[])`;
  return [write(taken, { rows: take.length, otherwise: () => new Refusal(text("refused.member-changed")) })];
}

/** A grant is never changed, so one that is gone is what has moved. */
function movedSince(context: ChangeContext, input: GrantsInput): Text[] {
  const member = targetOf(context, input);
  const gone = input.take.filter(({ id }) => !member.grants.some((grant) => grant.id === id));
  return gone.map(({ roleId, accounts }) =>
    text("grants.gone", {
      who: nameOf(member),
      role: context.mentioned.roles.find(({ id }) => id === roleId)?.name ?? "?",
      accounts: accountNames(context.mentioned.accounts, accounts),
    }),
  );
}

function requireKnown({ mentioned }: ChangeContext, { give, take }: GrantsInput): void {
  for (const { roleId, accounts } of give) {
    const role = mentioned.roles.find(({ id }) => id === roleId);
    if (!role) throw new Refusal(text("field.unknown-choice"), { field: "roles" });
    if (role.isDeleted) throw new Refusal(text("refused.role-deleted", { role: role.name }), { field: "roles" });
    if (accounts !== "all" && !accounts.every((id) => mentioned.accounts.some((account) => account.id === id)))
      throw new Refusal(text("field.unknown-choice"), { field: "accounts" });
  }
  requireOpenWhereNew(mentioned.accounts, { give, take });
}

/** Nothing new is given on a closed account; what somebody holds there may stay in what takes its place. */
function requireOpenWhereNew(accounts: readonly MerchantAccount[], { give, take }: Pick<GrantsInput, "give" | "take">) {
  for (const given of give) {
    if (given.accounts === "all") continue;
    const held = union(take.filter(({ roleId }) => roleId === given.roleId).map((taken) => taken.accounts));
    requireOpen(
      accounts,
      given.accounts.filter((id) => !covers(held, [id])),
    );
  }
}

/**
 * The accounts and groups on which something is given, locked: one of them may be about to be closed, or a group to
 * become wider, at this very moment.
 */
async function lockGiven({ tx, organization }: ApplyContext, input: GrantsInput): Promise<MerchantAccount[]> {
  const scope = union(input.give.map(({ accounts }) => (accounts === "all" ? [] : accounts)));
  if (scope === "all" || scope.length === 0) return [];
  const accounts = await lockAccounts(tx, organization.id, scope, "give");
  requireOpenWhereNew(accounts, input);
  return accounts;
}

/** What the member would hold brings no two sides of a rule together that don't meet in them already. */
function requireStillApart(context: ChangeContext, input: GrantsInput): Promise<void> {
  const member = targetOf(context, input);
  const [before, after] = [member.grants, grantsAfter(context, member, input)];
  return requireApart(context, { who: nameOf(member), before, after, by: "roles" });
}

/** Nobody gives or takes what they could not give themselves. */
function requireGrantable({ actor, mentioned }: ChangeContext, { give, take }: GrantsInput): void {
  for (const { roleId, accounts } of [...give, ...take]) {
    const role = mentioned.roles.find(({ id }) => id === roleId);
    if (role && isGrantable(actor.grants, NEEDS, role, accounts)) continue;
    throw new Refusal(text("refused.not-grantable", { role: role?.name ?? "?" }), { field: "roles", forbidden: true });
  }
}
