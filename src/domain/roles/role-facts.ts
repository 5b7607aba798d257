import type { Fact } from "../../core/card.ts";
import { sql } from "../../db/sql.ts";
import { text, verbatim } from "../../text/text.ts";
import type { Permission } from "../access/permission.ts";
import type { ChangeContext } from "../command.ts";
import { holdersFact } from "./cards.ts";
import { addedTo, type RoleTerms } from "./role.ts";
import type { RoleChange } from "./role-input.ts";
import { findHoldersOf } from "./store.ts";
import { SHOWN } from "./which.ts";

export function newRoleFacts({ name, purpose, permissions }: RoleTerms): Fact[] {
  return [
    { label: text("role.label.name"), value: verbatim(name) },
    { label: text("role.label.purpose"), value: verbatim(purpose) },
    permitted("fact.permissions", permissions),
  ];
}

export function deletionFacts({ purpose, permissions }: RoleTerms): Fact[] {
  return [{ label: text("role.label.purpose"), value: verbatim(purpose) }, permitted("fact.permissions", permissions)];
}

/** Exactly what is different, before and after, and whom it reaches. */
export async function changeFacts(context: ChangeContext, { roleId, before, after }: RoleChange): Promise<Fact[]> {
  const { tx, organization, now } = context;
  const [added, takenAway] = [addedTo(before, after), addedTo(after, before)];
  const holders = await findHoldersOf(tx, organization.id, roleId, { most: SHOWN, time: sql`${now}::timestamptz` });
  const kept = before.permissions.filter((permission) => after.permissions.includes(permission));
  return [
    ...wording("role.label.name", before.name, after.name),
    ...wording("role.label.purpose", before.purpose, after.purpose),
    ...(added.length > 0 ? [permitted("role.fact.added", added)] : []),
    ...(takenAway.length > 0 ? [permitted("role.fact.taken-away", takenAway)] : []),
    ...(kept.length > 0 ? [permitted("role.fact.kept", kept)] : []),
    holdersFact(holders),
    { label: text("role.fact.who-approves"), value: text("role.who-approves") },
  ];
}

function wording(label: "role.label.name" | "role.label.purpose", before: string, after: string): Fact[] {
  return before === after ? [] : [{ label: text(label), value: text("role.before-and-after", { before, after }) }];
}

type Label = "fact.permissions" | "role.fact.added" | "role.fact.taken-away" | "role.fact.kept";

function permitted(label: Label, permissions: readonly Permission[]): Fact {
  return { label: text(label), value: text("role.permits-list", { permissions }) };
}
