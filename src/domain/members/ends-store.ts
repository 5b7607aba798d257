import { z } from "zod";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { findActor, storedTime } from "../access/actor-store.ts";
import { type GrantedRole, grantedRole } from "../access/grant.ts";

const storedEnding = z
  .object({
    ...{ id: z.string(), memberId: z.string(), roleId: z.string(), until: storedTime },
    ...{ accounts: z.array(z.string()).nullable(), grantedBy: z.string().nullable() },
  })
  .transform(({ roleId, accounts, until, ...ids }) => ({
    ...ids,
    role: { roleId, accounts: accounts ?? ("all" as const), until: until.toISOString() } satisfies GrantedRole,
  }));

type Ending = z.infer<typeof storedEnding>;

// Who asked for it; where the member did that themselves, who approved it.
const ending = (
  organizationId: string,
) => sql`jsonb_build_object('id', g.id, 'memberId', g.member_id, 'roleId', g.role_id,
  'until', g.until, 'accounts', CASE WHEN g.all_accounts THEN NULL ELSE coalesce((
    SELECT jsonb_agg(named.id ORDER BY named.id) FROM (
      SELECT a.account_id AS id FROM role_grant_account a
        WHERE a.organization_id = ${organizationId}::uuid AND a.grant_id = g.id
      UNION ALL SELECT a.group_id FROM role_grant_group a
        WHERE a.organization_id = ${organizationId}::uuid AND a.grant_id = g.id) named), '[]') END,
  'grantedBy', (SELECT coalesce(nullif(q.requester_id, g.member_id), (
      SELECT v.approver_id FROM review v WHERE v.organization_id = q.organization_id AND v.request_id = q.id
        AND v.decision = 'approved' ORDER BY v.at LIMIT 1))
    FROM change_request q WHERE q.organization_id = ${organizationId}::uuid AND q.id = g.request_id))`;

/**
 * Takes back the roles whose time is over; at most `most`. Nobody could use them since: this makes it known. The members are
 * locked, as by every change of what they hold: what is told to be left is what is left. One who is being changed this
 * moment is left for the next time.
 */
export async function endGrants(tx: Tx, organizationId: string, now: Date, most: number) {
  const rows = await tx.$queryRaw<{ ended: unknown }[]>`
    WITH over AS (SELECT o.id FROM role_grant o JOIN member m ON m.organization_id = o.organization_id AND m.id = o.member_id
      WHERE o.organization_id = ${organizationId}::uuid AND o.until <= ${now}::timestamptz
      ORDER BY o.until LIMIT ${most} FOR UPDATE OF o SKIP LOCKED FOR NO KEY UPDATE OF m SKIP LOCKED)
    SELECT ${ending(organizationId)} AS ended FROM role_grant g JOIN over USING (id)
    WHERE g.organization_id = ${organizationId}::uuid`;
  const ended = rows.map((row) => storedEnding.parse(row.ended));
  await tx.grant.deleteMany({ where: { organizationId, id: { in: ended.map(({ id }) => id) } } });
  return withWhatIsLeft(tx, organizationId, ended, now);
}

async function withWhatIsLeft(tx: Tx, organizationId: string, ended: readonly Ending[], now: Date) {
  const left = [];
  for (const one of ended) {
    const member = await findActor(tx, organizationId, one.memberId, sql`${now}::timestamptz`);
    if (member) left.push({ ...one, state: member.state, grants: member.grants.map(grantedRole) });
  }
  return left;
}

const DAY_MS = 24 * 3_600_000;

/** Roles that end within a day and were given for longer than that; each once. Who is invited has read it there. */
export async function noteEndingSoon(tx: Tx, organizationId: string, now: Date, most: number): Promise<Ending[]> {
  const tomorrow = new Date(now.getTime() + DAY_MS);
  const rows = await tx.$queryRaw<{ ending: unknown }[]>`
    WITH soon AS (SELECT id FROM role_grant WHERE organization_id = ${organizationId}::uuid
      AND until > ${now}::timestamptz AND until <= ${tomorrow}::timestamptz AND warned_at IS NULL
      AND NOT EXISTS (SELECT FROM member m WHERE m.organization_id = ${organizationId}::uuid
        AND m.id = role_grant.member_id AND m.state = 'invited')
      AND granted_at < until - interval '1 day' LIMIT ${most} FOR UPDATE SKIP LOCKED)
    UPDATE role_grant g SET warned_at = ${now}::timestamptz FROM soon
    WHERE g.organization_id = ${organizationId}::uuid AND g.id = soon.id RETURNING ${ending(organizationId)} AS ending`;
  return rows.map((row) => storedEnding.parse(row.ending));
}
