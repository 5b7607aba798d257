import { randomUUID } from "node:crypto";
import { tokenHash } from "../../core/token.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { type AlternateChange, isOpen } from "./alternate.ts";
import { findLinked } from "./store.ts";

/** Each is good for one thing: the one in a mail to the new address confirms, those in the others stop. */
export type LinkPurpose = "confirm" | "stop";

type NewLink = { organizationId: string; changeId: string; purpose: LinkPurpose; token: string; now: Date };

/** The SHA-256 of the token is kept. A mail that is sent once more has another one, and both are good. */
export function insertAlternateLink({ organizationId, changeId, purpose, token, now }: NewLink): Write {
  return write(sql`
    INSERT INTO alternate_link (id, organization_id, change_id, purpose, token_hash, created_at)
    VALUES (${randomUUID()}::uuid, ${organizationId}::uuid, ${changeId}::uuid, ${purpose}, ${tokenHash(token)},
      ${now}::timestamptz)`);
}

type Opened = { token: string; purpose: LinkPurpose; now: Date };

/**
 * The change that a link is good for, or null: there is none, it can be confirmed or stopped no more, or its member is
 * not active. Changes nothing.
 */
export async function findByLink(
  tx: Tx,
  organizationId: string,
  { token, purpose, now }: Opened,
): Promise<AlternateChange | null> {
  const time: Sql = sql`${now}::timestamptz`;
  const change = await findLinked(tx, organizationId, { hash: tokenHash(token), purpose }, time);
  if (change?.member.state !== "active" || !isOpen(change, now)) return null;
  return purpose === "stop" || change.state === "asked" ? change : null;
}
