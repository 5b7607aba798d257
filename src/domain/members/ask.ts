import type { Errors } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import { readEnd } from "../../text/read-end.ts";
import { text } from "../../text/text.ts";
import { searchAccounts } from "../access/choice-store.ts";
import { endValues, readEndFields } from "../access/end-fields.ts";
import { readRoles, readScope } from "../access/grant-fields.ts";
import type { Context, Filled } from "../command.ts";
import { fillRoles } from "../invitations/fill.ts";
import { grantsChange } from "./grants-change.ts";
import { choicesFor, grantsForm, NO_LIMITS, submittedGrants, suggestGiven } from "./grants-form.ts";
import { grantsInputFor } from "./grants-input.ts";

/** A role for oneself: `/team ask finance on Berlin for 8 hours`. Its approvers must be able to give it. */
export const askForRole = grantsChange(
  {
    name: "grant.ask",
    needs: "member",
    fields: submittedGrants,
    form: askForm,
    suggest: (context, asked) => suggestGiven(context, NO_LIMITS, asked),
    parse({ actor, values }) {
      const [accounts, end] = [readScope(values), readEndFields(values, actor.zone)];
      const give = readRoles(values).map((roleId) => ({ roleId, accounts, end }));
      return grantsInputFor(actor, { take: [], give, reason: String(values.reason ?? "") });
    },
  },
  { givesItself: true },
);

async function askForm(context: Context, words?: string): Promise<Filled> {
  const { actor } = context;
  const choices = await choicesFor(context, NO_LIMITS, context.values, words !== undefined);
  const filled =
    words === undefined ? { values: context.values } : await typedValues(context, choices.roleNames, words);
  const shown = { ...NO_LIMITS, title: text("ask.title"), intro: [text("ask.intro")], withRoles: true, withEnd: true };
  const form = grantsForm({ ...shown, member: actor, choices, values: filled.values });
  return { ...form, ...(filled.errors && { errors: filled.errors }) };
}

const ON = /(?:^|\s)on\s+(.+)$/i;

async function typedValues(context: Context, names: Parameters<typeof fillRoles>[0], words: string) {
  const { rest, ...end } = readEnd(words, context.now);
  const places =
    ON.exec(rest)?.[1]
      ?.split(/\s*[,;]\s*/)
      .filter(Boolean) ?? [];
  const { roles, error } = fillRoles(names, rest.replace(ON, ""));
  const { accounts, unknown } = await accountsCalled(context, places);
  const values: Values = {
    ...(roles.length > 0 && { roles }),
    ...(accounts.length > 0 && { access: "some", accounts }),
    ...endValues(end),
  };
  const errors: Errors = {
    ...(error && { roles: error }),
    ...(unknown.length > 0 && {
      accounts: text("refused.unknown-account", { typed: text("typed", { typed: unknown.join(", ") }) }),
    }),
  };
  return Object.keys(errors).length > 0 ? { values, errors } : { values };
}

async function accountsCalled({ tx, organization }: Context, names: readonly string[]) {
  const [accounts, unknown]: [string[], string[]] = [[], []];
  for (const name of names.slice(0, 50)) {
    const wanted = { typed: name, most: 20, heldAccounts: "all", withGroups: true } as const;
    const found = await searchAccounts(tx, organization.id, wanted);
    const same = found.find((account) => account.name.toLowerCase() === name.toLowerCase());
    if (same) accounts.push(same.id);
    else unknown.push(name);
  }
  return { accounts, unknown };
}
