import { z } from "zod";
import { Refusal } from "../../core/refusal.ts";
import { text, verbatim } from "../../text/text.ts";
import { lockAccounts } from "../access/account-store.ts";
import { type Change, type Context, type Filled, guarded, type Instead } from "../command.ts";
import { accountName, NEEDS } from "./account.ts";
import { findWanted, groupFields, groupsToChoose, requireWanted } from "./group-form.ts";
import { findGroup, renameGroup } from "./group-store.ts";
import { groupMoved, requireGroup, type Target } from "./group-target.ts";
import { requireManageGroups } from "./group-widen.ts";
import { requireFree, takenBy } from "./names.ts";
import { late, redrawn } from "./target.ts";

type Rename = Target & { name: string; reason: string };

const newName = { ...groupFields.name, label: text("field.label.new-name") };

const rename: Change<Rename> = {
  name: "group.rename",
  needs: NEEDS,
  input: z.strictObject({ groupId: z.uuid(), from: z.string(), name: z.string().min(1), reason: z.string() }),
  fields: [newName, groupFields.reason],
  form: renameForm,
  async parse(context) {
    const { id: groupId, name: from } = await requireWanted(context);
    const name = accountName(String(context.values.name ?? ""));
    return { groupId, from, name, reason: String(context.values.reason ?? "") };
  },
  title: (_, { from, name }) => text("group.rename.request", { group: from, name }),
  subjects: (_, { groupId }) => [groupId],
  targets: () => [],
  scope: () => "all",
  facts: (_, { from, name }) => [
    { label: text("fact.before"), value: verbatim(from) },
    { label: text("fact.after"), value: verbatim(name) },
  ],
  async check(context, wanted) {
    requireManageGroups(context.actor);
    requireGroup(context, wanted);
    if (wanted.name === wanted.from) throw new Refusal(text("refused.same-name"), { field: "name" });
    await requireFree(context, wanted.name, wanted.groupId);
  },
  async apply(context, { groupId, from, name }) {
    const { tx, organization } = context;
    const [group] = await lockAccounts(tx, organization.id, [groupId], "change");
    if (group?.name !== from) throw late();
    return {
      events: [
        { kind: "group.renamed", groupId, accounts: group.accounts ?? [] },
        ...(await redrawn(context, groupId)),
      ],
      writes: [renameGroup({ organizationId: organization.id, id: groupId }, name, late)],
    };
  },
  async moved(context, wanted) {
    const since = groupMoved(context, wanted);
    return since.length > 0 ? since : takenBy(context, wanted.name, wanted.groupId);
  },
  again: ({ groupId, name }) => ({ command: "group.rename", values: { group: groupId, name } }),
};

export const renameAccountGroup = guarded(rename);

async function renameForm(context: Context, words?: string): Promise<Filled | Instead> {
  requireManageGroups(context.actor);
  const typed = words === undefined ? null : await splitWords(context, words);
  const group = await findWanted(context, typed?.from);
  if (!group) return { reply: { kind: "card", card: await groupsToChoose(context, rename.name) } };
  const form = {
    title: text("group.rename.title"),
    intro: [text("group.rename.intro", { group: group.name })],
    fields: [newName, groupFields.reason],
    submit: text("button.continue"),
  };
  return { form, values: typed ? { name: typed.name } : context.values, ref: { id: group.id, version: 1 } };
}

/** `Europe to EMEA`: all of it as a name, or a name and a new one at the first "to" where that is one. */
async function splitWords({ tx, organization }: Context, words: string): Promise<{ from: string; name: string }> {
  if (await findGroup(tx, organization.id, { name: words })) return { from: words, name: "" };
  for (const { 0: to, index } of [...words.matchAll(/\s+to\s+/gi)].slice(0, 3)) {
    const [from, name] = [words.slice(0, index).trim(), words.slice(index + to.length).trim()];
    if (await findGroup(tx, organization.id, { name: from })) return { from, name };
  }
  return { from: words, name: "" };
}
