import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Scope } from "../access/account.ts";
import type { Actor } from "../access/actor.ts";
import type { Grant } from "../access/grant.ts";
import { readRoles, readScope } from "../access/grant-fields.ts";
import { nameOf } from "../access/person-name.ts";
import type { Context, Filled, Instead } from "../command.ts";
import { listAllMembers, showMember } from "./commands.ts";
import { grantsChange, NEEDS } from "./grants-change.ts";
import { choicesFor, grantsForm, limitsOf, submittedWhole, suggestGiven } from "./grants-form.ts";
import { grantsInputFor } from "./grants-input.ts";
import { findTarget } from "./target.ts";

/** All roles of a member together, where they are for the same accounts and for good. */
export const changeMember = grantsChange(
  {
    name: "member.change",
    needs: NEEDS,
    fields: submittedWhole,
    form: changeForm,
    suggest: (context, asked) => suggestGiven(context, limitsOf(context.actor), asked),
    async parse(context) {
      const member = await findTarget(context);
      if (!member) throw new Refusal(text("refused.old-form"));
      const [roles, accounts] = [readRoles(context.values), readScope(context.values)];
      const isKept = ({ role, named, until }: Grant) => !until && roles.includes(role.id) && isSame(named, accounts);
      const take = member.grants.filter((grant) => !isKept(grant));
      const kept = member.grants.filter(isKept).map(({ role }) => role.id);
      const give = roles.filter((id) => !kept.includes(id)).map((roleId) => ({ roleId, accounts, end: null }));
      return grantsInputFor(member, { take, give, reason: String(context.values.reason ?? "") });
    },
    again: ({ memberId }) => ({ command: "member.change", values: { memberId } }),
  },
  { givesItself: false },
);

async function changeForm(context: Context, words?: string): Promise<Filled | Instead> {
  const member = await findTarget(context, words);
  if (!member) return { reply: (await listAllMembers.run(context)).reply };
  const first = member.grants[0];
  // Where they differ, each is changed by itself: the member's card has a button for each.
  if (!isUniform(member)) {
    const values = { member: member.email };
    return { reply: (await showMember.run({ ...context, ref: undefined, values })).reply };
  }
  const limits = limitsOf(context.actor);
  const values = words === undefined && context.reshow ? context.values : { ...heldBy(member), ...context.values };
  const choices = await choicesFor(context, limits, values, false);
  const intro = [text(first ? "change.intro" : "change.intro-none", { who: nameOf(member) })];
  const title = text("change.title");
  return grantsForm({ ...limits, member, title, intro, values, choices, withRoles: true, withEnd: false });
}

function heldBy({ grants }: Actor) {
  const named = grants[0]?.named ?? "all";
  return {
    roles: grants.map(({ role }) => role.id),
    ...(named === "all" ? { access: "all" } : { access: "some", accounts: [...named] }),
  };
}

function isUniform({ grants }: Actor): boolean {
  const [first] = grants;
  return !first || grants.every(({ named, until }) => !until && isSame(named, first.named));
}

function isSame(one: Scope, other: Scope): boolean {
  if (one === "all" || other === "all") return one === other;
  return one.length === other.length && one.every((id) => other.includes(id));
}
