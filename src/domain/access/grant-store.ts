import { randomUUID } from "node:crypto";
import { sql } from "../../db/sql.ts";
import { type Write, write } from "../../db/write.ts";
import type { Scope } from "./account.ts";

/**
 * A role to be given on accounts and groups; `untilZone` is the zone in which its end was chosen. `hours`, instead of an
 * end, begin when an invitation is accepted.
 */
export type GivenRole = {
  roleId: string;
  named: Scope;
  until?: Date | null;
  untilZone?: string | null;
  hours?: number | null;
};

type From = {
  organizationId: string;
  /** the request that gives them; none for the first administrator */
  requestId: string | null;
  now: Date;
};

/** Gives roles to a member. What is there is never changed, so several of one role add up. */
export function insertGrants({
  memberId,
  grants,
  ...from
}: From & { memberId: string; grants: readonly GivenRole[] }): Write[] {
  return insertGrantsOfMany(
    from,
    grants.map((grant) => ({ ...grant, memberId })),
  );
}

/** Gives roles to several members, each their own. */
export function insertGrantsOfMany(
  { organizationId, requestId, now }: From,
  grants: readonly (GivenRole & { memberId: string })[],
): Write[] {
  const rows = grants.map(({ memberId, roleId, named, until = null, untilZone = null, hours = null }) => {
    const isAll = named === "all";
    const end = { until: until?.toISOString() ?? null, zone: untilZone, hours };
    return { id: randomUUID(), member: memberId, role: roleId, all: isAll, named: isAll ? [] : named, ...end };
  });
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    AS g (id uuid, member uuid, role uuid, "all" boolean, named uuid[], until timestamptz, zone text, hours int)`;
  const granted = sql`
    INSERT INTO role_grant (id, organization_id, member_id, role_id, all_accounts, request_id, granted_at, until,
      until_zone, hours_from_activation)
    SELECT id, ${organizationId}::uuid, member, role, "all", ${requestId}::uuid, ${now}::timestamptz, until, zone,
      hours FROM ${given}`;
  const places = sql`${given}, unnest(g.named) AS place`;
  const isGroup = sql`place IN (SELECT a.id FROM account_group a WHERE a.organization_id = ${organizationId}::uuid)`;
  const limited = sql`
    INSERT INTO role_grant_account (organization_id, grant_id, account_id)
    SELECT ${organizationId}::uuid, g.id, place FROM ${places} WHERE NOT ${isGroup}`;
  const grouped = sql`
    INSERT INTO role_grant_group (organization_id, grant_id, group_id)
    SELECT ${organizationId}::uuid, g.id, place FROM ${places} WHERE ${isGroup}`;
  return [write(granted), write(limited), write(grouped)];
}
