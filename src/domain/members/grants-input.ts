import { z } from "zod";
import { reach, type Scope, union } from "../access/account.ts";
import type { Actor } from "../access/actor.ts";
import { type Grant, type GrantedRole, grantedRole } from "../access/grant.ts";
import { type End, endTime, storedEnd } from "../access/grant-end.ts";
import type { ChangeContext } from "../command.ts";

const scope = z.union([z.literal("all"), z.array(z.uuid()).min(1)]);
const role = { roleId: z.uuid(), accounts: scope };
const given = { ...role, until: z.iso.datetime().nullable() };

/** A grant that is taken away, with what it was when that was asked for. */
type Taken = GrantedRole & { id: string };
type Given = { roleId: string; accounts: Scope; end: End };

/** What changes in what a member holds. `keep` is what stays: an approver sees the whole. */
export type GrantsInput = { memberId: string; take: Taken[]; give: Given[]; keep: GrantedRole[]; reason: string };

export const grantsInput: z.ZodType<GrantsInput> = z.strictObject({
  memberId: z.uuid(),
  take: z.array(z.strictObject({ id: z.uuid(), ...given })),
  give: z.array(z.strictObject({ ...role, end: storedEnd })),
  keep: z.array(z.strictObject(given)),
  reason: z.string(),
});

type Wanted = { take: readonly Grant[]; give: Given[]; reason: string };

export function grantsInputFor(member: Actor, { take, give, reason }: Wanted): GrantsInput {
  return {
    memberId: member.id,
    take: take.map((grant) => ({ id: grant.id, ...grantedRole(grant) })),
    ...{ give, keep: keptOf(member, { take }), reason },
  };
}

/** What stays of what the member holds now. */
export function keptOf(member: Actor, { take }: { take: readonly { id: string }[] }): GrantedRole[] {
  return member.grants.filter(({ id }) => !take.some((one) => one.id === id)).map(grantedRole);
}

/** The merchant accounts and groups that the change names. */
export function scopeOfInput({ take, give }: GrantsInput): Scope {
  return union([...take, ...give].map(({ accounts }) => accounts));
}

/** What the member would hold afterwards. */
export function grantsAfter({ mentioned, now }: ChangeContext, member: Actor, { take, give }: GrantsInput): Grant[] {
  const kept = member.grants.filter(({ id }) => !take.some((one) => one.id === id));
  const added = give.flatMap(({ roleId, accounts, end }) => {
    const found = mentioned.roles.find(({ id }) => id === roleId);
    const until = { until: endTime(end, now), untilZone: end && "zone" in end ? end.zone : null };
    const where = { named: accounts, scope: reach(mentioned.accounts, accounts) };
    return found ? [{ id: "", role: found, ...where, ...until }] : [];
  });
  return [...kept, ...added];
}
