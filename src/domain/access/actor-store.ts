import { z } from "zod";
import type { ChatAccount } from "../../core/conversation.ts";
import { normalizedEmail } from "../../core/email-address.ts";
import { type FactorKind, factorKinds } from "../../core/factor.ts";
import type { Sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { visibleName } from "../../text/visible.ts";
import type { Actor, Organization } from "./actor.ts";
import { knownPermissions, type Permission } from "./permission.ts";
import type { Role } from "./role.ts";

/** Reads back a time that the database put into JSON. */
export const storedTime = z.string().transform((iso) => new Date(iso));

export const storedRole: z.ZodType<Role> = z.object({
  id: z.string(),
  name: z.string().transform(visibleName),
  purpose: z.string(),
  predefined: z.boolean(),
  permissions: z.array(z.string()).transform(knownPermissions),
});

const storedGrant = z
  .object({
    ...{ id: z.string(), until: storedTime.nullable(), untilZone: z.string().nullable() },
    ...{ role: storedRole, named: z.array(z.string()).nullable(), accounts: z.array(z.string()).nullable() },
  })
  .transform(({ named, accounts, ...grant }) => {
    return { ...grant, named: named ?? ("all" as const), scope: accounts ?? ("all" as const) };
  });

/** What the SQL function `member_rights` gives. */
export const storedActor: z.ZodType<Actor> = z.object({
  id: z.string(),
  email: z.string(),
  alternate: z.string().nullable(),
  name: z.string().nullable(),
  state: z.enum(["invited", "active", "suspended", "removed"]),
  locale: z.string().nullable(),
  zone: z.string().nullable(),
  seenAt: storedTime.nullable(),
  grants: z.array(storedGrant),
});

export const storedOrganization: z.ZodType<Organization> = z.object({
  id: z.string(),
  name: z.string(),
  policy: z.object({
    ...{ approvals: z.number(), requestHours: z.number(), invitationDays: z.number() },
    strongForAdministrative: z.boolean(),
  }),
});

/** Who speaks, in whose organization, and what time it is: read together, once for each intent. */
export type Speaker = {
  now: Date;
  organization: Organization;
  actor: Actor | null;
  /** what the actor is asked for when they prove who they are */
  factor: FactorKind;
  /** has the actor a passkey that counts? */
  hasPasskey: boolean;
};

const storedSpeaker: z.ZodType<Omit<Speaker, "factor" | "hasPasskey">> = z.object({
  now: storedTime,
  organization: storedOrganization,
  actor: storedActor.nullable(),
});

/** Null where the workspace belongs to no organization here; `actor` is null where the chat account is not linked yet. */
export async function findSpeaker(tx: Tx, { platform, tenant, user }: ChatAccount, time: Sql): Promise<Speaker | null> {
  const [row] = await tx.$queryRaw<{ speaker: unknown; factor: unknown; hasPasskey: boolean }[]>`
    SELECT s AS speaker, factor_of((s #>> '{organization,id}')::uuid, (s #>> '{actor,id}')::uuid, ${time}) AS factor,
      EXISTS (SELECT FROM passkey WHERE organization_id = (s #>> '{organization,id}')::uuid
        AND member_id = (s #>> '{actor,id}')::uuid AND active_at <= ${time}) AS "hasPasskey"
    FROM speaker(${platform}, ${tenant}, ${user}, ${time}) AS s`;
  const speaker = storedSpeaker.nullable().parse(row?.speaker ?? null);
  if (!speaker || !row) return null;
  return { ...speaker, factor: z.enum(factorKinds).parse(row.factor), hasPasskey: row.hasPasskey };
}

/** A member by id; null if the organization has none of that id. */
export async function findActor(tx: Tx, organizationId: string, id: string, time: Sql): Promise<Actor | null> {
  const [row] = await tx.$queryRaw<{ actor: unknown }[]>`
    SELECT member_rights(${organizationId}::uuid, ${id}::uuid, ${time}) AS actor`;
  return storedActor.nullable().parse(row?.actor ?? null);
}

/** Members who hold a permission on at least one account, by address: active ones and suspended ones. */
export async function findHolders(tx: Tx, organizationId: string, permission: Permission, now: Date): Promise<Actor[]> {
  const [row] = await tx.$queryRaw<{ holders: unknown }[]>`
    SELECT holders(${organizationId}::uuid, ${permission}, ${now}::timestamptz)`;
  return z.array(storedActor).parse(row?.holders);
}

/** Notes how the chat says that a member reads, and when they were last seen. */
export async function noteSeen(
  db: Pick<Tx, "member">,
  organizationId: string,
  id: string,
  seen: { locale: string; zone: string | undefined; seenAt: Date },
): Promise<void> {
  await db.member.updateMany({ where: { organizationId, id }, data: { ...seen, zone: seen.zone ?? null } });
}

/** Who has that address and was not removed; addresses are kept as `normalizedEmail` makes them. */
export function findByEmail(tx: Tx, organizationId: string, email: string) {
  return tx.member.findFirst({
    where: { organizationId, email: normalizedEmail(email), state: { not: "removed" } },
    select: { id: true, email: true, state: true },
  });
}
