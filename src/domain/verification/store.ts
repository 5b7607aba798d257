import { randomUUID } from "node:crypto";
import type { ChatAccount } from "../../core/conversation.ts";
import type { Tx } from "../../db/transaction.ts";
import {
  ATTEMPTS,
  CODE_MINUTES,
  type CodeHolder,
  DISABLED_AFTER,
  holderKey,
  LOCK_AFTER,
  LOCK_MINUTES,
  minutesAfter,
  type Purpose,
} from "./challenge.ts";

type NewChallenge = {
  organizationId: string;
  holder: CodeHolder;
  memberId: string | null;
  purpose: Purpose;
  now: Date;
};

/** The codes a person was sent, or made somebody be sent, since `since`; newest first. */
export function findRecent(
  tx: Tx,
  organizationId: string,
  who: { holder: CodeHolder; memberId: string | null },
  since: Date,
) {
  const owner = who.memberId ? [{ memberId: who.memberId }] : [];
  return tx.challenge.findMany({
    where: { organizationId, createdAt: { gt: since }, OR: [{ holder: holderKey(who.holder) }, ...owner] },
    orderBy: { createdAt: "desc" },
    include: { member: { select: { factors: { where: { organizationId, kind: "email" } } } } },
  });
}

export type Challenge = Awaited<ReturnType<typeof findRecent>>[number];

type Row = { usedAt: Date | null; replacedAt: Date | null; expiresAt: Date; attempts: number };

export function isLive(challenge: Row, now: Date): boolean {
  return !challenge.usedAt && !challenge.replacedAt && challenge.expiresAt > now && challenge.attempts < ATTEMPTS;
}

/** A new challenge without a code: the worker makes the code when it sends it, so that no job ever holds one. */
export async function insertChallenge(tx: Tx, row: NewChallenge, attempts: number): Promise<string> {
  const { organizationId, memberId, purpose, now } = row;
  const id = randomUUID();
  const expiresAt = minutesAfter(now, CODE_MINUTES);
  const data = { id, organizationId, memberId, ...purpose, attempts, createdAt: now, expiresAt };
  await tx.challenge.create({ data: { ...data, holder: holderKey(row.holder) }, select: { id: true } });
  return id;
}

export async function replaceChallenge(tx: Tx, organizationId: string, id: string, now: Date): Promise<void> {
  await tx.challenge.updateMany({ where: { organizationId, id }, data: { replacedAt: now } });
}

/**
 * Codes for something that is decided are no longer waited for. One that is being tried this moment is left alone: an
 * attempt locks its challenge and then the member's factor, which whoever decides may hold already, so to wait for it
 * would be a deadlock; and what is decided refuses it anyway.
 */
