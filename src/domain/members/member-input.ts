import { z } from "zod";
import type { Fact } from "../../core/card.ts";
import type { Field } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import { accountNames, type Scope, union } from "../access/account.ts";
import type { Actor } from "../access/actor.ts";
import { type GrantedRole, grantedRole } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import type { ChangeContext, Context, Filled, Instead } from "../command.ts";
import { listAllMembers } from "./commands.ts";
import { findTarget, targetOf } from "./target.ts";

/** A change of a whole member: who, with the roles of when it was asked for, and why. */
export type AboutMember = { memberId: string; grants: GrantedRole[]; reason: string };

const grantedInput: z.ZodType<GrantedRole> = z.strictObject({
  roleId: z.uuid(),
  accounts: z.union([z.literal("all"), z.array(z.uuid())]),
  until: z.iso.datetime().nullable(),
});

export const aboutMember: z.ZodType<AboutMember> = z.strictObject({
  memberId: z.uuid(),
  grants: z.array(grantedInput),
  reason: z.string(),
});

export const reasonField = {
  kind: "text",
  name: "reason",
  label: text("field.label.reason"),
  hint: text("field.hint.reason"),
  maxLength: 500,
  multiline: true,
} as const satisfies Field;

export async function parseAbout(context: Context): Promise<AboutMember> {
  const member = await findTarget(context);
  if (!member) throw new Refusal(text("refused.old-form"));
  const grants = member.grants.map(grantedRole);
  return { memberId: member.id, grants, reason: String(context.values.reason ?? "") };
}

type Words = { title: Text; submit: Text; fields: readonly Field[]; intro: (who: string) => Text };

/** The form for somebody who is named; where nobody is, the list to choose from. */
export async function aboutForm(context: Context, words: string | undefined, say: Words): Promise<Filled | Instead> {
  const member = await findTarget(context, words);
  if (!member) return { reply: (await listAllMembers.run(context)).reply };
  const form = { title: say.title, intro: [say.intro(nameOf(member))], fields: [...say.fields], submit: say.submit };
  return { form, values: context.values, ref: { id: member.id, version: 1 } };
}

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
