import type { DomainEvent } from "../../core/event.ts";
import type { Tx } from "../../db/transaction.ts";

/** Longer than the retries of a job take. */
const STANDS_STILL_MINUTES = 30;

/** Imports that stand still, because the job that does the next rows was given up or lost: it is queued again. */
export async function importsResume(tx: Tx, organizationId: string, now: Date): Promise<DomainEvent[]> {
  const resumed = await tx.$queryRaw<{ importId: string; requestId: string }[]>`
    UPDATE member_import i SET moved_at = ${now}::timestamptz FROM change_request q
    WHERE i.organization_id = ${organizationId}::uuid AND i.state = 'applying'
      AND coalesce(i.moved_at, i.created_at) < ${now}::timestamptz - ${STANDS_STILL_MINUTES} * interval '1 minute'
      AND q.organization_id = i.organization_id AND q.command = 'member.import' AND q.subject = i.id::text
      AND q.state = 'applying'
    RETURNING i.id::text AS "importId", q.id::text AS "requestId"`;
  return resumed.map((ids) => ({ kind: "import.resumed", ...ids }));
}
