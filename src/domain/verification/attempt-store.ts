import type { ChatAccount } from "../../core/conversation.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import type { Accepted, Proof } from "../command.ts";
import { useAnswer } from "./answer-store.ts";
import { ATTEMPTS, DISABLED_AFTER, holderKey, LOCK_AFTER, LOCK_MINUTES, WEB } from "./challenge.ts";

/** A challenge on which an attempt was counted. */
export type Attempt = Omit<Proof, "strength" | "accepted"> & {
  codeHmac: string | null;
  /** the member's authenticator, where its code is asked for */
  authenticator: { id: string; sealed: string; lastStep: number } | null;
  now: Date;
};

/** Who types: a chat account, for itself and for the member it is linked to, the holder of a link, or a web session. */
type Typist = { account: ChatAccount } | ({ organizationId: string } & ({ link: string } | { session: string }));

export type AttemptDb = Pick<Tx, "$queryRaw" | "$executeRaw">;
export type Attempted = { by: Typist; command: string; subject: string; time: Sql };

/**
 * Counts an attempt and returns the challenge it was made on, or null when there is none left to try: none live, its
 * attempts used up, or the factor locked. Run it in a statement committed on its own, before the code is compared, so
 * that no rollback gives attempts back and parallel guesses each cost one. The failure is counted now and taken back
 * by `useUp`. Only a member's own failures lock the member's factor: anybody may type somebody's address and wrong
 * codes to connect a chat account, and those are bounded by their challenge and by how many such codes are sent.
 * In the web pages, failures are counted apart: who knows a password must not lock what the chat asks for.
 */
export async function countAttempt(db: AttemptDb, tried: Attempted): Promise<Attempt | null> {
  const { by, command, subject, time } = tried;
  const rows = await db.$queryRaw<Attempt[]>`
    WITH typist AS (${typist(by)}
    ), tried AS (
      UPDATE challenge c SET attempts = attempts + 1 FROM typist t
      WHERE c.organization_id = t.organization_id AND c.holder = t.holder AND c.command = ${command}
        AND c.subject = ${subject} AND c.attempts < ${ATTEMPTS} AND c.used_at IS NULL AND c.replaced_at IS NULL
        AND c.expires_at > ${time} AND ${isStrongEnough(time)}
      RETURNING c.*
    ), counted AS (
      INSERT INTO factor AS f (organization_id, member_id, kind, failures_in_row, failures, locked_until)
      SELECT organization_id, member_id, ${counter}, 1, 1, NULL FROM tried
      WHERE holder = 'member:' || member_id OR holder LIKE 'session:%'
      ON CONFLICT (organization_id, member_id, kind) DO UPDATE SET
        failures_in_row = f.failures_in_row + 1,
        failures = f.failures + 1,
        locked_until = CASE WHEN (f.failures_in_row + 1) % ${LOCK_AFTER} = 0
          THEN ${time} + ${LOCK_MINUTES} * interval '1 minute' ELSE f.locked_until END
      WHERE (f.locked_until IS NULL OR f.locked_until <= ${time}) AND f.failures_in_row < ${DISABLED_AFTER}
      RETURNING member_id
    )
    SELECT id::text AS "challengeId", organization_id::text AS "organizationId", code_hmac AS "codeHmac", version, digest,
      member_id::text AS "memberId", factor, ${counter} AS counter, ${time} AS now, ${held(time)} AS authenticator
    FROM tried
    WHERE member_id IS NULL OR holder <> 'member:' || member_id AND holder NOT LIKE 'session:%'
      OR member_id IN (SELECT member_id FROM counted)`;
  return rows[0] ?? null;
}

/** A code that was mailed before the member had something stronger is good no more, but for a new address of theirs. */
const isStrongEnough = (time: Sql) => sql`(c.factor <> 'email' OR c.sent_to IS NOT NULL OR c.member_id IS NULL
  OR c.holder NOT LIKE 'member:%' AND c.holder NOT LIKE 'session:%'
  OR factor_of(c.organization_id, c.member_id, ${time}) = 'email')`;

const held = (time: Sql) => sql`(SELECT jsonb_build_object('id', a.id, 'sealed', a.sealed, 'lastStep', a.last_step)
  FROM authenticator a WHERE factor = 'authenticator' AND a.organization_id = tried.organization_id
    AND a.member_id = tried.member_id AND a.active_at <= ${time} AND a.ended_at IS NULL)`;

