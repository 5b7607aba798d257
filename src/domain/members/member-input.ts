import { z } from "zod";
import type { Fact } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import { accountNames, type Scope, union } from "../access/account.ts";
import type { Actor } from "../access/actor.ts";
import { type GrantedRole, grantedRole } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import type { ChangeContext } from "../command.ts";
import { targetOf } from "./target.ts";

/** A change of a whole member: who, with the roles of when it was asked for, and why. */
export type AboutMember = { memberId: string; grants: GrantedRole[]; reason: string };

const grantedInput: z.ZodType<GrantedRole> = z.strictObject({
  roleId: z.uuid(),
  accounts: z.union([z.literal("all"), z.array(z.uuid())]),
  until: z.iso.datetime().nullable(),
});

export const aboutGrants = z.array(grantedInput);

export const aboutMember: z.ZodType<AboutMember> = z.strictObject({
  memberId: z.uuid(),
  grants: aboutGrants,
  reason: z.string(),
});

/** The merchant accounts that somebody's roles reach. */
export function scopeOfGrants(grants: readonly GrantedRole[]): Scope {
  return union(grants.map(({ accounts }) => accounts));
}

/** What somebody holds beyond what was said of them: then who reads that has not seen how far it reaches. */
export function heldBeyond({ grants }: Pick<Actor, "grants">, said: readonly GrantedRole[]): GrantedRole[] {
  const asWords = ({ roleId, accounts, until }: GrantedRole) => JSON.stringify([roleId, accounts, until]);
  const known = new Set(said.map(asWords));
  return grants.map(grantedRole).filter((one) => !known.has(asWords(one)));
}

/** The same for a change of a whole member: what they were given since it was asked for, a sentence for each. */
export function givenSince(context: Pick<ChangeContext, "mentioned">, input: AboutMember): Text[] {
  const member = targetOf(context, input);
  return heldBeyond(member, input.grants).map(({ roleId }) =>
    text("grants.more", {
      who: nameOf(member),
      role: member.grants.find(({ role }) => role.id === roleId)?.role.name ?? "?",
    }),
  );
}

/** Each role with its accounts and its end, one below the other. */
export function grantFacts({ mentioned }: ChangeContext, grants: readonly GrantedRole[], label: Text): Fact[] {
  return grants.map(({ roleId, accounts, until }) => {
    const role = mentioned.roles.find(({ id }) => id === roleId)?.name ?? "?";
    return {
      label,
      value: text("member.grant", { role, accounts: accountNames(mentioned.accounts, accounts), until }),
    };
  });
}

export function memberFact(member: Parameters<typeof nameOf>[0]): Fact {
  return { label: text("fact.member"), value: verbatim(nameOf(member)) };
}
