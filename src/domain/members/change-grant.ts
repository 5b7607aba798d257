import { text } from "../../text/text.ts";
import { readEndFields } from "../access/end-fields.ts";
import type { Grant } from "../access/grant.ts";
import { readScope } from "../access/grant-fields.ts";
import { nameOf } from "../access/person-name.ts";
import { optionalReason } from "../access/reason-field.ts";
import type { Context, Filled } from "../command.ts";
import { requireGrant } from "./grant-store.ts";
import { grantsChange, NEEDS } from "./grants-change.ts";
import { choicesFor, grantsForm, limitsOf, submittedGrant, suggestGiven } from "./grants-form.ts";
import { grantsInputFor } from "./grants-input.ts";

const again = ({ memberId }: { memberId: string }) => ({ command: "member.change", values: { memberId } });

/** One role of a member: on other accounts, or until another time. */
export const changeGrant = grantsChange(
  {
    name: "grant.change",
    needs: NEEDS,
    fields: submittedGrant,
    form: changeForm,
    suggest: (context, asked) => suggestGiven(context, limitsOf(context.actor), asked),
    async parse(context) {
      const { member, grant } = await requireGrant(context);
      const end = readEndFields(context.values, context.actor.zone);
      const give = [{ roleId: grant.role.id, accounts: readScope(context.values), end }];
      return grantsInputFor(member, { take: [grant], give, reason: String(context.values.reason ?? "") });
    },
    again,
  },
  { givesItself: false },
);

/** One role of a member is taken away. */
export const takeGrant = grantsChange(
  {
    name: "grant.take",
    needs: NEEDS,
    fields: [optionalReason],
    async form(context) {
      const { member, grant } = await requireGrant(context);
      const intro = [text("take.intro", { who: nameOf(member), role: grant.role.name })];
      const fields = [optionalReason];
      const form = { title: text("take.title"), intro, fields, submit: text("button.continue") };
      return { form, values: context.values, ref: { id: grant.id, version: 1 } };
    },
    async parse(context) {
      const { member, grant } = await requireGrant(context);
      return grantsInputFor(member, { take: [grant], give: [], reason: String(context.values.reason ?? "") });
    },
    again,
  },
  { givesItself: false },
);

async function changeForm(context: Context): Promise<Filled> {
  const { member, grant } = await requireGrant(context);
  const limits = limitsOf(context.actor);
  const values = context.reshow ? context.values : { ...heldIn(grant), ...context.values };
  const choices = await choicesFor(context, limits, values, false);
  const intro = [text("change-grant.intro", { who: nameOf(member), role: grant.role.name, until: iso(grant) })];
  const title = text("change.title");
  const shown = { ...limits, title, intro, values, choices, withRoles: false, withEnd: true };
  const filled = grantsForm({ ...shown, member: grant });
  const take = { label: text("button.take-away"), command: "grant.take", ref: { id: grant.id, version: 1 } };
  return { ...filled, form: { ...filled.form, extras: [take] } };
}

function heldIn({ named }: Grant) {
  return named === "all" ? { access: "all" } : { access: "some", accounts: [...named] };
}

function iso({ until }: Grant): string | null {
  return until?.toISOString() ?? null;
}
