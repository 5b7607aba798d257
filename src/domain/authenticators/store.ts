import { randomUUID } from "node:crypto";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";

export type Held = {
  id: string;
  sealed: string;
  createdAt: Date;
  confirmedAt: Date | null;
  activeAt: Date | null;
};

/** The member's authenticators: the one that counts or is about to, and the one that is being set up. */
export async function findHeld(tx: Tx, organizationId: string, memberId: string) {
  const rows: Held[] = await tx.authenticator.findMany({ where: { organizationId, memberId, endedAt: null } });
  return {
    confirmed: rows.find((row) => row.confirmedAt) ?? null,
    begun: rows.find((row) => !row.confirmedAt) ?? null,
  };
}

/** When the member activated. */
export async function findActivation(tx: Tx, organizationId: string, id: string): Promise<Date | null> {
  const member = await tx.member.findFirst({ where: { organizationId, id }, select: { activatedAt: true } });
  return member?.activatedAt ?? null;
}

type Whose = { organizationId: string; memberId: string };

/** Another one is set up; what was begun before is forgotten. */
export function insertBegun(
  { organizationId, memberId }: Whose,
  { id, sealed, now }: { id: string; sealed: string; now: Date },
): Write[] {
  return [
    write(sql`DELETE FROM authenticator WHERE organization_id = ${organizationId}::uuid
      AND member_id = ${memberId}::uuid AND confirmed_at IS NULL`),
    write(sql`INSERT INTO authenticator (id, organization_id, member_id, sealed, created_at)
      VALUES (${id}::uuid, ${organizationId}::uuid, ${memberId}::uuid, ${sealed}, ${now}::timestamptz)`),
  ];
}

export const newId = (): string => randomUUID();

type Confirmed = { id: string; activeAt: Date; step: number; now: Date };

/**
 * It is set up, and takes the place of the older one; what that failed at is forgotten. The code that showed it is used.
 * `late` where another one was set up meanwhile.
 */
export function confirmBegun(
  { organizationId, memberId }: Whose,
  { id, activeAt, step, now }: Confirmed,
  late: () => Error,
): Write[] {
  const confirmed = sql`
    UPDATE authenticator SET confirmed_at = ${now}::timestamptz, active_at = ${activeAt}::timestamptz, last_step = ${step}
    WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid AND confirmed_at IS NULL AND ended_at IS NULL`;
  return [
    write(confirmed, { rows: 1, otherwise: late }),
    write(sql`DELETE FROM factor WHERE organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid
      AND kind LIKE 'authenticator%'`),
  ];
}

/** The member's authenticator is one no more. Run it before another one is confirmed, in a statement of its own. */
export async function endConfirmed(tx: Tx, { organizationId, memberId }: Whose, now: Date): Promise<number> {
  const { count } = await tx.authenticator.updateMany({
    where: { organizationId, memberId, endedAt: null, confirmedAt: { not: null } },
    data: { endedAt: now, sealed: "" },
  });
  return count;
}

/** The same as a write: where no other one takes its place. */
export function endConfirmedOf({ organizationId, memberId }: Whose, now: Date): Write {
  return write(sql`
    UPDATE authenticator SET ended_at = ${now}::timestamptz, sealed = '' WHERE organization_id = ${organizationId}::uuid
      AND member_id = ${memberId}::uuid AND ended_at IS NULL AND confirmed_at IS NOT NULL`);
}

/** All that a member has to prove with beside the mail is gone. */
export function endAuthenticators({ organizationId, memberId }: Whose, now: Date): Write[] {
  const whose = sql`organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid`;
  return [
    write(
      sql`UPDATE authenticator SET ended_at = ${now}::timestamptz, sealed = '' WHERE ${whose} AND ended_at IS NULL`,
    ),
    write(sql`DELETE FROM recovery_code WHERE ${whose}`),
  ];
}

/** Ten new ones; the older ones are good no more. */
export function replaceRecoveryCodes(
  { organizationId, memberId }: Whose,
  hashes: readonly string[],
  now: Date,
): Write[] {
  const rows = JSON.stringify(hashes.map((hash, position) => ({ hash, position })));
  return [
    write(sql`
      INSERT INTO recovery_code (organization_id, member_id, position, hash, created_at)
      SELECT ${organizationId}::uuid, ${memberId}::uuid, position, hash, ${now}::timestamptz
      FROM jsonb_to_recordset(${rows}::jsonb) AS made (position int, hash text)
      ON CONFLICT (organization_id, member_id, position) DO UPDATE SET hash = excluded.hash,
        created_at = excluded.created_at, used_at = NULL`),
  ];
}

/** The hash of one of the ten, if it was not used; null otherwise. */
export async function findRecoveryHash(tx: Tx, { organizationId, memberId }: Whose, position: number) {
  const row = await tx.recoveryCode.findFirst({ where: { organizationId, memberId, position, usedAt: null } });
  return row?.hash ?? null;
}

export function useRecoveryCode(
  { organizationId, memberId }: Whose,
  position: number,
  now: Date,
  late: () => Error,
): Write {
  const used = sql`
    UPDATE recovery_code SET used_at = ${now}::timestamptz WHERE organization_id = ${organizationId}::uuid
      AND member_id = ${memberId}::uuid AND position = ${position} AND used_at IS NULL`;
  return write(used, { rows: 1, otherwise: late });
}

export function countRecoveryCodes(tx: Tx, { organizationId, memberId }: Whose): Promise<number> {
  return tx.recoveryCode.count({ where: { organizationId, memberId, usedAt: null } });
}
