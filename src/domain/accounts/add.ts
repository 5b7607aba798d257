import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Fact } from "../../core/card.ts";
import type { DomainEvent } from "../../core/event.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { type ApplyContext, type Change, type ChangeContext, guarded } from "../command.ts";
import { requireMembersApart } from "../conflicts/group-apart.ts";
import { accountName, mayManage, NEEDS } from "./account.ts";
import { fields } from "./account-form.ts";
import { gainFact } from "./cards.ts";
import { accountsFact, peopleFact } from "./group-cards.ts";
import { groupFields, groupsField, readIds, suggestForGroup } from "./group-form.ts";
import { putIn } from "./group-store.ts";
import {
  approversWithin,
  findMentionedGroup,
  lockedWith,
  neededToWiden,
  requireImpartialStill,
  requireMayWiden,
  requireRoom,
} from "./group-widen.ts";
import { requireFree, takenBy } from "./names.ts";
import { findPeople, insertAccount } from "./store.ts";

type Add = { name: string; groups: string[]; reason: string };

const add: Change<Add> = {
  name: "account.add",
  needs: NEEDS,
  // Older versions knew no groups.
  input: z.strictObject({ name: z.string().min(1), groups: z.array(z.uuid()).default([]), reason: z.string() }),
  fields: [fields.name, groupFields.groups, fields.reason],
  async form(context, words) {
    requireEverywhere(context.actor);
    return {
      form: {
        title: text("account.add.title"),
        intro: [text("account.add.intro")],
        fields: [fields.name, ...(await groupsField(context)), fields.reason],
        submit: text("button.continue"),
      },
      values: words ? { name: words } : context.values,
    };
  },
  suggest: (context, asked) => (asked.field === "groups" ? suggestForGroup(context, asked) : []),
  parse: ({ values }) => ({
    name: accountName(String(values.name ?? "")),
    ...{ groups: readIds(values, "groups"), reason: String(values.reason ?? "") },
  }),
  title: (_, { name }) => text("account.add.request", { account: name }),
  subjects: (_, { name }) => [name.toLowerCase()],
  targets: (context, { groups }) => approversWithin(context, groups),
  // Every grant on all accounts covers it.
  scope: () => "all",
  facts: addFacts,
  approverNeeds: (context, { groups }) => neededToWiden(context, groups),
  async check(context, { name, groups }) {
    requireEverywhere(context.actor);
    await requireFree(context, name);
    requireGroups(context, groups);
    await requireMayWiden(context, groups);
    await requireMembersApart(context, { groups, accounts: [randomUUID()] });
  },
  apply: applied,
  moved: async (context, { name, groups }) => [...(await takenBy(context, name)), ...groupsGone(context, groups)],
  again: ({ name, groups, reason }) => ({ command: "account.add", values: { name, groups, reason } }),
};

export const addAccount = guarded(add);

async function applied(context: ApplyContext, { name, groups }: Add) {
  const [organizationId, id] = [context.organization.id, randomUUID()];
  requireImpartialStill(context, groups);
  const locked = groups.length > 0 ? await lockedWith(context, groups) : context;
  const within = requireGroups(locked, groups);
  await requireMayWiden(locked, groups);
  await requireMembersApart(locked, { groups, accounts: [id] });
  const changed = within.map(({ id: groupId, accounts }): DomainEvent => {
    return { kind: "group.changed", groupId, accounts: [...accounts, id] };
  });
  return {
    events: [{ kind: "account.created", accountId: id } as const, ...changed],
    writes: [insertAccount({ organizationId, id, name }), ...putIn(organizationId, groups, [id])],
  };
}

/** Who has it by the mere fact that it is there, and by the groups that it comes into. */
async function addFacts({ tx, organization, mentioned, now }: ChangeContext, { name, groups }: Add): Promise<Fact[]> {
  const gaining = await findPeople(tx, organization.id, { ids: groups, andAll: true }, now);
  const account = { label: text("fact.account"), value: verbatim(name) };
  if (groups.length === 0) return [account, gainFact(gaining)];
  const into = accountsFact(text("group.fact.groups"), mentioned.accounts, groups);
  return [account, into, peopleFact("group.fact.gains-new", gaining)];
}

function requireGroups(context: Pick<ChangeContext, "mentioned">, groups: readonly string[]) {
  return groups.map((id) => {
    const group = findMentionedGroup(context, id);
    if (!group) throw new Refusal(text("field.unknown-choice"), { field: "groups" });
    requireRoom(group, 1, "groups");
    return group;
  });
}

function groupsGone({ mentioned }: Pick<ChangeContext, "mentioned">, groups: readonly string[]): Text[] {
  const gone = mentioned.accounts.filter(({ id, closed }) => closed && groups.includes(id));
  return gone.map(({ name }) => text("group.gone", { group: name }));
}

function requireEverywhere(actor: Actor): void {
  if (!mayManage(actor, "all")) throw new Refusal(text("refused.manage-everywhere"), { forbidden: true });
}
