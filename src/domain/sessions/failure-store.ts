import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";

type Counted = { organizationId: string; key: string; most: number; minutes: number; time: Sql };

/**
 * Counts a failure before it is known to be one, in a statement that is committed on its own: parallel guesses each cost
 * one. Returns null, or until when no more are allowed.
 */
export async function countFailure(
  db: Pick<Tx, "$queryRaw">,
  { organizationId, key, most, minutes, time }: Counted,
): Promise<Date | null> {
  const window = sql`${minutes} * interval '1 minute'`;
  const rows = await db.$queryRaw<{ failures: number; until: Date }[]>`
    INSERT INTO web_failure AS f (organization_id, key, failures, since)
    VALUES (${organizationId}::uuid, ${key}, 1, ${time})
    ON CONFLICT (organization_id, key) DO UPDATE SET
      failures = CASE WHEN f.since > ${time} - ${window} THEN least(f.failures + 1, ${most + 1}::int) ELSE 1 END,
      since = CASE WHEN f.since > ${time} - ${window} THEN f.since ELSE ${time} END
    RETURNING failures, since + ${window} AS until`;
  const [row] = rows;
  return row && row.failures > most ? row.until : null;
}

/** What was right was counted before it was known to be. */
export function forgiveFailure(organizationId: string, key: string): Write {
  return write(sql`
    UPDATE web_failure SET failures = greatest(failures - 1, 0)
    WHERE organization_id = ${organizationId}::uuid AND key = ${key}`);
}

const KEPT_HOURS = 2;
const SESSIONS_KEPT_DAYS = 400;

/** Forgets failures, and sessions and links of long ago. Run by the clock. */
export async function forgetOld(tx: Tx, organizationId: string, now: Date): Promise<void> {
  const before = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  await tx.webFailure.deleteMany({ where: { organizationId, since: { lt: before(KEPT_HOURS) } } });
  const long = { organizationId, createdAt: { lt: before(SESSIONS_KEPT_DAYS * 24) } };
  await tx.webSession.deleteMany({ where: long });
  await tx.securityLink.deleteMany({ where: long });
}
