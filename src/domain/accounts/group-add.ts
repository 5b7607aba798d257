import { randomUUID } from "node:crypto";
import { z } from "zod";
import { text } from "../../text/text.ts";
import { type Change, type Context, guarded } from "../command.ts";
import { accountName, NEEDS } from "./account.ts";
import { accountsFact, nameFact } from "./group-cards.ts";
import { addField, groupFields, readIds, suggestForGroup } from "./group-form.ts";
import { insertGroup, putIn } from "./group-store.ts";
import { lockedWith, requireAccounts, requireManageGroups } from "./group-widen.ts";
import { requireFree, takenBy } from "./names.ts";

type Add = { name: string; add: string[]; reason: string };

/** A new group, which nobody holds yet: so nobody gains anything by it. */
const add: Change<Add> = {
  name: "group.add",
  needs: NEEDS,
  input: z.strictObject({ name: z.string().min(1), add: z.array(z.uuid()), reason: z.string() }),
  fields: [groupFields.name, groupFields.add, groupFields.reason],
  form: addForm,
  suggest: (context, asked) => suggestForGroup({ ...context, ref: undefined, values: {} }, asked),
  parse: ({ values }) => ({
    name: accountName(String(values.name ?? "")),
    ...{ add: readIds(values, "add"), reason: String(values.reason ?? "") },
  }),
  title: (_, { name }) => text("group.add.request", { group: name }),
  subjects: (_, { name }) => [name.toLowerCase()],
  targets: () => [],
  // What is in it may be anything later.
  scope: () => "all",
  facts: ({ mentioned }, wanted) => [
    nameFact(wanted.name),
    accountsFact(text("group.fact.accounts"), mentioned.accounts, wanted.add),
  ],
  async check(context, wanted) {
    requireManageGroups(context.actor);
    await requireFree(context, wanted.name);
    requireAccounts(context, wanted.add, "add");
  },
  async apply(context, { name, add: accounts }) {
    if (accounts.length > 0) requireAccounts(await lockedWith(context, accounts), accounts, "add");
    const [organizationId, id] = [context.organization.id, randomUUID()];
    return {
      events: [{ kind: "group.created", groupId: id, accounts }],
      writes: [insertGroup({ organizationId, id, name }), ...putIn(organizationId, [id], accounts)],
    };
  },
  moved: (context, { name }) => takenBy(context, name),
  again: ({ name, add: accounts, reason }) => ({ command: "group.add", values: { name, add: accounts, reason } }),
};

export const addGroup = guarded(add);

async function addForm(context: Context, words?: string) {
  requireManageGroups(context.actor);
  const form = {
    title: text("group.add.title"),
    intro: [text("group.add.intro")],
    fields: [groupFields.name, ...(await addField(context, null)), groupFields.reason],
    submit: text("button.continue"),
  };
  return { form, values: words ? { name: words } : context.values };
}
