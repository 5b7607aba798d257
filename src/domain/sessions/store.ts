import { randomUUID } from "node:crypto";
import { z } from "zod";
import { factorKinds } from "../../core/factor.ts";
import { tokenHash } from "../../core/token.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { storedActor, storedTime } from "../access/actor-store.ts";
import { type Asks, IDLE_MINUTES, type Purpose, SESSION_HOURS, SIGN_IN_MINUTES, type WebSession } from "./session.ts";

const storedSession = z.object({
  ...{ id: z.string(), now: storedTime, createdAt: storedTime, page: z.string().nullable() },
  ...{ provedAt: storedTime.nullable(), strength: z.number().nullable() },
  purpose: z.enum(["sign-in", "reset"]),
  asks: z.enum(["password", "code", "new-password", "new-factor"]).nullable(),
  ...{ factor: z.enum(factorKinds), hasPasskey: z.boolean() },
  member: storedActor,
});

/** A session with the time at which it was read. */
export type Read = WebSession & { now: Date };

const idle = sql`${IDLE_MINUTES} * interval '1 minute'`;
/** Over after a time without use, after a time in all, and when the member is not active any more. */
const isOpen = (time: Sql) => sql`s.ended_at IS NULL AND s.seen_at > ${time} - ${idle}
  AND s.created_at > ${time} - CASE WHEN s.asks IS NULL THEN ${SESSION_HOURS} * interval '1 hour'
    ELSE ${SIGN_IN_MINUTES} * interval '1 minute' END
  AND EXISTS (SELECT FROM member m WHERE m.organization_id = s.organization_id AND m.id = s.member_id
    AND m.state = 'active')`;

/** The session that a token opens, or null. Locks nothing: whoever is removed meanwhile is locked before their sessions. */
export async function findSession(tx: Tx, organizationId: string, token: string, time: Sql): Promise<Read | null> {
  const [row] = await tx.$queryRaw<{ session: unknown }[]>`
    SELECT jsonb_build_object('id', s.id, 'now', ${time}, 'createdAt', s.created_at, 'purpose', s.purpose,
      'asks', s.asks, 'page', s.page, 'provedAt', s.proved_at, 'strength', s.strength,
      'factor', factor_of(s.organization_id, s.member_id, ${time}),
      'hasPasskey', EXISTS (SELECT FROM passkey p WHERE p.organization_id = s.organization_id
        AND p.member_id = s.member_id AND p.active_at <= ${time}),
      'member', member_rights(s.organization_id, s.member_id, ${time})) AS session
    FROM web_session s
    WHERE s.organization_id = ${organizationId}::uuid AND s.token_hash = ${tokenHash(token)} AND ${isOpen(time)}`;
  return storedSession.nullable().parse(row?.session ?? null);
}

/** Notes that a session is in use. Run it on its own, for the same reason. */
export async function noteUse(db: Pick<Tx, "$executeRaw">, { id }: Pick<WebSession, "id">, time: Sql): Promise<void> {
  await db.$executeRaw`UPDATE web_session SET seen_at = ${time} WHERE id = ${id}::uuid AND ended_at IS NULL`;
}

export type NewSession = {
  organizationId: string;
  memberId: string;
  token: string;
  purpose: Purpose;
  asks: Asks;
  page: string | null;
  agent: string | null;
  device: string | null;
  now: Date;
};

export function insertSession(session: NewSession): { id: string; write: Write } {
  const { organizationId, memberId, token, purpose, asks, page, agent, device, now } = session;
  const id = randomUUID();
  const statement = sql`
    INSERT INTO web_session (id, organization_id, member_id, token_hash, purpose, asks, page, agent, device_hash,
      created_at, seen_at)
    VALUES (${id}::uuid, ${organizationId}::uuid, ${memberId}::uuid, ${tokenHash(token)}, ${purpose}, ${asks}, ${page},
      ${agent}, ${device && tokenHash(device)}, ${now}::timestamptz, ${now}::timestamptz)`;
  return { id, write: write(statement) };
}

type Moved = { asks: Asks | null; token: string; proved?: { at: Date; strength: number } };

/**
 * The session goes on under another token, so that a cookie that was planted or seen before opens nothing; `late` where
 * it has gone on, or ended, meanwhile.
 */
export function moveSession(organizationId: string, { id, asks }: WebSession, to: Moved, late: () => Error): Write {
  const { at = null, strength = null } = to.proved ?? {};
  const moved = sql`
    UPDATE web_session SET token_hash = ${tokenHash(to.token)}, asks = ${to.asks},
      proved_at = coalesce(${at}::timestamptz, proved_at), strength = coalesce(${strength}::int, strength)
    WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND ended_at IS NULL
      AND asks IS NOT DISTINCT FROM ${asks}`;
  return write(moved, { rows: 1, otherwise: late });
}

type Which = { organizationId: string; memberId: string; except?: string | undefined; now: Date };

/** Ends a member's sessions, and the links to new ones: all of them, or all but one. */
export function endSessions({ organizationId, memberId, except, now }: Which): Write[] {
  const whose = sql`organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid AND ended_at IS NULL`;
  return [
    write(sql`UPDATE web_session SET ended_at = ${now}::timestamptz
      WHERE ${whose} AND id IS DISTINCT FROM ${except ?? null}::uuid`),
    write(sql`UPDATE security_link SET ended_at = ${now}::timestamptz WHERE ${whose}`),
  ];
}

export function endSession(organizationId: string, id: string, now: Date): Write {
  return write(sql`
    UPDATE web_session SET ended_at = ${now}::timestamptz
    WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND ended_at IS NULL`);
}

const storedListed = z.object({
  id: z.string(),
  agent: z.string().nullable(),
  createdAt: storedTime,
  seenAt: storedTime,
});

/** Where a member is signed in: what a page lists of it. */
export type Listed = z.infer<typeof storedListed>;

const LISTED_MOST = 20;

/** The member's sessions that are open now, the last used first; at most 20. */
export async function listSessions(tx: Tx, organizationId: string, memberId: string, now: Date): Promise<Listed[]> {
  const time = sql`${now}::timestamptz`;
  const rows = await tx.$queryRaw<{ session: unknown }[]>`
    SELECT jsonb_build_object('id', s.id, 'agent', s.agent, 'createdAt', s.created_at, 'seenAt', s.seen_at) AS session
    FROM web_session s WHERE s.organization_id = ${organizationId}::uuid AND s.member_id = ${memberId}::uuid
      AND s.asks IS NULL AND ${isOpen(time)} ORDER BY s.seen_at DESC, s.id LIMIT ${LISTED_MOST}`;
  return rows.map(({ session }) => storedListed.parse(session));
}

/** Has the member been in with this browser before? */
export async function isKnownDevice(tx: Tx, organizationId: string, sessionId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM web_session mine JOIN web_session s ON s.organization_id = mine.organization_id
      AND s.member_id = mine.member_id AND s.device_hash = mine.device_hash AND s.proved_at IS NOT NULL
      AND s.purpose = 'sign-in' AND s.id <> mine.id
    WHERE mine.organization_id = ${organizationId}::uuid AND mine.id = ${sessionId}::uuid LIMIT 1`;
  return rows.length > 0;
}

/** The browser and the system of a session, as a mail tells them. */
export async function findAgent(tx: Tx, organizationId: string, id: string): Promise<string | null> {
  const session = await tx.webSession.findFirst({ where: { organizationId, id }, select: { agent: true } });
  return session?.agent ?? null;
}
