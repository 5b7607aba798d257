import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { storedActor, storedTime } from "../access/actor-store.ts";
import { minutesAfter } from "../verification/challenge.ts";
import { mailedCode } from "../verification/factors/factors.ts";
import {
  ALTERNATE_HOURS,
  type AlternateChange,
  type AlternateHow,
  alternateStates,
  alternateWays,
} from "./alternate.ts";

const storedChange: z.ZodType<AlternateChange> = z.object({
  ...{ id: z.string(), member: storedActor, before: z.string().nullable(), email: z.string().nullable() },
  ...{ how: z.enum(alternateWays), state: z.enum(alternateStates) },
  ...{ createdAt: storedTime, expiresAt: storedTime, activeAt: storedTime.nullable() },
});

const isOpen = sql`c.state IN ('asked', 'confirmed')`;

/** A row as it is read back; `whose` names the table `c`. */
async function findOne(tx: Tx, organizationId: string, whose: Sql, time: Sql): Promise<AlternateChange | null> {
  const [row] = await tx.$queryRaw<{ change: unknown }[]>`
    SELECT jsonb_build_object('id', c.id, 'before', c.before, 'email', c.email, 'how', c.how, 'state', c.state,
      'createdAt', c.created_at, 'expiresAt', c.expires_at, 'activeAt', c.active_at,
      'member', member_rights(c.organization_id, c.member_id, ${time})) AS change
    FROM alternate_change c WHERE c.organization_id = ${organizationId}::uuid AND ${whose} LIMIT 1`;
  return storedChange.nullable().parse(row?.change ?? null);
}

/** By its id, in whichever state. */
export function findAlternate(tx: Tx, organizationId: string, id: string, time: Sql) {
  return findOne(tx, organizationId, sql`c.id = ${id}::uuid`, time);
}

/** The one of a member that has neither become what counts nor ended. */
export function findOpen(tx: Tx, organizationId: string, memberId: string, time: Sql) {
  return findOne(tx, organizationId, sql`c.member_id = ${memberId}::uuid AND ${isOpen}`, time);
}

/** The one that a link is about. */
export function findLinked(tx: Tx, organizationId: string, link: { hash: string; purpose: string }, time: Sql) {
  const linked = sql`(c.organization_id, c.id) IN (SELECT l.organization_id, l.change_id FROM alternate_link l
    WHERE l.organization_id = ${organizationId}::uuid AND l.token_hash = ${link.hash} AND l.purpose = ${link.purpose})`;
  return findOne(tx, organizationId, linked, time);
}

/** A member or an invitee has the address, or another one gets codes there, or is about to. */
const isSomebodys = (email: Sql, memberId: Sql, organizationId: Sql) => sql`(
  EXISTS (SELECT FROM member m WHERE m.organization_id = ${organizationId} AND m.state <> 'removed'
    AND (m.email = ${email} OR m.alternate = ${email} AND m.id <> ${memberId}))
  OR EXISTS (SELECT FROM address_change a WHERE a.organization_id = ${organizationId} AND a.member_id <> ${memberId}
    AND a.state IN ('asked', 'confirmed') AND a.email = ${email})
  OR EXISTS (SELECT FROM alternate_change o WHERE o.organization_id = ${organizationId} AND o.member_id <> ${memberId}
    AND o.state = 'confirmed' AND o.email = ${email}))`;

type Whose = { organizationId: string; memberId: string };

export async function isTaken(tx: Tx, { organizationId, memberId }: Whose, email: string): Promise<boolean> {
  const somebodys = isSomebodys(sql`${email}::text`, sql`${memberId}::uuid`, sql`${organizationId}::uuid`);
  const [row] = await tx.$queryRaw<{ taken: boolean }[]>`SELECT ${somebodys} AS taken`;
  return row?.taken === true;
}

type Asked = Whose & { before: string | null; email: string | null; how: AlternateHow; now: Date };

/** Nobody else asks for one meanwhile: of a member there is one at a time. */
export async function lockForAlternate(tx: Tx, { organizationId, memberId }: Whose): Promise<void> {
  await tx.$queryRaw`
    SELECT id::text FROM member WHERE organization_id = ${organizationId}::uuid AND id = ${memberId}::uuid FOR NO KEY UPDATE`;
}

