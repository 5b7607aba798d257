import { z } from "zod";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { storedTime } from "../access/actor-store.ts";
import { openStates } from "../requests/request.ts";
import { DRAFT_HOURS, isToBeDone, ROWS_KEPT_DAYS, type Row, type Summary, storedSummary } from "./import.ts";

const storedImport = z.object({
  ...{ id: z.string(), memberId: z.string(), file: z.string(), state: z.enum(["draft", "applying", "done"]) },
  ...{ summary: storedSummary, done: z.number(), skipped: z.number(), createdAt: storedTime },
  /** somebody has been asked to approve it, and has not decided */
  isAsked: z.boolean(),
  /** the request for it, if there ever was one: then those who decide may read it */
  requestId: z.string().nullable(),
});

export type Import = z.infer<typeof storedImport>;

type Which = { id: string } | { key: string } | { newestOf: string };

/** By id, by the form that it came with, or the newest draft of a member; null where there is none. */
export async function findImport(tx: Tx, organizationId: string, which: Which): Promise<Import | null> {
  const by =
    "id" in which
      ? sql`i.id = ${which.id}::uuid`
      : "key" in which
        ? sql`i.key = ${which.key}`
        : sql`i.member_id = ${which.newestOf}::uuid AND i.state = 'draft'`;
  const requests = sql`FROM change_request q WHERE q.organization_id = i.organization_id
    AND q.command = 'member.import' AND q.subject = i.id::text`;
  const [row] = await tx.$queryRaw<{ found: unknown }[]>`
    SELECT jsonb_build_object('id', i.id, 'memberId', i.member_id, 'file', i.file, 'state', i.state,
      'summary', i.summary, 'done', i.done, 'skipped', i.skipped, 'createdAt', i.created_at,
      'isAsked', EXISTS (SELECT ${requests} AND q.state = ANY (${[...openStates]}::text[])),
      'requestId', (SELECT q.id ${requests} ORDER BY q.created_at DESC LIMIT 1)) AS found
    FROM member_import i WHERE i.organization_id = ${organizationId}::uuid AND ${by}
    ORDER BY i.created_at DESC LIMIT 1`;
  return storedImport.nullable().parse(row?.found ?? null);
}

type NewImport = { organizationId: string; id: string; memberId: string; key: string; file: string; now: Date };

/** A draft with its rows. It takes the place of the member's older ones that nobody is asked to approve. */
export function insertImport(draft: NewImport, summary: Summary, rows: readonly Row[]): Write[] {
  const { organizationId, id, memberId, key, file, now } = draft;
  const stored = rows.map(({ end, ...row }) => {
    return { ...row, until: end?.at ?? null, zone: end?.zone ?? null, state: isToBeDone(row) ? "waiting" : "none" };
  });
  const added = sql`
    INSERT INTO member_import (id, organization_id, member_id, key, file, state, summary, created_at)
    VALUES (${id}::uuid, ${organizationId}::uuid, ${memberId}::uuid, ${key}, ${file}, 'draft',
      ${JSON.stringify(summary)}::jsonb, ${now}::timestamptz)`;
  const filled = sql`
    INSERT INTO import_row (organization_id, import_id, line, email, name, verdict, gives, until, until_zone, reason,
      state)
    SELECT ${organizationId}::uuid, ${id}::uuid, line, email, name, verdict, gives, until, zone, reason, state
    FROM jsonb_to_recordset(${JSON.stringify(stored)}::jsonb) AS r (line int, email text, name text, verdict text,
      gives jsonb, until timestamptz, zone text, reason jsonb, state text)`;
  // Not the one of the same form, sent twice: then the key is taken, and that one is found.
  const older = discardDrafts(organizationId, memberId, { otherThan: key });
  return [older, write(added, { rows: 1 }), write(filled, { rows: rows.length })];
}

/** Forgets one of a member's drafts, or all others, unless somebody is asked to approve it. */
export function discardDrafts(
  organizationId: string,
  memberId: string,
  which: { id: string } | { otherThan: string },
): Write {
  const those = "id" in which ? sql`i.id = ${which.id}::uuid` : sql`i.key <> ${which.otherThan}`;
  return write(sql`
    DELETE FROM member_import i WHERE i.organization_id = ${organizationId}::uuid AND i.member_id = ${memberId}::uuid
      AND i.state = 'draft' AND ${those} AND NOT EXISTS (
        SELECT FROM change_request q WHERE q.organization_id = i.organization_id AND q.command = 'member.import'
          AND q.subject = i.id::text AND q.state = ANY (${[...openStates]}::text[]))`);
}

type Listing = { organizationId: string; memberId: string; now: Date };

/** Notes that a member asks for a list. `tooSoon` within a minute after the last one, also where two come at once. */
export function noteList({ organizationId, memberId, now }: Listing, tooSoon: () => Error): Write {
  const noted = sql`
    INSERT INTO import_list AS l (organization_id, member_id, asked_at)
    VALUES (${organizationId}::uuid, ${memberId}::uuid, ${now}::timestamptz)
    ON CONFLICT (organization_id, member_id) DO UPDATE SET asked_at = excluded.asked_at
    WHERE l.asked_at <= excluded.asked_at - interval '1 minute'`;
  return write(noted, { rows: 1, otherwise: tooSoon });
}

type Begun = { organizationId: string; id: string; now: Date };

export function beginImport({ organizationId, id, now }: Begun, otherwise: () => Error): Write {
  const begun = sql`UPDATE member_import SET state = 'applying', moved_at = ${now}::timestamptz
    WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND state = 'draft'`;
  return write(begun, { rows: 1, otherwise });
}

/** Forgets drafts that nobody asked for in time, and the rows of what was done long ago. */
export async function forgetImports(tx: Tx, organizationId: string, now: Date): Promise<void> {
  await tx.$queryRaw`
    WITH gone AS (DELETE FROM member_import i WHERE i.organization_id = ${organizationId}::uuid AND i.state = 'draft'
      AND i.created_at < ${now}::timestamptz - ${DRAFT_HOURS} * interval '1 hour' AND NOT EXISTS (
        SELECT FROM change_request q WHERE q.organization_id = i.organization_id AND q.command = 'member.import'
          AND q.subject = i.id::text AND q.state = ANY (${[...openStates]}::text[])) RETURNING 1),
    emptied AS (DELETE FROM import_row r USING member_import i WHERE i.organization_id = ${organizationId}::uuid
      AND r.organization_id = i.organization_id AND r.import_id = i.id AND i.state = 'done'
      AND i.finished_at < ${now}::timestamptz - ${ROWS_KEPT_DAYS} * interval '1 day' RETURNING 1)
    SELECT (SELECT count(*) FROM gone)::int + (SELECT count(*) FROM emptied)::int AS forgotten`;
}
