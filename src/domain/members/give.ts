import type { Errors } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import { Refusal } from "../../core/refusal.ts";
import { readEnd } from "../../text/read-end.ts";
import { readPeople } from "../../text/read-people.ts";
import { text } from "../../text/text.ts";
import { endValues, readEndFields } from "../access/end-fields.ts";
import { readRoles, readScope } from "../access/grant-fields.ts";
import { nameOf } from "../access/person-name.ts";
import type { Context, Filled, Instead } from "../command.ts";
import { fillRoles } from "../invitations/fill.ts";
import { listAllMembers } from "./commands.ts";
import { grantsChange, NEEDS } from "./grants-change.ts";
import { choicesFor, grantsForm, limitsOf, submittedGrants, suggestGiven } from "./grants-form.ts";
import { grantsInputFor } from "./grants-input.ts";
import { findTarget } from "./target.ts";

/** Roles for a member beside those they have: `/team give grace@example.com finance for 8 hours`. */
export const giveRoles = grantsChange(
  {
    name: "grant.give",
    needs: NEEDS,
    fields: submittedGrants,
    form: giveForm,
    suggest: (context, asked) => suggestGiven(context, limitsOf(context.actor), asked),
    async parse(context) {
      const member = await findTarget(context);
      if (!member) throw new Refusal(text("refused.old-form"));
      const [accounts, end] = [readScope(context.values), readEndFields(context.values, context.actor.zone)];
      const give = readRoles(context.values).map((roleId) => ({ roleId, accounts, end }));
      return grantsInputFor(member, { take: [], give, reason: String(context.values.reason ?? "") });
    },
    again: ({ memberId }) => ({ command: "grant.give", values: { memberId } }),
  },
  { givesItself: false },
);

async function giveForm(context: Context, words?: string): Promise<Filled | Instead> {
  const typed = words === undefined ? null : splitWords(words, context.now);
  const member = await findTarget(context, typed?.who);
  if (!member) return { reply: (await listAllMembers.run(context)).reply };
  const limits = limitsOf(context.actor);
  const choices = await choicesFor(context, limits, context.values, typed !== null);
  const filled = typed ? typedValues(choices.roleNames, typed) : { values: context.values };
  const intro = [text("give.intro", { who: nameOf(member) })];
  const shown = { ...limits, member, title: text("give.title"), intro, choices, withRoles: true, withEnd: true };
  return { ...grantsForm({ ...shown, values: filled.values }), ...(filled.errors && { errors: filled.errors }) };
}

type Typed = { who: string; roles: string; end: Omit<ReturnType<typeof readEnd>, "rest"> };

/** The person, the roles and the end in what was typed. */
function splitWords(words: string, now: Date): Typed {
  const { rest, ...end } = readEnd(words, now);
  const { words: others } = readPeople(rest);
  const who = others.reduce((left, word) => left.replace(word, ""), rest).replace(/[\s,]+/g, " ");
  return { who: who.trim() === "" ? rest : who.trim(), roles: others.join(" "), end };
}

function typedValues(names: Parameters<typeof fillRoles>[0], { roles: typed, end }: Typed) {
  const { roles, error } = fillRoles(names, typed);
  const values: Values = { ...(roles.length > 0 && { roles }), ...endValues(end) };
  const errors: Errors | undefined = error && { roles: error };
  return { values, ...(errors && { errors }) };
}