/** One that waits for its code, or, where it needs none because it names no new address, for its time. */
export function insertAlternate(asked: Asked) {
  const { organizationId, memberId, before, email, how, now } = asked;
  const id = randomUUID();
  const later = minutesAfter(now, ALTERNATE_HOURS * 60);
  const activeAt = how === "console" ? now : email === null ? later : null;
  const state = how === "console" ? "changed" : email === null ? "confirmed" : "asked";
  const statement = sql`
    INSERT INTO alternate_change (id, organization_id, member_id, before, email, how, state, created_at, expires_at, active_at)
    VALUES (${id}::uuid, ${organizationId}::uuid, ${memberId}::uuid, ${before}, ${email}, ${how}, ${state},
      ${now}::timestamptz, ${later}::timestamptz, ${activeAt}::timestamptz)`;
  return { id, activeAt, write: write(statement) };
}

/** Confirms it while it waits for that and the address is nobody else's; `late` otherwise. */
export function confirmAlternate(organizationId: string, id: string, now: Date, late: () => Error): Write {
  const confirmed = sql`
    UPDATE alternate_change c SET state = 'confirmed',
      active_at = ${minutesAfter(now, ALTERNATE_HOURS * 60)}::timestamptz
    WHERE c.organization_id = ${organizationId}::uuid AND c.id = ${id}::uuid AND c.state = 'asked'
      AND c.expires_at > ${now}::timestamptz AND NOT ${isSomebodys(sql`c.email`, sql`c.member_id`, sql`c.organization_id`)}`;
  return write(confirmed, { rows: 1, otherwise: late });
}

/** Ends one that is open; `late` if it has ended, or counts, meanwhile. */
export function endAlternate(
  organizationId: string,
  id: string,
  state: "stopped" | "replaced",
  late: () => Error,
): Write {
  const ended = sql`
    UPDATE alternate_change c SET state = ${state}
    WHERE c.organization_id = ${organizationId}::uuid AND c.id = ${id}::uuid AND ${isOpen}`;
  return write(ended, { rows: 1, otherwise: late });
}

/** Whatever is open of a member ends, because they can do nothing any more. */
export function endAlternates({ organizationId, memberId }: Whose): Write {
  return write(sql`
    UPDATE alternate_change c SET state = 'stopped'
    WHERE c.organization_id = ${organizationId}::uuid AND c.member_id = ${memberId}::uuid AND ${isOpen}`);
}

/** Codes go to the member's own address at once. */
export function forgetAlternate({ organizationId, memberId }: Whose): Write {
  return write(sql`
    UPDATE member SET alternate = NULL WHERE organization_id = ${organizationId}::uuid AND id = ${memberId}::uuid`);
}

type Ended = { id: string; memberId: string; state: "changed" | "stopped" | "expired" | "taken" };

/**
 * What the clock does: one that was confirmed and has waited counts; one that was not confirmed in time, whose address is
 * somebody's by now, or whose member is not active, ends. A member who is being changed this moment is left for the
 * next time.
 */
export async function alternatesEnd(tx: Tx, organizationId: string, now: Date, most: number): Promise<Ended[]> {
  const ended = await tx.$queryRaw<Ended[]>`
    WITH due AS (
      SELECT c.id, CASE WHEN m.state <> 'active' THEN 'stopped' WHEN c.state = 'asked' THEN 'expired'
        WHEN ${isSomebodys(sql`c.email`, sql`c.member_id`, sql`c.organization_id`)} THEN 'taken' ELSE 'changed' END AS state
      FROM alternate_change c JOIN member m ON m.organization_id = c.organization_id AND m.id = c.member_id
      WHERE c.organization_id = ${organizationId}::uuid AND (${isOpen} AND m.state <> 'active'
        OR c.state = 'asked' AND c.expires_at <= ${now}::timestamptz
        OR c.state = 'confirmed' AND c.active_at <= ${now}::timestamptz)
      ORDER BY c.created_at LIMIT ${most} FOR UPDATE OF c SKIP LOCKED FOR NO KEY UPDATE OF m SKIP LOCKED)
    UPDATE alternate_change c SET state = due.state FROM due
    WHERE c.organization_id = ${organizationId}::uuid AND c.id = due.id
    RETURNING c.id::text, c.member_id::text AS "memberId", c.state`;
  const changed = ended.filter(({ state }) => state === "changed").map(({ id }) => id);
  if (changed.length > 0)
    await tx.$executeRaw`
      UPDATE member m SET alternate = c.email FROM alternate_change c
      WHERE c.organization_id = ${organizationId}::uuid AND c.id = ANY (${changed}::uuid[])
        AND m.organization_id = c.organization_id AND m.id = c.member_id`;
  const moved = ended.filter(({ state }) => state === "changed").map(({ memberId }) => memberId);
  // Another mailbox was shown to be theirs: what failed with codes of the one before is forgotten.
  if (moved.length > 0)
    await tx.factor.deleteMany({
      where: { organizationId, memberId: { in: moved }, kind: { startsWith: mailedCode.kind } },
    });
  return ended;
}
