import { randomUUID } from "node:crypto";
import { tokenHash } from "../../core/token.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { minutesAfter } from "../verification/challenge.ts";
import { LINK_MINUTES, type Purpose } from "./session.ts";

type NewLink = { organizationId: string; memberId: string; purpose: Purpose; token: string; now: Date };

/** A new link; the member's older ones of the same kind work no more. */
export function insertLink(link: NewLink): Write[] {
  const { organizationId, memberId, purpose, now } = link;
  return [
    write(sql`
      UPDATE security_link SET ended_at = ${now}::timestamptz WHERE organization_id = ${organizationId}::uuid
        AND member_id = ${memberId}::uuid AND purpose = ${purpose} AND ended_at IS NULL`),
    insertNewLink(link),
  ];
}

/** The same where all of the member's links end anyhow. */
export function insertNewLink({ organizationId, memberId, purpose, token, now }: NewLink): Write {
  const expiresAt = minutesAfter(now, LINK_MINUTES[purpose]);
  return write(sql`
    INSERT INTO security_link (id, organization_id, member_id, purpose, token_hash, created_at, expires_at)
    VALUES (${randomUUID()}::uuid, ${organizationId}::uuid, ${memberId}::uuid, ${purpose}, ${tokenHash(token)},
      ${now}::timestamptz, ${expiresAt}::timestamptz)`);
}

export type OpenLink = { id: string; memberId: string; email: string; purpose: Purpose; now: Date };

/** The link that a token opens, or null: unknown, used, replaced, over, or its member is not active. Changes nothing. */
export async function findLink(tx: Tx, organizationId: string, token: string, time: Sql): Promise<OpenLink | null> {
  const rows = await tx.$queryRaw<OpenLink[]>`
    SELECT l.id::text, l.member_id::text AS "memberId", m.email, l.purpose, ${time} AS now
    FROM security_link l JOIN member m ON m.organization_id = l.organization_id AND m.id = l.member_id
    WHERE l.organization_id = ${organizationId}::uuid AND l.token_hash = ${tokenHash(token)} AND l.ended_at IS NULL
      AND l.expires_at > ${time} AND m.state = 'active'`;
  return rows[0] ?? null;
}

/** Uses a link up, once; `late` where somebody else was first. */
export function useLink(organizationId: string, id: string, now: Date, late: () => Error): Write {
  return write(
    sql`
    UPDATE security_link SET ended_at = ${now}::timestamptz
    WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND ended_at IS NULL`,
    { rows: 1, otherwise: late },
  );
}
