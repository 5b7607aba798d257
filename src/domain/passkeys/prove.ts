import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import type { Proof } from "../command.ts";
import { type Credential, challengeFor, type PasskeyPurpose, type RelyingParty } from "./passkey.ts";
import { findPasskeyChallenge, findPasskeys } from "./store.ts";
import { credentialIdOf, readSigned } from "./webauthn.ts";

type Whose = { organizationId: string; memberId: string };
/** The answer to a challenge, and what its sender says that it is for. */
export type Answer = {
  challengeId: string;
  purpose: PasskeyPurpose;
  subject: string;
  decision: string;
  answer: unknown;
};

/** How much a passkey proves: a device that can't be phished, and that knows its user. */
const STRENGTH = 3;

/** The passkeys that count now. */
export async function findActive(tx: Tx, whose: Whose, now: Date): Promise<Credential[]> {
  return (await findPasskeys(tx, whose)).filter(({ activeAt }) => activeAt <= now);
}

/**
 * The proof that a passkey's answer is, or null: it is for something else, somebody else's, too old, or used. Like a code,
 * it is used up by what it is for, with the version and the digest that were signed.
 */
export async function provePasskey(
  tx: Tx,
  whose: Whose,
  rp: RelyingParty,
  { answer, decision, ...asked }: Answer,
  now: Date,
): Promise<Proof | null> {
  const kept = await findPasskeyChallenge(tx, whose, { id: asked.challengeId, ...asked }, sql`${now}::timestamptz`);
  const id = credentialIdOf(answer);
  const passkey = (await findActive(tx, whose, now)).find(({ credentialId }) => credentialId === id);
  if (!kept || !passkey) return null;
  const { nonce, subject, version, digest } = kept;
  const challenge = challengeFor({ ...whose, nonce }, [{ subject, version, digest, decision }]);
  const counter = await readSigned(answer, passkey, { rp, challenge });
  if (counter === null) return null;
  const proved = { factor: "passkey", counter: "passkey", strength: STRENGTH, accepted: null };
  return { ...whose, ...proved, challengeId: kept.id, version, digest, passkey: { id: passkey.id, counter } };
}
