import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { administrativeOf, type Grant } from "../access/grant.ts";
import type { Role } from "../access/role.ts";
import {
  type ApplyContext,
  type Change,
  type ChangeContext,
  type Context,
  type Filled,
  guarded,
  type Instead,
} from "../command.ts";
import { behindLock } from "../conflicts/apart.ts";
import { requireHoldersApart, requireRoleApart } from "../conflicts/role-apart.ts";
import { requireAdministratorRemains } from "../members/administrators.ts";
import { requireKnown, requireMayPutIn, requireNameFree, requireOwn } from "./checks.ts";
import { movedSince, requireUnmoved } from "./moved.ts";
import { updateRole } from "./own-role-store.ts";
import { addedTo, isSame, NEEDS, termsOf, versionOf } from "./role.ts";
import { changeFacts } from "./role-facts.ts";
import { formFor, roleFields, valuesOf } from "./role-form.ts";
import { type RoleChange, roleChangeInput, termsFrom } from "./role-input.ts";
import { findApproversWith } from "./store.ts";
import { findWanted, refOf, rolesToChoose } from "./which.ts";

const change: Change<RoleChange> = {
  name: "role.change",
  needs: NEEDS,
  input: roleChangeInput,
  fields: roleFields,
  form: changeForm,
  parse: parseChange,
  title: (_, { before }) => text("role.change.request", { role: before.name }),
  subjects: (_, { roleId }) => [roleId],
  targets: ({ tx, organization, actor, now }, { roleId }) =>
    findApproversWith(tx, organization.id, roleId, { except: actor.id, now }),
  scope: () => "all",
  facts: changeFacts,
  approverNeeds: (_, { before, after }) => administrativeOf([{ permissions: addedTo(before, after) }]),
  moved: ({ mentioned }, wanted) => movedSince(mentioned.roles, wanted),
  again: ({ roleId }) => ({ command: "role.change", values: { role: roleId } }),
  takesAway: true,
  async check(context, { roleId, before, after }) {
    requireUnmoved(context, { roleId, before });
    if (isSame(before, after)) throw new Refusal(text("role.nothing-changed"), { field: "form" });
    requireKnown(after.permissions);
    requireMayPutIn(context, addedTo(before, after));
    if (before.name !== after.name) await requireNameFree(context, after.name, { except: roleId });
    await requireAdministrator(context, { roleId, before, after }, { lock: false });
    await requireStillApart(context, { roleId, before, after });
  },
  async apply(context, { roleId, before, after }) {
    requireImpartialStill(context, roleId);
    await requireAdministrator(context, { roleId, before, after }, { lock: true });
    await requireStillApart(await behindLock(context), { roleId, before, after });
    const { organization, requester } = context;
    const late = () => new Refusal(text("refused.stale"));
    const [added, takenAway] = [addedTo(before, after), addedTo(after, before)];
    const about = { roleId, permissions: after.permissions, requestedBy: requester.id };
    return {
      events: [{ kind: "role.changed", ...about, added, takenAway }],
      writes: updateRole({ organizationId: organization.id, id: roleId, before }, after, late),
    };
  },
};

export const changeRole = guarded(change);

async function changeForm(context: Context, words?: string): Promise<Filled | Instead> {
  const role = await findWanted(context, words);
  if (!role) return { reply: { kind: "card", card: await rolesToChoose(context, change.name, { isOwn: true }) } };
  requireOwn(role);
  const intro = [text("role.change.intro", { role: role.name })];
  const about = { title: text("role.change.title"), intro, actor: context.actor, held: role.permissions };
  return { form: formFor(about), values: valuesOf(role), ref: refOf(role) };
}

async function parseChange(context: Context): Promise<RoleChange> {
  const role = await getSeen(context);
  const reason = String(context.values.reason ?? "");
  return { roleId: role.id, before: termsOf(role), after: termsFrom(context.values), reason };
}

/** The role that the form is about, as it was when the form was opened. */
export async function getSeen(context: Context): Promise<Role> {
  const { ref } = context;
  const role = ref ? await findWanted(context, undefined) : null;
  if (!role) throw new Refusal(text("refused.no-such-role"));
  requireOwn(role);
  if (versionOf(role) !== ref?.version) throw new Refusal(text("role.changed-since"), { field: "form" });
  return role;
}

/** Neither the role by itself nor anybody who holds it gets two things together that must not meet. */
async function requireStillApart(
  context: ChangeContext,
  { roleId: id, before, after }: Omit<RoleChange, "reason">,
): Promise<void> {
  const gain = { id, name: after.name, before: before.permissions, after: after.permissions };
  requireRoleApart(context, gain);
  await requireHoldersApart(context, gain);
}

/** Where it takes rights over people away, somebody must still have them all. */
async function requireAdministrator(
  context: ChangeContext,
  { roleId, before, after }: Omit<RoleChange, "reason">,
  how: { lock: boolean },
): Promise<void> {
  if (administrativeOf([{ permissions: addedTo(after, before) }]).length === 0) return;
  const withIt = (grant: Grant) =>
    grant.role.id === roleId ? { ...grant, role: { ...grant.role, permissions: after.permissions } } : grant;
  await requireAdministratorRemains(context, (member) => ({ ...member, grants: member.grants.map(withIt) }), how);
}

/** Who got the role since it was asked for must not decide about it either. */
function requireImpartialStill({ approvers }: Pick<ApplyContext, "approvers">, roleId: string): void {
  const holds = approvers.some(({ grants }) => grants.some(({ role }) => role.id === roleId));
  if (holds) throw new Refusal(text("refused.own-role"), { forbidden: true });
}
