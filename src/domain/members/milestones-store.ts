import { z } from "zod";
import type { Tx } from "../../db/transaction.ts";

const storedMilestones = z.object({
  active: z.number(),
  connected: z.number(),
  administrators: z.number(),
  administratorsInvited: z.number(),
  asked: z.number(),
  approved: z.number(),
});

/**
 * How far an organization has come, in numbers: active members, those of them connected on that platform, those who may
 * approve, the same with those who are still invited; requests that other people decide and that wait or were carried
 * out, and those that somebody approved.
 */
export type Milestones = z.infer<typeof storedMilestones>;

export async function readMilestones(tx: Tx, organizationId: string, platform: string): Promise<Milestones> {
  const [row] = await tx.$queryRaw<unknown[]>`
    WITH people AS (
      SELECT m.state = 'active' AS active,
        EXISTS (SELECT FROM identity i WHERE i.organization_id = m.organization_id AND i.member_id = m.id
          AND i.platform = ${platform}) AS connected,
        EXISTS (SELECT FROM role_grant g JOIN role r ON r.organization_id = g.organization_id AND r.id = g.role_id
          WHERE g.organization_id = m.organization_id AND g.member_id = m.id
          AND 'request:approve' = ANY (r.permissions)) AS approves
      FROM member m WHERE m.organization_id = ${organizationId}::uuid AND m.state IN ('invited', 'active')
    ), asked AS (
      SELECT EXISTS (SELECT FROM review v WHERE v.organization_id = c.organization_id AND v.request_id = c.id
        AND v.decision = 'approved') AS approved
      FROM change_request c WHERE c.organization_id = ${organizationId}::uuid AND c.policy ->> 'because' = 'quorum'
        AND c.state IN ('awaiting_approval', 'applying', 'applied')
    )
    SELECT count(*) FILTER (WHERE active)::int AS active,
      count(*) FILTER (WHERE active AND connected)::int AS connected,
      count(*) FILTER (WHERE active AND approves)::int AS administrators,
      count(*) FILTER (WHERE approves)::int AS "administratorsInvited",
      (SELECT count(*)::int FROM asked) AS asked,
      (SELECT count(*)::int FROM asked WHERE approved) AS approved
    FROM people`;
  return storedMilestones.parse(row);
}
