import { z } from "zod";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { type Change, type ChangeContext, type Context, type Filled, guarded, type Instead } from "../command.ts";
import { requireMembersApart } from "../conflicts/group-apart.ts";
import { NEEDS } from "./account.ts";
import { accountsFact, nameFact, peopleFact } from "./group-cards.ts";
import {
  addField,
  findWanted,
  groupFields,
  groupsToChoose,
  readIds,
  removeField,
  requireWanted,
  suggestForGroup,
} from "./group-form.ts";
import { putIn, takeOut } from "./group-store.ts";
import { groupMoved, requireGroup, type Target } from "./group-target.ts";
import {
  approversWithin,
  findMentionedGroup,
  lockedWith,
  neededToWiden,
  requireAccounts,
  requireImpartialStill,
  requireManageGroups,
  requireMayWiden,
  requireRoom,
} from "./group-widen.ts";
import { findPeople } from "./store.ts";
import { late } from "./target.ts";

/** What comes into a group, and what goes out of it. */
type Move = Target & { add: string[]; remove: string[]; reason: string };

const ids = z.array(z.uuid());

/** Everybody with a role on the group gains it on what comes in, and loses it on what goes out. */
const change: Change<Move> = {
  name: "group.change",
  needs: NEEDS,
  input: z.strictObject({ groupId: z.uuid(), from: z.string(), add: ids, remove: ids, reason: z.string() }),
  fields: [groupFields.add, groupFields.remove, groupFields.reason],
  form: changeForm,
  suggest: suggestForGroup,
  async parse(context) {
    const { id: groupId, name: from } = await requireWanted(context);
    const [add, remove] = [readIds(context.values, "add"), readIds(context.values, "remove")];
    return { groupId, from, add, remove, reason: String(context.values.reason ?? "") };
  },
  title: (_, { from }) => text("group.change.request", { group: from }),
  subjects: (_, { groupId }) => [groupId],
  targets: (context, { groupId }) => approversWithin(context, [groupId]),
  scope: () => "all",
  facts: changeFacts,
  approverNeeds: (context, { groupId }) => neededToWiden(context, [groupId]),
  takesAway: true,
  async check(context, move) {
    requireManageGroups(context.actor);
    requireMovable(context, move);
    await requireMayWiden(context, [move.groupId]);
    await requireMembersApart(context, { groups: [move.groupId], accounts: move.add });
  },
  async apply(context, move) {
    const { groupId, add, remove } = move;
    requireImpartialStill(context, [groupId]);
    const locked = await lockedWith(context, [groupId, ...add]);
    const group = requireMovable(locked, move);
    await requireMayWiden(locked, [groupId]);
    await requireMembersApart(locked, { groups: [groupId], accounts: add });
    const organizationId = context.organization.id;
    const accounts = [...group.accounts.filter((id) => !remove.includes(id)), ...add];
    return {
      events: [{ kind: "group.changed", groupId, accounts }],
      writes: [...putIn(organizationId, [groupId], add), ...takeOut({ organizationId, id: groupId }, remove, late)],
    };
  },
  moved: movedSince,
  again: ({ groupId }) => ({ command: "group.change", values: { group: groupId } }),
};

export const changeGroup = guarded(change);

async function changeForm(context: Context, words?: string): Promise<Filled | Instead> {
  requireManageGroups(context.actor);
  const group = await findWanted(context, words);
  if (!group) return { reply: { kind: "card", card: await groupsToChoose(context, change.name) } };
  const form = {
    title: text("group.change.title"),
    intro: [text("group.change.intro", { group: group.name })],
    fields: [...(await addField(context, group)), ...(await removeField(context, group)), groupFields.reason],
    submit: text("button.continue"),
  };
  return { form, values: context.values, ref: { id: group.id, version: 1 } };
}

function requireMovable(context: ChangeContext, move: Move) {
  const { add, remove } = move;
  const group = requireGroup(context, move);
  if (add.length + remove.length === 0) throw new Refusal(text("refused.nothing-changes"), { field: "form" });
  const [moved] = movedSince(context, move);
  if (moved) throw new Refusal(moved, { field: "form" });
  requireAccounts(context, add, "add");
  requireRoom(group, add.length - remove.length, "add");
  return group;
}

/** One of the accounts is in it already, or no longer. */
function movedSince(context: Pick<ChangeContext, "mentioned">, move: Move): Text[] {
  const group = findMentionedGroup(context, move.groupId);
  const moved = groupMoved(context, move);
  if (!group || moved.length > 0) return moved;
  const nameOf = (id: string) => context.mentioned.accounts.find((one) => one.id === id)?.name ?? "?";
  const about = (id: string) => ({ group: group.name, account: nameOf(id) });
  return [
    ...move.add.filter((id) => group.accounts.includes(id)).map((id) => text("group.in-it-since", about(id))),
    ...move.remove.filter((id) => !group.accounts.includes(id)).map((id) => text("group.out-since", about(id))),
  ];
}

async function changeFacts({ tx, organization, mentioned, now }: ChangeContext, { groupId, from, add, remove }: Move) {
  const people = await findPeople(tx, organization.id, { ids: [groupId], andAll: false }, now);
  const { accounts } = mentioned;
  return [
    nameFact(from),
    ...(add.length > 0
      ? [accountsFact(text("group.fact.added"), accounts, add), peopleFact("group.fact.gains", people)]
      : []),
    ...(remove.length > 0
      ? [accountsFact(text("group.fact.removed"), accounts, remove), peopleFact("group.fact.loses", people)]
      : []),
  ];
}
