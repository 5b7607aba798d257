import type { Field } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { grantedRole } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import { type Change, type Context, type Filled, type GuardedChange, guarded, type Instead } from "../command.ts";
import { listAllMembers } from "./commands.ts";
import { type AboutMember, aboutMember, givenSince, grantFacts, memberFact, scopeOfGrants } from "./member-input.ts";
import { findTarget, targetOf } from "./target.ts";

type Words = {
  title: Text;
  intro: (who: string) => Text;
  /** what is asked for, in one line */
  request: (who: string) => Text;
  /** what becomes of the roles that the member has */
  roles: Text;
};

type Own = Pick<Change<AboutMember>, "name" | "needs" | "check" | "apply"> &
  Partial<Change<AboutMember>> & { reason: Field };

/** A change of a whole member, with the roles that they had when it was asked for: to remove, suspend or reinstate. */
export function wholeMemberChange({ reason, ...own }: Own, words: Words): GuardedChange {
  return guarded<AboutMember>({
    input: aboutMember,
    fields: [reason],
    form: (context, typed) => formFor(context, typed, { words, reason }),
    parse: parseAbout,
    title: (context, input) => words.request(nameOf(targetOf(context, input))),
    subjects: (_, { memberId }) => [memberId],
    targets: (_, { memberId }) => [memberId],
    scope: (_, { grants }) => scopeOfGrants(grants),
    facts: (context, input) => [
      memberFact(targetOf(context, input)),
      ...grantFacts(context, input.grants, words.roles),
    ],
    moved: (context, input) => givenSince(context, input),
    again: ({ memberId }) => ({ command: own.name, values: { memberId } }),
    ...own,
  });
}

async function parseAbout(context: Context): Promise<AboutMember> {
  const member = await findTarget(context);
  if (!member) throw new Refusal(text("refused.old-form"));
  const grants = member.grants.map(grantedRole);
  return { memberId: member.id, grants, reason: String(context.values.reason ?? "") };
}

type Shown = { words: Words; reason: Field };

/** The form for somebody who is named; where nobody is, the list to choose from. */
async function formFor(
  context: Context,
  typed: string | undefined,
  { words, reason }: Shown,
): Promise<Filled | Instead> {
  const member = await findTarget(context, typed);
  if (!member) return { reply: (await listAllMembers.run(context)).reply };
  const intro = [words.intro(nameOf(member))];
  const form = { title: words.title, intro, fields: [reason], submit: text("button.continue") };
  return { form, values: context.values, ref: { id: member.id, version: 1 } };
}
