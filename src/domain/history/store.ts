import { z } from "zod";
import type { Tx } from "../../db/transaction.ts";
import type { ChainRow } from "./chain.ts";

const storedEntries = z.object({
  entries: z.array(z.object({ sequence: z.number(), body: z.string(), hash: z.string() })),
  names: z.record(z.string(), z.string()),
});

/** A page of the history, and the names of its ids: an invitation's is who invited. What was erased since has no name. */
export type Page = z.infer<typeof storedEntries>;

/** Entries before `before` (all without it), newest first, with the addresses, numbers and names of what they name. */
export async function findPage(tx: Tx, organizationId: string, before: number | null, most: number): Promise<Page> {
  const [row] = await tx.$queryRaw<{ page: unknown }[]>`
    WITH entries AS (
      SELECT sequence, body, hash FROM audit_entry
      WHERE organization_id = ${organizationId}::uuid AND (${before}::int IS NULL OR sequence < ${before}::int)
      ORDER BY sequence DESC LIMIT ${most}
    ), ids AS (
      SELECT DISTINCT hit.groups[1]::uuid AS id FROM entries, regexp_matches(body,
        '"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"', 'g') AS hit(groups)
    ), named AS (
      SELECT id, coalesce(name || ' (' || email || ')', email) AS name FROM member WHERE organization_id = ${organizationId}::uuid AND id = ANY (ARRAY(SELECT id FROM ids))
      UNION ALL SELECT id, number::text FROM change_request
        WHERE organization_id = ${organizationId}::uuid AND id = ANY (ARRAY(SELECT id FROM ids))
      UNION ALL SELECT id, name FROM account_or_group
        WHERE organization_id = ${organizationId}::uuid AND id = ANY (ARRAY(SELECT id FROM ids))
      UNION ALL SELECT id, name FROM role
        WHERE organization_id = ${organizationId}::uuid AND id = ANY (ARRAY(SELECT id FROM ids))
      UNION ALL SELECT id, name FROM api_key
        WHERE organization_id = ${organizationId}::uuid AND id = ANY (ARRAY(SELECT id FROM ids))
      UNION ALL SELECT i.id, coalesce(m.name || ' (' || m.email || ')', m.email) FROM invitation i
        JOIN member m ON m.organization_id = i.organization_id AND m.id = i.requester_id
        WHERE i.organization_id = ${organizationId}::uuid AND i.id = ANY (ARRAY(SELECT id FROM ids))
    )
    SELECT jsonb_build_object(
      'entries', coalesce((SELECT jsonb_agg(to_jsonb(entries) ORDER BY sequence DESC) FROM entries), '[]'),
      'names', coalesce((SELECT jsonb_object_agg(id, name) FROM named), '{}')) AS page`;
  return storedEntries.parse(row?.page);
}

/** Entries behind `after`, oldest first. */
export function readChain(tx: Tx, organizationId: string, after: number, most: number): Promise<ChainRow[]> {
  return tx.auditEntry.findMany({
    where: { organizationId, sequence: { gt: after } },
    orderBy: { sequence: "asc" },
    take: most,
  });
}

export function findHead(tx: Tx, organizationId: string) {
  return tx.auditHead.findUnique({ where: { organizationId } });
}
