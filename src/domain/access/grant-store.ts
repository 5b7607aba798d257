import { randomUUID } from "node:crypto";
import { sql } from "../../db/sql.ts";
import { type Write, write } from "../../db/write.ts";
import type { Scope } from "./account.ts";

/** A role to be given; `untilZone` is the zone in which its end was chosen. */
export type GivenRole = { roleId: string; scope: Scope; until?: Date | null; untilZone?: string | null };

type Given = {
  organizationId: string;
  memberId: string;
  /** the request that gives them; none for the first administrator */
  requestId: string | null;
  grants: readonly GivenRole[];
  now: Date;
};

/** Gives roles to a member. What is there is never changed, so several of one role add up. */
export function insertGrants({ organizationId, memberId, requestId, grants, now }: Given): Write[] {
  const rows = grants.map(({ roleId, scope, until = null, untilZone = null }) => {
    const isAll = scope === "all";
    const end = { until: until?.toISOString() ?? null, zone: untilZone };
    return { id: randomUUID(), role: roleId, all: isAll, accounts: isAll ? [] : scope, ...end };
  });
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    AS g (id uuid, role uuid, "all" boolean, accounts uuid[], until timestamptz, zone text)`;
  const granted = sql`
    INSERT INTO role_grant (id, organization_id, member_id, role_id, all_accounts, request_id, granted_at, until,
      until_zone)
    SELECT id, ${organizationId}::uuid, ${memberId}::uuid, role, "all", ${requestId}::uuid, ${now}::timestamptz, until, zone
    FROM ${given}`;
  const limited = sql`
    INSERT INTO role_grant_account (organization_id, grant_id, account_id)
    SELECT ${organizationId}::uuid, id, unnest(accounts) FROM ${given}`;
  return [write(granted), write(limited)];
}
