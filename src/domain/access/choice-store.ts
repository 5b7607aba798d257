import { z } from "zod";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { visibleName } from "../../text/visible.ts";
import type { MerchantAccount, Scope } from "./account.ts";
import type { Actor } from "./actor.ts";
import { storedActor, storedRole } from "./actor-store.ts";
import type { ConflictRule } from "./conflict.ts";
import { storedConflicts } from "./conflict-store.ts";
import type { Role } from "./role.ts";

export const storedAccount: z.ZodType<MerchantAccount> = z.object({
  id: z.string(),
  name: z.string().transform(visibleName),
  closed: z.boolean(),
  accounts: z
    .array(z.string())
    .nullish()
    .transform((within) => within ?? undefined),
});

export type MentionedRole = Role & { isDeleted: boolean };

export const storedMentionedRole: z.ZodType<MentionedRole> = storedRole.and(z.object({ isDeleted: z.boolean() }));

/** The roles, merchant accounts and members whose ids are in a change's content, as they are now; and what must not meet. */
export type Mentioned = {
  roles: MentionedRole[];
  accounts: MerchantAccount[];
  members: Actor[];
  conflicts: ConflictRule[];
};

export const storedMentioned: z.ZodType<Mentioned> = z.object({
  roles: z.array(storedMentionedRole),
  accounts: z.array(storedAccount),
  members: z.array(storedActor),
  conflicts: storedConflicts,
});

const named = z.object({ id: z.string(), name: z.string() });

const storedChoices = z.object({
  roles: z.array(storedRole),
  accounts: z.array(storedAccount),
  roleNames: z.array(named),
  approvers: z.array(storedActor),
});

/**
 * What can be chosen in a form: the first roles and merchant accounts, and those that are chosen already. And who may
 * approve requests somewhere.
 */
export type Choices = z.infer<typeof storedChoices>;

type Wanted = {
  most: number;
  /** ids of roles and accounts */
  chosen: readonly string[];
  heldAccounts: Scope;
  /** the name of every role as well, to understand what was typed */
  withNames: boolean;
  now: Date;
};

/**
 * At most `most` + 1 of each, so that it shows when there are more, and the chosen ones beside. Accounts that are not held
 * are left out, also chosen ones: their names are not for this actor. Of those that are closed only chosen ones are there:
 * somebody may hold a role on one, or it was closed while the form was open.
 */
export async function findChoices(tx: Tx, organizationId: string, wanted: Wanted): Promise<Choices> {
  const { most, chosen, withNames, now } = wanted;
  const [row] = await tx.$queryRaw<{ choices: unknown }[]>`
    SELECT jsonb_build_object(
      'roles', coalesce((SELECT jsonb_agg(to_jsonb(r) ORDER BY position, name) FROM (
        (SELECT id, name, purpose, predefined, permissions, position FROM role
          WHERE organization_id = ${organizationId}::uuid AND deleted_at IS NULL
          ORDER BY position, name LIMIT ${most + 1})
        UNION SELECT id, name, purpose, predefined, permissions, position FROM role
          WHERE organization_id = ${organizationId}::uuid AND deleted_at IS NULL AND id::text = ANY (${[...chosen]}::text[])) r), '[]'),
      'roleNames', coalesce((SELECT jsonb_agg(jsonb_build_object('id', id, 'name', name) ORDER BY position, name)
        FROM role WHERE organization_id = ${organizationId}::uuid AND deleted_at IS NULL AND ${withNames}), '[]'),
      'approvers', holders(${organizationId}::uuid, 'request:approve', ${now}::timestamptz),
      'accounts', coalesce((SELECT jsonb_agg(to_jsonb(a) ORDER BY name) FROM (
        (SELECT id, name, false AS closed, accounts FROM account_or_group
          WHERE organization_id = ${organizationId}::uuid AND closed_at IS NULL AND ${held(wanted)}
          ORDER BY name LIMIT ${most + 1})
        UNION SELECT id, name, closed_at IS NOT NULL, accounts FROM account_or_group
          WHERE organization_id = ${organizationId}::uuid AND ${held(wanted)}
            AND id::text = ANY (${[...chosen]}::text[])) a), '[]'))
      AS choices`;
  return storedChoices.parse(row?.choices);
}

/** Roles whose name holds what is typed, those that begin with it first. */
export async function searchRoles(tx: Tx, organizationId: string, typed: string, most: number): Promise<Role[]> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT id::text, name, purpose, predefined, permissions FROM role
    WHERE organization_id = ${organizationId}::uuid AND deleted_at IS NULL AND ${holds(typed)}
    ORDER BY ${first(typed)}, position, name LIMIT ${most}`;
  return z.array(storedRole).parse(rows);
}

type Searched = {
  typed: string;
  most: number;
  heldAccounts: Wanted["heldAccounts"];
  closed?: boolean;
  withGroups?: boolean;
};

/**
 * Open merchant accounts, or closed ones, whose name holds what is typed, those that begin with it first; groups of them
 * too where they are asked for.
 */
export async function searchAccounts(
  tx: Tx,
  organizationId: string,
  { typed, most, heldAccounts, closed = false, withGroups = false }: Searched,
): Promise<MerchantAccount[]> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT id::text, name, closed_at IS NOT NULL AS closed, accounts::text[] FROM account_or_group
    WHERE organization_id = ${organizationId}::uuid AND (closed_at IS NOT NULL) = ${closed} AND ${holds(typed)}
      AND ${held({ heldAccounts })} AND (accounts IS NULL OR ${withGroups})
    ORDER BY ${first(typed)}, name LIMIT ${most}`;
  return z.array(storedAccount).parse(rows);
}

/** The accounts and groups that a member's grants name. */
export function namedBy(organization: Sql, member: Sql): Sql {
  return sql`SELECT ga.account_id FROM role_grant g
      JOIN role_grant_account ga ON ga.organization_id = g.organization_id AND ga.grant_id = g.id
      WHERE g.organization_id = ${organization} AND g.member_id = ${member}
    UNION SELECT gg.group_id FROM role_grant g
      JOIN role_grant_group gg ON gg.organization_id = g.organization_id AND gg.grant_id = g.id
      WHERE g.organization_id = ${organization} AND g.member_id = ${member}`;
}

// Without LIKE, in which a typed % would find everything.
const holds = (typed: string): Sql => sql`position(lower(${typed.trim()}) in lower(name)) > 0`;
const first = (typed: string): Sql => sql`NOT starts_with(lower(name), lower(${typed.trim()}))`;

function held({ heldAccounts }: Pick<Wanted, "heldAccounts">): Sql {
  return heldAccounts === "all" ? sql`true` : sql`id = ANY (${[...heldAccounts]}::uuid[])`;
}
