import { z } from "zod";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { pairKey, type Sides } from "../access/conflict.ts";
import { isKnown } from "../access/permission.ts";
import { optionalReason } from "../access/reason-field.ts";
import { type Change, type ChangeContext, type Context, type Filled, guarded } from "../command.ts";
import { effectFacts } from "./against.ts";
import { behindLock, namesOf } from "./apart.ts";
import { knownSides, NEEDS, requireEverywhere, storedSides } from "./conflict-input.ts";
import { filledFields, readSide, sideFields, startFrom, suggestSides } from "./side-form.ts";
import { insertRule, listRoles } from "./store.ts";

/** Each request is judged by all rules of the organization, so there are not endlessly many. */
const RULES_MOST = 100;

type Add = { sides: Sides; reason: string };

const add: Change<Add> = {
  name: "conflict.add",
  needs: NEEDS,
  input: z.strictObject({ sides: storedSides, reason: z.string() }),
  fields: [sideFields.first, sideFields.second, optionalReason],
  form: addForm,
  suggest: (context, { field, typed }) => (field in sideFields ? suggestSides(context, typed) : []),
  parse: ({ values }) => ({
    sides: [readSide(values, "first"), readSide(values, "second")],
    reason: String(values.reason ?? ""),
  }),
  title: ({ mentioned }, { sides }) => text("conflict.add.request", { sides: namesOf(knownSides(mentioned, sides)) }),
  subjects: (_, { sides }) => [pairKey(sides)],
  // It takes nothing from anybody.
  targets: () => [],
  scope: () => "all",
  facts: async (context, { sides }) => [
    { label: text("conflict.fact.sides"), value: text("conflict.sides", sidesIn(context, sides)) },
    ...(await effectFacts(context, sides)),
    { label: text("fact.effect"), value: text("conflict.add.effect") },
  ],
  approverNeeds: () => [NEEDS],
  // A denial keeps what somebody could misuse.
  takesAway: true,
  moved: (context, { sides }) => movedSince(context, sides),
  check: (context, { sides }) => requireNew(context, sides),
  async apply(context, { sides, reason }) {
    // Whoever gives something at this moment has done so, and is listed, or comes behind, and is refused.
    requireNew(await behindLock(context), sides);
    const { organization, requester, now } = context;
    const { id: ruleId, write } = insertRule({ organizationId: organization.id, sides, reason, now });
    return { events: [{ kind: "conflict.added", ruleId, sides, requestedBy: requester.id }], writes: [write] };
  },
};

export const addConflict = guarded(add);

async function addForm(context: Context, words?: string): Promise<Filled> {
  const { tx, organization, actor } = context;
  requireEverywhere(actor);
  const isAsked = Boolean(words) || Boolean(context.values.first ?? context.values.second);
  const roles = isAsked ? await listRoles(tx, organization.id) : [];
  const { values, errors } = words ? startFrom(roles, words) : { values: context.values, errors: {} };
  const form = {
    title: text("conflict.add.title"),
    intro: [text("conflict.add.intro"), text("conflict.add.permissions")],
    fields: [...filledFields(roles, values), optionalReason],
    submit: text("button.continue"),
  };
  return { form, values, ...(Object.keys(errors).length > 0 && { errors }) };
}

function sidesIn({ mentioned }: Pick<ChangeContext, "mentioned">, sides: Sides) {
  return { sides: namesOf(knownSides(mentioned, sides)) };
}

function movedSince({ mentioned }: Pick<ChangeContext, "mentioned">, sides: Sides): Text[] {
  const isThere = mentioned.conflicts.some((rule) => pairKey(rule.sides) === pairKey(sides));
  const deleted = knownSides(mentioned, sides).flatMap((side) => ("roleId" in side && side.isDeleted ? side.name : []));
  return [
    ...(isThere ? [text("conflict.exists")] : []),
    ...deleted.map((role) => text("role.moved-deleted", { role })),
  ];
}

function requireNew(context: ChangeContext, sides: Sides): void {
  const { actor, mentioned } = context;
  requireEverywhere(actor);
  const isThere = (side: Sides[number]) =>
    "roleId" in side ? mentioned.roles.some(({ id }) => id === side.roleId) : isKnown(side.permission);
  for (const [at, side] of sides.entries())
    if (!isThere(side)) throw new Refusal(text("field.unknown-choice"), { field: at === 0 ? "first" : "second" });
  const [one, other] = sides.map((side) => pairKey([side, side]));
  if (one === other) throw new Refusal(text("conflict.same"), { field: "second" });
  const [moved] = movedSince(context, sides);
  if (moved) throw new Refusal(moved, { field: "second" });
  if (mentioned.conflicts.length >= RULES_MOST)
    throw new Refusal(text("conflict.too-many", { most: RULES_MOST }), { field: "form" });
}
