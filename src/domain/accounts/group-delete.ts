import { z } from "zod";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { type Change, type ChangeContext, type Context, type Filled, guarded, type Instead } from "../command.ts";
import { NEEDS } from "./account.ts";
import { peopleText } from "./cards.ts";
import { accountsFact, heldCard, nameFact } from "./group-cards.ts";
import { findWanted, groupFields, groupsToChoose, requireWanted } from "./group-form.ts";
import { deleteGroup } from "./group-store.ts";
import { groupMoved, requireGroup, type Target } from "./group-target.ts";
import { lockedWith, requireManageGroups } from "./group-widen.ts";
import { findPeople } from "./store.ts";
import { late } from "./target.ts";

type Deletion = Target & { accounts: string[]; reason: string };

const remove: Change<Deletion> = {
  name: "group.delete",
  needs: NEEDS,
  input: z.strictObject({ groupId: z.uuid(), from: z.string(), accounts: z.array(z.uuid()), reason: z.string() }),
  fields: [groupFields.reason],
  form: deleteForm,
  async parse(context) {
    const { id: groupId, name: from, accounts } = await requireWanted(context);
    return { groupId, from, accounts, reason: String(context.values.reason ?? "") };
  },
  title: (_, { from }) => text("group.delete.request", { group: from }),
  subjects: (_, { groupId }) => [groupId],
  // A group that is deleted is held by nobody.
  targets: () => [],
  scope: () => "all",
  facts: ({ mentioned }, { from, accounts }) => [
    nameFact(from),
    accountsFact(text("group.fact.accounts"), mentioned.accounts, accounts),
  ],
  moved: (context, wanted) => groupMoved(context, wanted),
  again: ({ groupId }) => ({ command: "group.delete", values: { group: groupId } }),
  async check(context, wanted) {
    requireManageGroups(context.actor);
    requireGroup(context, wanted);
    await requireUnheld(context, wanted);
  },
  async apply(context, wanted) {
    // Whoever gives something on it at this moment has done so, and is found, or comes behind, and is refused.
    const locked = await lockedWith(context, [wanted.groupId]);
    requireGroup(locked, wanted);
    await requireUnheld(locked, wanted);
    const ids = { organizationId: context.organization.id, id: wanted.groupId };
    return {
      events: [{ kind: "group.deleted", groupId: wanted.groupId, accounts: [] }],
      writes: [deleteGroup(ids, context.now, late)],
    };
  },
};

export const deleteAccountGroup = guarded(remove);

/** A group that a role names is no form, but the list of those who hold it. */
async function deleteForm(context: Context, words?: string): Promise<Filled | Instead> {
  requireManageGroups(context.actor);
  const group = await findWanted(context, words);
  if (!group) return { reply: { kind: "card", card: await groupsToChoose(context, remove.name) } };
  const people = await holdersOf(context, group.id);
  // What was typed in the form must stay in view, with who holds it by now as an error.
  if (people.count > 0 && !context.reshow) return { reply: { kind: "card", card: heldCard(group, people) } };
  const form = {
    title: text("group.delete.title"),
    intro: [text("group.delete.intro", { group: group.name })],
    fields: [groupFields.reason],
    submit: text("button.continue"),
  };
  return { form, ref: { id: group.id, version: 1 } };
}

function holdersOf({ tx, organization, now }: Pick<ChangeContext, "tx" | "organization" | "now">, groupId: string) {
  return findPeople(tx, organization.id, { ids: [groupId], andAll: false }, now);
}

async function requireUnheld(context: ChangeContext, { groupId, from }: Deletion): Promise<void> {
  const people = await holdersOf(context, groupId);
  if (people.count > 0) throw new Refusal(text("refused.group-held", { group: from, who: peopleText(people) }));
}