const counter = sql`factor || CASE WHEN holder LIKE 'session:%' THEN ${WEB} ELSE '' END`;

function typist(by: Typist): Sql {
  if (!("account" in by)) return sql`SELECT ${by.organizationId}::uuid AS organization_id, ${holderKey(by)} AS holder`;
  const { platform, tenant, user } = by.account;
  return sql`
    SELECT t.organization_id, unnest(ARRAY[${holderKey(by)}, 'member:' || i.member_id]) AS holder FROM chat_tenant t
    LEFT JOIN identity i ON i.organization_id = t.organization_id AND i.platform = ${platform} AND i.tenant = ${tenant}
      AND i.user_id = ${user}
    WHERE t.platform = ${platform} AND t.tenant = ${tenant}`;
}

/** The challenges that a code typed by this chat account could be for; two are enough to know that it is not one. */
export function findWaiting(db: Pick<Tx, "$queryRaw">, account: ChatAccount, time: Sql) {
  return db.$queryRaw<{ command: string; subject: string; version: number }[]>`
    WITH typist AS (${typist({ account })})
    SELECT c.command, c.subject, c.version FROM challenge c JOIN typist t
      ON c.organization_id = t.organization_id AND c.holder = t.holder
    WHERE c.used_at IS NULL AND c.replaced_at IS NULL AND c.expires_at > ${time} AND c.attempts < ${ATTEMPTS} LIMIT 2`;
}

type Whose = { organizationId: string; memberId: string; counter: string };

/** Takes back what the right code was counted as: it is no failure, also where what it was for is refused. */
export async function forgiveFailures(db: Pick<Tx, "factor">, { organizationId, memberId, counter }: Whose) {
  await db.factor.updateMany({
    where: { organizationId, memberId, kind: counter },
    data: { failuresInRow: 0, lockedUntil: null },
  });
}

/** An attempt that was no failure: neither its challenge nor the factor counts it. What failed before stays counted. */
export async function takeBack(db: AttemptDb, { organizationId, challengeId, memberId, counter }: Attempt) {
  await db.$executeRaw`
    WITH tried AS (UPDATE challenge SET attempts = greatest(attempts - 1, 0)
      WHERE organization_id = ${organizationId}::uuid AND id = ${challengeId}::uuid)
    UPDATE factor SET failures = greatest(failures - 1, 0), failures_in_row = greatest(failures_in_row - 1, 0),
      locked_until = CASE WHEN failures_in_row % ${LOCK_AFTER} = 0 THEN NULL ELSE locked_until END
    WHERE organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid AND kind = ${counter}`;
}

/** Uses a challenge up, once, and forgives the factor's failures; `otherwise` if somebody else was first. */
export function useUp(organizationId: string, proof: Proof, now: Date, otherwise: () => Error): Write[] {
  const { challengeId, memberId, passkey } = proof;
  if (passkey && memberId) return useAnswer({ organizationId, memberId, challengeId, ...passkey }, now, otherwise);
  const used = sql`
    UPDATE challenge SET used_at = ${now}::timestamptz
    WHERE organization_id = ${organizationId}::uuid AND id = ${proof.challengeId}::uuid AND used_at IS NULL
      AND replaced_at IS NULL`;
  const forgiven = sql`
    UPDATE factor SET failures_in_row = 0, locked_until = NULL
    WHERE organization_id = ${organizationId}::uuid AND member_id = ${proof.memberId}::uuid AND kind = ${proof.counter}`;
  return [
    write(used, { rows: 1, otherwise }),
    ...(proof.memberId ? [write(forgiven)] : []),
    ...(proof.accepted ? [accept(organizationId, proof.accepted, otherwise)] : []),
  ];
}

/** A code of an authenticator is accepted once, whatever it was typed for. */
function accept(organizationId: string, { id, step }: Accepted, otherwise: () => Error): Write {
  const accepted = sql`
    UPDATE authenticator SET last_step = ${step} WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid
      AND last_step < ${step} AND ended_at IS NULL`;
  return write(accepted, { rows: 1, otherwise });
}
