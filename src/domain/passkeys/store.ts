import { randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { minutesAfter } from "../verification/challenge.ts";
import { type Added, ANSWER_MINUTES, type Credential, type PasskeyPurpose } from "./passkey.ts";

type Whose = { organizationId: string; memberId: string };

/** A member's passkeys, the oldest first: also those that count later. */
export async function findPasskeys(tx: Pick<Tx, "passkey">, whose: Whose): Promise<Credential[]> {
  const rows = await tx.passkey.findMany({ where: whose, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  return rows.map((row) => ({ ...row, counter: Number(row.counter) }));
}

type NewPasskey = Added & Whose & { name: string; activeAt: Date; now: Date };

/** A new one; `known` where this very key is there already. */
export function insertPasskey(passkey: NewPasskey): { id: string; write: Write } {
  const { organizationId, memberId, credentialId, publicKey, counter, transports, name, isBackedUp } = passkey;
  const { activeAt, now } = passkey;
  const id = randomUUID();
  const statement = sql`
    INSERT INTO passkey (id, organization_id, member_id, credential_id, public_key, counter, transports, name,
      is_backed_up, created_at, active_at)
    VALUES (${id}::uuid, ${organizationId}::uuid, ${memberId}::uuid, ${credentialId}, ${publicKey}, ${counter}::bigint,
      ${transports}::text[], ${name}, ${isBackedUp}, ${now}::timestamptz, ${activeAt}::timestamptz)`;
  return { id, write: write(statement) };
}

/** `gone` where it is no more. */
export function deletePasskey({ organizationId, memberId }: Whose, id: string, gone: () => Error): Write {
  return write(
    sql`DELETE FROM passkey WHERE organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid
      AND id = ${id}::uuid`,
    { rows: 1, otherwise: gone },
  );
}

/** All of a member's. */
export function deletePasskeys({ organizationId, memberId }: Whose): Write {
  return write(
    sql`DELETE FROM passkey WHERE organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid`,
  );
}

export type Asking = { purpose: PasskeyPurpose; subject: string; version: number; digest: string };
const storedChallenge = z.object({ id: z.string(), nonce: z.string(), subject: z.string(), version: z.number() });
export type PasskeyChallenge = z.infer<typeof storedChallenge> & { digest: string };

/** Random bytes that an answer will be bound to. */
export function insertPasskeyChallenge(
  { organizationId, memberId }: Whose,
  { purpose, subject, version, digest }: Asking,
  now: Date,
): { challenge: PasskeyChallenge; write: Write } {
  const challenge = { id: randomUUID(), nonce: randomBytes(32).toString("base64url"), subject, version, digest };
  const statement = sql`
    INSERT INTO passkey_challenge (id, organization_id, member_id, nonce, purpose, subject, version, digest, created_at,
      expires_at)
    VALUES (${challenge.id}::uuid, ${organizationId}::uuid, ${memberId}::uuid, ${challenge.nonce}, ${purpose},
      ${subject}::uuid, ${version}, ${digest}, ${now}::timestamptz, ${minutesAfter(now, ANSWER_MINUTES)}::timestamptz)`;
  return { challenge, write: write(statement) };
}

/** One of the member's that is not used and not too old, or null. */
export async function findPasskeyChallenge(
  tx: Tx,
  { organizationId, memberId }: Whose,
  { id, purpose, subject }: { id: string; purpose: PasskeyPurpose; subject: string },
  time: Sql,
): Promise<PasskeyChallenge | null> {
  if (!z.uuid().safeParse(id).success) return null;
  const rows = await tx.$queryRaw<PasskeyChallenge[]>`
    SELECT id::text, nonce, subject::text, version, digest FROM passkey_challenge
    WHERE organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid AND id = ${id}::uuid
      AND purpose = ${purpose} AND subject = ${subject}::uuid AND used_at IS NULL AND expires_at > ${time}`;
  return rows[0] ?? null;
}

/** A challenge that adds a passkey is used without one. */
export function useChallenge({ organizationId, memberId }: Whose, id: string, now: Date, late: () => Error): Write {
  return write(
    sql`UPDATE passkey_challenge SET used_at = ${now}::timestamptz WHERE organization_id = ${organizationId}::uuid
      AND member_id = ${memberId}::uuid AND id = ${id}::uuid AND used_at IS NULL`,
    { rows: 1, otherwise: late },
  );
}
