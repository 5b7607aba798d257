import { randomUUID } from "node:crypto";
import { z } from "zod";
import { Refusal } from "../../core/refusal.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { text } from "../../text/text.ts";
import { storedActor, storedTime } from "../access/actor-store.ts";
import { ADDRESS_HOURS, type AddressChange, addressStates, hoursAfter } from "./address.ts";

const storedChange: z.ZodType<AddressChange> = z.object({
  ...{ id: z.string(), member: storedActor, before: z.string(), email: z.string(), state: z.enum(addressStates) },
  ...{ expiresAt: storedTime, activeAt: storedTime.nullable() },
});

type Which = { id: string } | { memberId: string };

/** By its id, in whichever state; or the newest one of a member. Null if there is none. */
export async function findAddress(tx: Tx, organizationId: string, which: Which, time: Sql) {
  const meant = "id" in which ? sql`c.id = ${which.id}::uuid` : sql`c.member_id = ${which.memberId}::uuid`;
  const [row] = await tx.$queryRaw<{ change: unknown }[]>`
    SELECT jsonb_build_object('id', c.id, 'before', c.before, 'email', c.email, 'state', c.state,
      'expiresAt', c.expires_at, 'activeAt', c.active_at,
      'member', member_rights(c.organization_id, c.member_id, ${time})) AS change
    FROM address_change c WHERE c.organization_id = ${organizationId}::uuid AND ${meant}
    ORDER BY c.created_at DESC, c.id LIMIT 1`;
  return storedChange.nullable().parse(row?.change ?? null);
}

/** Is it to become the address of another member? */
export async function isReserved(tx: Tx, organizationId: string, email: string, memberId: string): Promise<boolean> {
  const found = await tx.addressChange.findFirst({
    where: { organizationId, email, state: { in: ["asked", "confirmed"] }, memberId: { not: memberId } },
    select: { id: true },
  });
  return found !== null;
}

/** The one that a member has not got yet, if there is one: another one takes its place. */
export async function findOpenId(tx: Tx, organizationId: string, memberId: string): Promise<string | null> {
  const where = { organizationId, memberId, state: { in: ["asked", "confirmed"] } };
  return (await tx.addressChange.findFirst({ where, select: { id: true } }))?.id ?? null;
}

type Asked = { organizationId: string; memberId: string; before: string; email: string; now: Date };

export function insertAddress({ organizationId, memberId, before, email, now }: Asked) {
  const id = randomUUID();
  const statement = sql`
    INSERT INTO address_change (id, organization_id, member_id, before, email, state, created_at, expires_at)
    VALUES (${id}::uuid, ${organizationId}::uuid, ${memberId}::uuid, ${before}, ${email}, 'asked', ${now}::timestamptz,
      ${hoursAfter(now, ADDRESS_HOURS)}::timestamptz)`;
  return { id, write: write(statement) };
}

/** It is the member's address at once; the row says which one it was before. `late` if it is another one meanwhile. */
export function moveAddress({ organizationId, memberId, before, email, now }: Asked, late: () => Error) {
  const id = randomUUID();
  const moved = sql`
    UPDATE member SET email = ${email} WHERE organization_id = ${organizationId}::uuid AND id = ${memberId}::uuid
      AND email = ${before} AND state = 'active'`;
  const noted = sql`
    INSERT INTO address_change (id, organization_id, member_id, before, email, state, created_at, expires_at, active_at)
    VALUES (${id}::uuid, ${organizationId}::uuid, ${memberId}::uuid, ${before}, ${email}, 'changed', ${now}::timestamptz,
      ${now}::timestamptz, ${now}::timestamptz)`;
  return { id, writes: [write(moved, { rows: 1, otherwise: late }), write(noted)] };
}

/** Ends one that is open; `late` if it has ended, or has become the member's address, meanwhile. */
export function endAddress(
  organizationId: string,
  id: string,
  state: "stopped" | "replaced",
  late: () => Error,
): Write {
  const ended = sql`
    UPDATE address_change SET state = ${state}
    WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND state IN ('asked', 'confirmed')`;
  return write(ended, { rows: 1, otherwise: late });
}

/** Confirms it while it waits for that and nobody else has the address; `late` otherwise. */
export function confirmAddress(organizationId: string, id: string, now: Date, late: () => Error): Write {
  const confirmed = sql`
    UPDATE address_change c SET state = 'confirmed', active_at = ${hoursAfter(now, ADDRESS_HOURS)}::timestamptz
    WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND state = 'asked'
      AND expires_at > ${now}::timestamptz AND NOT ${isTaken}`;
  return write(confirmed, { rows: 1, otherwise: late });
}

const isTaken = sql`EXISTS (SELECT FROM member m WHERE m.organization_id = c.organization_id AND m.email = c.email
  AND m.state <> 'removed' AND m.id <> c.member_id)`;

/** Does somebody have the address by now, also by an invitation? */
export async function isTakenNow(tx: Tx, organizationId: string, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT FROM address_change c WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND ${isTaken}`;
  return rows.length > 0;
}

export function renameMember(organizationId: string, memberId: string, name: string | null): Write {
  const renamed = sql`
    UPDATE member SET name = ${name} WHERE organization_id = ${organizationId}::uuid AND id = ${memberId}::uuid
      AND state = 'active'`;
  return write(renamed, { rows: 1, otherwise: () => new Refusal(text("refused.member-changed")) });
}

type Ended = { id: string; memberId: string; state: "changed" | "stopped" | "expired" | "taken" };

/**
 * What the clock does: an address that was confirmed and has waited becomes the member's; one that was not confirmed in
 * time, that somebody else has by now, or whose member is not active, ends. The members are locked, as by every change of
 * them; one who is being changed this moment is left for the next time.
 */
export async function addressesEnd(tx: Tx, organizationId: string, now: Date, most: number): Promise<Ended[]> {
  const ended = await tx.$queryRaw<Ended[]>`
    WITH due AS (
      SELECT c.id, CASE WHEN m.state <> 'active' THEN 'stopped' WHEN c.state = 'asked' THEN 'expired'
        WHEN ${isTaken} THEN 'taken' ELSE 'changed' END AS state
      FROM address_change c JOIN member m ON m.organization_id = c.organization_id AND m.id = c.member_id
      WHERE c.organization_id = ${organizationId}::uuid AND (c.state IN ('asked', 'confirmed') AND m.state <> 'active'
        OR c.state = 'asked' AND c.expires_at <= ${now}::timestamptz
        OR c.state = 'confirmed' AND c.active_at <= ${now}::timestamptz)
      ORDER BY c.created_at LIMIT ${most} FOR UPDATE OF c SKIP LOCKED FOR NO KEY UPDATE OF m SKIP LOCKED)
    UPDATE address_change c SET state = due.state FROM due
    WHERE c.organization_id = ${organizationId}::uuid AND c.id = due.id
    RETURNING c.id::text, c.member_id::text AS "memberId", c.state`;
  const changed = ended.filter(({ state }) => state === "changed").map(({ id }) => id);
  // An invitation to the address that is being written this moment is waited for; then this fails, and the next round
  // finds the address taken.
  if (changed.length > 0)
    await tx.$executeRaw`
      UPDATE member m SET email = c.email FROM address_change c
      WHERE c.organization_id = ${organizationId}::uuid AND c.id = ANY (${changed}::uuid[])
        AND m.organization_id = c.organization_id AND m.id = c.member_id`;
  return ended;
}
