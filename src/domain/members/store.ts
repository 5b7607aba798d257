import { z } from "zod";
import type { Sql } from "../../db/sql.ts";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { byName, type MerchantAccount, type Scope } from "../access/account.ts";
import { storedActor, storedTime } from "../access/actor-store.ts";
import { namedBy, storedAccount } from "../access/choice-store.ts";
import { conflictRules, storedConflicts } from "../access/conflict-store.ts";

export const PAGE = 10;

const storedMember = z.object({
  member: storedActor,
  platforms: z.array(z.string()),
  /** an address that they are to have: to be confirmed until then, or used from then on */
  address: z.object({ id: z.string(), email: z.string(), isConfirmed: z.boolean(), at: storedTime }).nullable(),
  /** an authenticator app is set up, also where it counts later */
  hasApp: z.boolean(),
  accounts: z.array(storedAccount).transform(byName),
  conflicts: storedConflicts,
  given: z.array(
    z.object({
      ...{ id: z.string(), at: storedTime.nullable(), by: z.string().nullable(), request: z.number().nullable() },
      hours: z.number().nullable(),
    }),
  ),
});

/**
 * A member, the chats they are connected in, the names of the merchant accounts of their grants, and where each grant
 * comes from: when, who asked for it, the number of that request, and hours that begin with the activation. And the rules of what must not meet.
 */
export type MemberDetails = z.infer<typeof storedMember>;

type Who = { email: string } | { platform: string; tenant: string; user: string };

/** By address or by a chat account of theirs; null if nobody is found who was not removed. */
export async function findMember(tx: Tx, organizationId: string, who: Who, now: Date): Promise<MemberDetails | null> {
  const [row] = await tx.$queryRaw<{ details: unknown }[]>`
    SELECT jsonb_build_object('member', member_rights(organization_id, id, ${now}::timestamptz),
      'platforms', coalesce((SELECT jsonb_agg(i.platform ORDER BY i.linked_at) FROM identity i
        WHERE i.organization_id = m.organization_id AND i.member_id = m.id), '[]'),
      'address', (SELECT jsonb_build_object('id', c.id, 'email', c.email, 'isConfirmed', c.state = 'confirmed',
          'at', coalesce(c.active_at, c.expires_at)) FROM address_change c
        WHERE c.organization_id = m.organization_id AND c.member_id = m.id
          AND (c.state = 'asked' AND c.expires_at > ${now}::timestamptz OR c.state = 'confirmed')),
      'hasApp', EXISTS (SELECT FROM authenticator a WHERE a.organization_id = m.organization_id AND a.member_id = m.id
        AND a.confirmed_at IS NOT NULL AND a.ended_at IS NULL),
      'accounts', coalesce((SELECT jsonb_agg(account_told(a)) FROM account_or_group a
        WHERE a.organization_id = m.organization_id AND a.id IN (${namedBy(sql`m.organization_id`, sql`m.id`)})), '[]'),
      'conflicts', ${conflictRules(organizationId)},
      'given', coalesce((SELECT jsonb_agg(jsonb_build_object('id', g.id, 'at', g.granted_at, 'request', q.number,
          'hours', g.hours_from_activation,
          'by', CASE WHEN r.name IS NULL THEN r.email ELSE r.name || ' (' || r.email || ')' END))
        FROM role_grant g
        LEFT JOIN change_request q ON q.organization_id = g.organization_id AND q.id = g.request_id
        LEFT JOIN member r ON r.organization_id = q.organization_id AND r.id = q.requester_id
        WHERE g.organization_id = m.organization_id AND g.member_id = m.id), '[]')) AS details
    FROM member m WHERE organization_id = ${organizationId}::uuid AND ${isHere(now)} AND ${isWho(organizationId, who)}
    LIMIT 1`;
  return storedMember.nullable().parse(row?.details ?? null);
}

// Whose invitation is past its time is here no more, also before the clock has noted that.
function isHere(now: Date): Sql {
  return sql`m.state <> 'removed' AND NOT (m.state = 'invited' AND EXISTS (SELECT FROM invitation i
    WHERE i.organization_id = m.organization_id AND i.member_id = m.id AND i.state = 'pending'
      AND i.expires_at <= ${now}::timestamptz))`;
}

function isWho(organizationId: string, who: Who): Sql {
  if ("email" in who) return sql`email = ${who.email}`;
  return sql`id = (SELECT member_id FROM identity WHERE organization_id = ${organizationId}::uuid
    AND platform = ${who.platform} AND tenant = ${who.tenant} AND user_id = ${who.user})`;
}

/** What a role is called, also one that is no longer offered. */
export async function findRoleName(tx: Tx, organizationId: string, id: string): Promise<string> {
  const role = await tx.role.findUnique({
    where: { organizationId_id: { organizationId, id } },
    select: { name: true },
  });
  return role?.name ?? "?";
}

/** The names of the merchant accounts and groups that grants are limited to. */
export async function namesOfAccounts(
  tx: Tx,
  organizationId: string,
  grants: readonly { named: Scope }[],
): Promise<MerchantAccount[]> {
  const ids = grants.flatMap(({ named }) => (named === "all" ? [] : named));
  if (ids.length === 0) return [];
  const rows = await tx.$queryRaw<{ account: unknown }[]>`
    SELECT account_told(a) AS account FROM account_or_group a
    WHERE a.organization_id = ${organizationId}::uuid AND a.id = ANY (${[...new Set(ids)]}::uuid[]) ORDER BY a.name`;
  return rows.map(({ account }) => storedAccount.parse(account));
}
