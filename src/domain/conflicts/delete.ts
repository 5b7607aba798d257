import { z } from "zod";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { ConflictRule, Sides } from "../access/conflict.ts";
import { optionalReason } from "../access/reason-field.ts";
import { type Change, type ChangeContext, type Context, type Filled, guarded, type Instead } from "../command.ts";
import { effectFacts } from "./against.ts";
import { namesOf } from "./apart.ts";
import { knownSides, NEEDS, requireEverywhere, storedSides } from "./conflict-input.ts";
import { deleteRule } from "./store.ts";
import { findWanted, rulesToChoose } from "./which.ts";

/** A rule, with the sides that an approver reads. */
type Deletion = { ruleId: string; sides: Sides; reason: string };

const remove: Change<Deletion> = {
  name: "conflict.delete",
  needs: NEEDS,
  input: z.strictObject({ ruleId: z.uuid(), sides: storedSides, reason: z.string() }),
  fields: [optionalReason],
  form: deleteForm,
  async parse(context) {
    const rule = await findWanted(context);
    if (!rule) throw new Refusal(text("refused.no-such-conflict"));
    return { ruleId: rule.id, sides: plain(rule), reason: String(context.values.reason ?? "") };
  },
  title: ({ mentioned }, { sides }) =>
    text("conflict.delete.request", { sides: namesOf(knownSides(mentioned, sides)) }),
  subjects: (_, { ruleId }) => [ruleId],
  targets: () => [],
  scope: () => "all",
  facts: async (context, { sides }) => [
    {
      label: text("conflict.fact.sides"),
      value: text("conflict.sides", { sides: namesOf(knownSides(context.mentioned, sides)) }),
    },
    ...(await effectFacts(context, sides)),
    { label: text("fact.effect"), value: text("conflict.delete.effect") },
  ],
  approverNeeds: () => [NEEDS],
  moved: (context, wanted) => (isThere(context, wanted) ? [] : [text("conflict.gone")]),
  again: ({ ruleId }) => ({ command: "conflict.delete", values: { rule: ruleId } }),
  check(context, wanted) {
    requireEverywhere(context.actor);
    if (!isThere(context, wanted)) throw new Refusal(text("conflict.gone"), { field: "form" });
  },
  apply({ organization, requester }, { ruleId, sides }) {
    const late = () => new Refusal(text("refused.stale"));
    return {
      events: [{ kind: "conflict.deleted", ruleId, sides, requestedBy: requester.id }],
      writes: [deleteRule(organization.id, ruleId, late)],
    };
  },
};

export const deleteConflict = guarded(remove);

async function deleteForm(context: Context, words?: string): Promise<Filled | Instead> {
  requireEverywhere(context.actor);
  const rule = await findWanted(context, words);
  if (!rule) return { reply: { kind: "card", card: await rulesToChoose(context, remove.name) } };
  const form = {
    title: text("conflict.delete.title"),
    intro: [text("conflict.delete.intro", { sides: namesOf(rule.sides) })],
    fields: [optionalReason],
    submit: text("button.continue"),
  };
  return { form, ref: { id: rule.id, version: 1 } };
}

function isThere({ mentioned }: Pick<ChangeContext, "mentioned">, { ruleId }: Deletion): boolean {
  return mentioned.conflicts.some(({ id }) => id === ruleId);
}

/** The sides by id alone, as they are signed and kept in the history. */
function plain({ sides: [one, other] }: ConflictRule): Sides {
  const byId = (side: ConflictRule["sides"][number]) =>
    "roleId" in side ? { roleId: side.roleId } : { permission: side.permission };
  return [byId(one), byId(other)];
}
