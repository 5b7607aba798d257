import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { ChatAccount } from "../../core/conversation.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { storedTime } from "../access/actor-store.ts";
import { ATTEMPTS, type CodeHolder, holderKey, minutesAfter, type Purpose } from "./challenge.ts";
import type { Factor } from "./factors/factor.ts";

const storedCodes = z.object({
  challenges: z.array(
    z.object({
      ...{ id: z.string(), holder: z.string(), memberId: z.string().nullable(), command: z.string() },
      ...{ subject: z.string(), version: z.number(), digest: z.string(), attempts: z.number(), factor: z.string() },
      ...{ createdAt: storedTime, expiresAt: storedTime },
      ...{ replacedAt: storedTime.nullable(), usedAt: storedTime.nullable() },
    }),
  ),
  factors: z.array(z.object({ kind: z.string(), failuresInRow: z.number(), lockedUntil: storedTime.nullable() })),
});

/** The codes that a person was sent, or made a member be sent, of late; newest first. And how often the member failed. */
export type RecentCodes = z.infer<typeof storedCodes>;
export type Challenge = RecentCodes["challenges"][number];

/** Reads back what the SQL function `recent_codes` gives. */
export function readCodes(stored: unknown): RecentCodes {
  return storedCodes.parse(stored);
}

type Whose = { organizationId: string; holder: CodeHolder; memberId: string | null };

export async function findRecentCodes(tx: Tx, { organizationId, holder, memberId }: Whose, since: Date) {
  const [row] = await tx.$queryRaw<{ codes: unknown }[]>`
    SELECT recent_codes(${organizationId}::uuid, ${holderKey(holder)}, ${memberId}::uuid, ${since}::timestamptz) AS codes`;
  return readCodes(row?.codes);
}

/** The same for a member, locked until the transaction ends: what is counted for them can't grow meanwhile. */
export async function lockRecentCodes(tx: Tx, organizationId: string, memberId: string, since: Date) {
  const [row] = await tx.$queryRaw<{ codes: unknown }[]>`
    SELECT recent_codes_locked(${organizationId}::uuid, ${memberId}::uuid, ${since}::timestamptz) AS codes`;
  return readCodes(row?.codes);
}

type Row = { usedAt: Date | null; replacedAt: Date | null; expiresAt: Date; attempts: number };

export function isLive(challenge: Row, now: Date): boolean {
  return !challenge.usedAt && !challenge.replacedAt && challenge.expiresAt > now && challenge.attempts < ATTEMPTS;
}

type NewChallenge = Whose & {
  purpose: Purpose;
  factor: Factor;
  attempts: number;
  /** an address that is not the member's yet, which the code goes to */
  sentTo?: string | undefined;
  now: Date;
};

/** A new challenge without a code: the worker makes the code when it sends it, so that no job ever holds one. */
export function insertChallenge(row: NewChallenge): { challengeId: string; write: Write } {
  const { organizationId, holder, memberId, purpose, factor, attempts, sentTo = null, now } = row;
  const { command, subject, version, digest } = purpose;
  const challengeId = randomUUID();
  const expiresAt = minutesAfter(now, factor.minutes);
  const statement = sql`
    INSERT INTO challenge (id, organization_id, holder, member_id, command, subject, version, digest, factor, attempts,
      created_at, expires_at, sent_to)
    VALUES (${challengeId}::uuid, ${organizationId}::uuid, ${holderKey(holder)}, ${memberId}::uuid, ${command}, ${subject},
      ${version}, ${digest}, ${factor.kind}, ${attempts}, ${now}::timestamptz, ${expiresAt}::timestamptz, ${sentTo})`;
  return { challengeId, write: write(statement) };
}

/** Another challenge for the same takes the place of the one there is, however old that is: only one can be live. */
export function replaceChallenge(
  organizationId: string,
  holder: CodeHolder,
  { command, subject }: Pick<Purpose, "command" | "subject">,
  now: Date,
): Write {
  return write(sql`
    UPDATE challenge SET replaced_at = ${now}::timestamptz
    WHERE organization_id = ${organizationId}::uuid AND holder = ${holderKey(holder)} AND command = ${command}
      AND subject = ${subject} AND used_at IS NULL AND replaced_at IS NULL`);
}

/**
 * Codes for something that is decided are no longer waited for, except the one that decided it. One that is being tried
 * this moment is left alone: an attempt locks its challenge and then the member's factor, which the one who decides may
 * hold already, so to wait for it would be a deadlock; and what is decided refuses it anyway.
 */
export function closeChallenges(organizationId: string, subject: string, except: string | null, now: Date): Write {
  return write(sql`
    UPDATE challenge SET replaced_at = ${now}::timestamptz WHERE id IN (
      SELECT id FROM challenge
      WHERE organization_id = ${organizationId}::uuid AND subject = ${subject} AND used_at IS NULL
        AND replaced_at IS NULL AND expires_at > ${now}::timestamptz AND id IS DISTINCT FROM ${except}::uuid
      FOR UPDATE SKIP LOCKED)`);
}

/**
 * Notes the code of a challenge that waits to be sent, and returns who it goes to; null if it is a decoy or no longer
 * live.
 */
export async function setCode(tx: Tx, organizationId: string, coded: { id: string; codeHmac: string }, time: Sql) {
  const { id, codeHmac } = coded;
  const rows = await tx.$queryRaw<
    {
      command: string;
      subject: string;
      email: string;
      name: string | null;
      locale: string | null;
      zone: string | null;
    }[]
  >`
    UPDATE challenge c SET code_hmac = ${codeHmac} FROM member m
    WHERE c.organization_id = ${organizationId}::uuid AND c.id = ${id}::uuid AND c.factor = 'email' AND c.used_at IS NULL
      AND c.replaced_at IS NULL AND c.expires_at > ${time} AND c.attempts < ${ATTEMPTS}
      AND m.organization_id = c.organization_id AND m.id = c.member_id
    RETURNING c.command, c.subject, coalesce(c.sent_to, m.alternate, m.email) AS email, m.name, m.locale, m.zone`;
  return rows[0] ?? null;
}

/** The live challenge of a chat account that is linked to nobody, or null. */
export async function findLive(tx: Tx, organizationId: string, account: ChatAccount, now: Date) {
  const rows = await tx.challenge.findMany({
    where: { organizationId, holder: holderKey({ account }), usedAt: null, replacedAt: null, expiresAt: { gt: now } },
  });
  return rows.find((row) => isLive(row, now)) ?? null;
}
