import { z } from "zod";
import { isText, type Text } from "../../core/text.ts";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { storedTime } from "../access/actor-store.ts";
import { type StoredRow, storedGives, verdicts } from "./import.ts";

/** What a whole file asks for, as one number: every row in its order. Lower-case hex SHA-256. */
export async function digestOfRows(tx: Tx, organizationId: string, importId: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ digest: string }[]>`
    SELECT encode(sha256(convert_to(coalesce(string_agg(jsonb_build_array(line, email, name, verdict, gives,
      extract(epoch FROM until), until_zone)::text, E'\n' ORDER BY line), ''), 'UTF8')), 'hex') AS digest
    FROM import_row WHERE organization_id = ${organizationId}::uuid AND import_id = ${importId}::uuid`;
  return row?.digest ?? "";
}

const storedRow = z
  .object({
    ...{ line: z.number(), email: z.string(), name: z.string(), verdict: z.enum(verdicts), gives: storedGives },
    ...{ until: storedTime.nullable(), zone: z.string().nullable(), reason: z.unknown().nullable() },
    state: z.enum(["waiting", "done", "skipped", "none"]),
  })
  .transform(({ until, zone, reason, ...row }): StoredRow => {
    const end = until && { at: until.toISOString(), zone: zone ?? "UTC" };
    return { ...row, end, reason: isText(reason) ? reason : null };
  });

const asRow = sql`jsonb_build_object('line', line, 'email', email, 'name', name, 'verdict', verdict, 'gives', gives,
  'until', until, 'zone', until_zone, 'reason', reason, 'state', state)`;

type Of = { importId: string; from: number; most: number };

/** Some of its rows, those first in which something is wrong or was left out. */
export async function listRows(tx: Tx, organizationId: string, { importId, from, most }: Of): Promise<StoredRow[]> {
  const rows = await tx.$queryRaw<{ row: unknown }[]>`
    SELECT ${asRow} AS row FROM import_row
    WHERE organization_id = ${organizationId}::uuid AND import_id = ${importId}::uuid
    ORDER BY verdict <> 'wrong' AND state <> 'skipped', line OFFSET ${from} LIMIT ${most}`;
  return rows.map(({ row }) => storedRow.parse(row));
}

/** The rows that are to be done next. The request that they belong to is locked. */
export async function nextRows(tx: Tx, organizationId: string, importId: string, most: number): Promise<StoredRow[]> {
  const rows = await tx.$queryRaw<{ row: unknown }[]>`
    SELECT ${asRow} AS row FROM import_row
    WHERE organization_id = ${organizationId}::uuid AND import_id = ${importId}::uuid AND state = 'waiting'
    ORDER BY line LIMIT ${most}`;
  return rows.map(({ row }) => storedRow.parse(row));
}

/** Those of these addresses whose row gives something to somebody who is a member. */
export async function givenAmong(tx: Tx, organizationId: string, importId: string, emails: readonly string[]) {
  const rows = await tx.importRow.findMany({
    where: { organizationId, importId, verdict: "give", email: { in: [...emails] } },
    select: { email: true },
  });
  return rows.map(({ email }) => email);
}

type Outcome = { line: number; reason: Text | null };

/** What has come of some rows: done or, with a reason, left out. */
export function noteOutcomes(
  { organizationId, importId }: { organizationId: string; importId: string },
  outcomes: readonly Outcome[],
  { now, areLast }: { now: Date; areLast: boolean },
): Write[] {
  const skipped = outcomes.filter(({ reason }) => reason !== null).length;
  const noted = sql`
    UPDATE import_row r SET state = CASE WHEN o.reason IS NULL THEN 'done' ELSE 'skipped' END, reason = o.reason
    FROM jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) AS o (line int, reason jsonb)
    WHERE r.organization_id = ${organizationId}::uuid AND r.import_id = ${importId}::uuid AND r.line = o.line
      AND r.state = 'waiting'`;
  const counted = sql`
    UPDATE member_import SET done = done + ${outcomes.length - skipped}, skipped = skipped + ${skipped},
      state = ${areLast ? "done" : "applying"}, finished_at = ${areLast ? now : null}::timestamptz,
      moved_at = ${now}::timestamptz
    WHERE organization_id = ${organizationId}::uuid AND id = ${importId}::uuid AND state = 'applying'`;
  return [write(noted, { rows: outcomes.length }), write(counted, { rows: 1 })];
}