export async function closeChallenges(tx: Tx, organizationId: string, subject: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE challenge SET replaced_at = ${now} WHERE id IN (
      SELECT id FROM challenge
      WHERE organization_id = ${organizationId}::uuid AND subject = ${subject} AND used_at IS NULL
        AND replaced_at IS NULL AND expires_at > ${now}
      FOR UPDATE SKIP LOCKED)`;
}

/** The challenge that waits to be sent, with the address it goes to; null if it is a decoy or no longer live. */
export async function findUnsent(tx: Tx, organizationId: string, id: string, now: Date) {
  const row = await tx.challenge.findUnique({ where: { id, organizationId }, include: { member: true } });
  return row?.member && isLive(row, now) ? { id: row.id, command: row.command, email: row.member.email } : null;
}

export async function setCode(tx: Tx, organizationId: string, id: string, codeHmac: string): Promise<void> {
  await tx.challenge.updateMany({ where: { organizationId, id, usedAt: null, replacedAt: null }, data: { codeHmac } });
}

/** Live challenges of a chat account: its own and its member's. */
export async function findLive(tx: Tx, organizationId: string, holders: CodeHolder[], now: Date) {
  const rows = await tx.challenge.findMany({
    where: {
      organizationId,
      holder: { in: holders.map(holderKey) },
      usedAt: null,
      replacedAt: null,
      expiresAt: { gt: now },
    },
  });
  return rows.filter((row) => isLive(row, now));
}

export type Attempt = { id: string; codeHmac: string | null; version: number; digest: string; memberId: string | null };
export type Attempted = {
  organizationId: string;
  /** who types: a chat account, for itself and for the member it is linked to, or the holder of a link */
  by: { account: ChatAccount } | { link: string };
  command: string;
  subject: string;
  now: Date;
};

/**
 * Counts an attempt and returns the challenge it was made on, or null when there is none left to try: none live, its
 * attempts used up, or the factor locked. Run it in a statement committed on its own, before the code is compared, so
 * that no rollback gives attempts back and parallel guesses each cost one. The failure is counted now and taken back
 * by `consume`. Only a member's own failures lock the member's factor: anybody may type somebody's address and wrong
 * codes to connect a chat account, and those are bounded by their challenge and by how many such codes are sent.
 */
export async function countAttempt(tx: Pick<Tx, "$queryRaw">, tried: Attempted): Promise<Attempt | null> {
  const { organizationId, by, command, subject, now } = tried;
  const { platform, tenant, user } = "account" in by ? by.account : { platform: "", tenant: "", user: "" };
  const lockedUntil = minutesAfter(now, LOCK_MINUTES);
  const rows = await tx.$queryRaw<Attempt[]>`
    WITH tried AS (
      UPDATE challenge SET attempts = attempts + 1
      WHERE organization_id = ${organizationId}::uuid AND command = ${command}
        AND (holder = ${holderKey(by)} OR holder = (
          SELECT 'member:' || member_id FROM identity
          WHERE organization_id = ${organizationId}::uuid AND platform = ${platform} AND tenant = ${tenant} AND user_id = ${user}))
        AND subject = ${subject} AND attempts < ${ATTEMPTS} AND used_at IS NULL AND replaced_at IS NULL
        AND expires_at > ${now}
      RETURNING id, holder, code_hmac, version, digest, member_id
    ), counted AS (
      INSERT INTO factor AS f (organization_id, member_id, kind, failures_in_row, failures, locked_until)
      SELECT ${organizationId}::uuid, member_id, 'email', 1, 1, NULL FROM tried WHERE holder = 'member:' || member_id
      ON CONFLICT (organization_id, member_id, kind) DO UPDATE SET
        failures_in_row = f.failures_in_row + 1,
        failures = f.failures + 1,
        locked_until = CASE WHEN (f.failures_in_row + 1) % ${LOCK_AFTER} = 0 THEN ${lockedUntil} ELSE f.locked_until END
      WHERE (f.locked_until IS NULL OR f.locked_until <= ${now}) AND f.failures_in_row < ${DISABLED_AFTER}
      RETURNING member_id
    )
    SELECT id::text, code_hmac AS "codeHmac", version, digest, member_id::text AS "memberId" FROM tried
    WHERE member_id IS NULL OR holder <> 'member:' || member_id OR member_id IN (SELECT member_id FROM counted)`;
  return rows[0] ?? null;
}

/** Takes back what the right code was counted as: it is no failure, also where what it was for is refused. */
export async function forgiveFailures(tx: Pick<Tx, "factor">, organizationId: string, memberId: string): Promise<void> {
  await tx.factor.updateMany({
    where: { organizationId, memberId, kind: "email" },
    data: { failuresInRow: 0, lockedUntil: null },
  });
}

/** Uses a challenge up, once, and forgives the factor's failures. False if somebody else was first. */
export async function consumeChallenge(tx: Tx, organizationId: string, id: string, now: Date): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH used AS (
      UPDATE challenge SET used_at = ${now}
      WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND used_at IS NULL AND replaced_at IS NULL
      RETURNING id, member_id
    ), forgiven AS (
      UPDATE factor SET failures_in_row = 0, locked_until = NULL
      WHERE organization_id = ${organizationId}::uuid AND kind = 'email' AND member_id IN (SELECT member_id FROM used)
    )
    SELECT id::text FROM used`;
  return rows.length === 1;
}
