import { z } from "zod";
import type { Sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { storedActor, storedTime } from "../access/actor-store.ts";
import { DORMANT_DAYS } from "./find-store.ts";

/** More than so many are not counted. */
export const COUNTED_MOST = 1_000;
const NAMED = 3;

/**
 * True once in a calendar month (UTC), for whoever asks first: then it is time to look. A new organization has nobody
 * who could have been away for long, so its own month doesn't count.
 */
export async function noteLooked(tx: Tx, organizationId: string, now: Date): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    UPDATE organization SET dormant_looked_at = ${now}::timestamptz WHERE id = ${organizationId}::uuid
      AND date_trunc('month', coalesce(dormant_looked_at, created_at) AT TIME ZONE 'UTC')
        < date_trunc('month', ${now}::timestamptz AT TIME ZONE 'UTC')
    RETURNING 1 AS one`;
  return rows.length > 0;
}

const storedCount = z.object({ now: storedTime, count: z.number(), first: z.array(storedActor) });

/** How many active members were not seen for 90 days, up to a bound, and the first of them, the longest first. */
export async function countDormant(tx: Tx, organizationId: string, time: Sql) {
  const [row] = await tx.$queryRaw<{ found: unknown }[]>`
    WITH now AS MATERIALIZED (SELECT ${time} AS at), dormant AS MATERIALIZED (
      SELECT id, coalesce(seen_at, activated_at, created_at) AS since FROM member
      WHERE organization_id = ${organizationId}::uuid AND state = 'active'
        AND coalesce(seen_at, activated_at, created_at) < (SELECT at - ${DORMANT_DAYS} * interval '1 day' FROM now)
      ORDER BY coalesce(seen_at, activated_at, created_at), id LIMIT ${COUNTED_MOST + 1})
    SELECT jsonb_build_object('now', (SELECT at FROM now), 'count', (SELECT count(*) FROM dormant),
      'first', coalesce((SELECT jsonb_agg(member_rights(${organizationId}::uuid, d.id, (SELECT at FROM now))
        ORDER BY d.since, d.id) FROM (SELECT * FROM dormant ORDER BY since, id LIMIT ${NAMED}) d), '[]')) AS found`;
  return storedCount.parse(row?.found);
}
