import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { administrativeOf } from "../access/grant.ts";
import type { Permission } from "../access/permission.ts";
import { answer, type Change, type Context, type Filled, guarded, type Query } from "../command.ts";
import { behindLock } from "../conflicts/apart.ts";
import { requireRoleApart } from "../conflicts/role-apart.ts";
import { requireKnown, requireMayPutIn, requireNameFree } from "./checks.ts";
import { insertRole } from "./own-role-store.ts";
import { mayPutIn, NEEDS } from "./role.ts";
import { newRoleFacts } from "./role-facts.ts";
import { formFor, roleFields, valuesOf } from "./role-form.ts";
import { type NewRole, newRoleInput, termsFrom } from "./role-input.ts";
import { roleName } from "./role-name.ts";
import { findWanted, rolesToChoose } from "./which.ts";

const add: Change<NewRole> = {
  name: "role.add",
  needs: NEEDS,
  input: newRoleInput,
  fields: roleFields,
  form: (context, words) => ({ ...addForm(context), ...(words ? namedBy(words) : { values: context.values }) }),
  parse: ({ values }) => ({ role: termsFrom(values), reason: String(values.reason ?? "") }),
  title: (_, { role }) => text("role.add.request", { role: role.name }),
  subjects: (_, { role }) => [role.name.toLowerCase()],
  // Nobody holds it yet.
  targets: () => [],
  scope: () => "all",
  facts: (_, { role }) => newRoleFacts(role),
  approverNeeds: (_, { role }) => administrativeOf([role]),
  async check(context, { role }) {
    requireKnown(role.permissions);
    requireMayPutIn(context, role.permissions);
    await requireNameFree(context, role.name);
    requireRoleApart(context, gainOf(role));
  },
  async apply(context, { role }) {
    requireRoleApart(await behindLock(context), gainOf(role));
    const { organization, requester } = context;
    const { id: roleId, writes } = insertRole(organization.id, role);
    const { permissions } = role;
    return { events: [{ kind: "role.created", roleId, permissions, requestedBy: requester.id }], writes };
  },
};

export const addRole = guarded(add);

function gainOf({ name, permissions }: NewRole["role"]) {
  return { name, before: [], after: permissions };
}

function addForm({ actor }: Context): Pick<Filled, "form"> {
  return { form: formFor({ title: text("role.add.title"), intro: [text("role.add.intro")], actor, held: [] }) };
}

/** What was typed behind the words is the name; if it can't be one, it says so before the form is filled in. */
function namedBy(words: string): Pick<Filled, "values" | "errors"> {
  try {
    return { values: { name: roleName(words) } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { values: { name: words }, errors: { name: error.text } };
  }
}

/** The form for a new role, with what another one permits. No role named: they are offered. */
export const copyRole: Query = {
  name: "role.copy",
  needs: NEEDS,
  async run(context) {
    const role = await findWanted(context, undefined);
    if (!role) return answer({ kind: "card", card: await rolesToChoose(context, "role.copy", { isOwn: false }) });
    const { form } = addForm(context);
    const isOffered = (permission: Permission) => mayPutIn(context.actor, permission);
    const values = valuesOf({ ...role, name: "", permissions: role.permissions.filter(isOffered) });
    const left = role.permissions.filter((permission) => !isOffered(permission));
    // Nothing is left out without a word.
    const errors = left.length > 0 ? { permissions: text("role.copy.left-out", { permissions: left }) } : {};
    return answer({ kind: "form", command: add.name, form, key: context.key, values, errors });
  },
};
