import type { Form } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import { sql } from "../../db/sql.ts";
import { text } from "../../text/text.ts";
import { optionalReason } from "../access/reason-field.ts";
import { type Change, type ChangeContext, type Context, type Filled, guarded, type Instead } from "../command.ts";
import { heldCard, namesOf } from "./cards.ts";
import { getSeen } from "./change.ts";
import { requireOwn } from "./checks.ts";
import { movedSince, requireUnmoved } from "./moved.ts";
import { deleteRole as deletion } from "./own-role-store.ts";
import { NEEDS, termsOf } from "./role.ts";
import { deletionFacts } from "./role-facts.ts";
import { type RoleDeletion, roleDeletionInput } from "./role-input.ts";
import { findHoldersOf } from "./store.ts";
import { findWanted, refOf, rolesToChoose, SHOWN } from "./which.ts";

const remove: Change<RoleDeletion> = {
  name: "role.delete",
  needs: NEEDS,
  input: roleDeletionInput,
  fields: [optionalReason],
  form: deleteForm,
  async parse(context) {
    const role = await getSeen(context);
    return { roleId: role.id, before: termsOf(role), reason: String(context.values.reason ?? "") };
  },
  title: (_, { before }) => text("role.delete.request", { role: before.name }),
  subjects: (_, { roleId }) => [roleId],
  // A role that is deleted is held by nobody.
  targets: () => [],
  scope: () => "all",
  facts: (_, { before }) => deletionFacts(before),
  moved: ({ mentioned }, wanted) => movedSince(mentioned.roles, wanted),
  again: ({ roleId }) => ({ command: "role.delete", values: { role: roleId } }),
  async check(context, { roleId, before }) {
    requireUnmoved(context, { roleId, before });
    await requireUnheld(context, roleId, before.name);
  },
  apply({ organization, requester, now }, { roleId, before }) {
    const late = () => new Refusal(text("refused.stale"));
    return {
      events: [{ kind: "role.deleted", roleId, permissions: [], requestedBy: requester.id }],
      writes: deletion({ organizationId: organization.id, id: roleId, before }, now, late),
    };
  },
};

export const deleteRole = guarded(remove);

/** A role that somebody holds is no form, but the list of those who do. */
async function deleteForm(context: Context, words?: string): Promise<Filled | Instead> {
  const { tx, organization, now } = context;
  const role = await findWanted(context, words);
  if (!role) return { reply: { kind: "card", card: await rolesToChoose(context, remove.name, { isOwn: true }) } };
  requireOwn(role);
  const holders = await findHoldersOf(tx, organization.id, role.id, { most: SHOWN, time: sql`${now}::timestamptz` });
  // What was typed in the form must stay in view, with who holds the role by now as an error.
  if (holders.count > 0 && !context.reshow) return { reply: { kind: "card", card: heldCard(role, holders) } };
  const form: Form = {
    title: text("role.delete.title"),
    intro: [text("role.delete.intro", { role: role.name })],
    facts: deletionFacts(role),
    fields: [optionalReason],
    submit: text("button.continue"),
  };
  return { form, ref: refOf(role) };
}

async function requireUnheld({ tx, organization, now }: ChangeContext, roleId: string, name: string): Promise<void> {
  const holders = await findHoldersOf(tx, organization.id, roleId, { most: SHOWN, time: sql`${now}::timestamptz` });
  if (holders.count > 0) throw new Refusal(text("refused.role-held", { role: name, ...namesOf(holders) }));
}
