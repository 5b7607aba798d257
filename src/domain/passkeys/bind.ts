import { Refusal } from "../../core/refusal.ts";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import { countsFrom } from "../authenticators/authenticator.ts";
import { findActivation, findHeld } from "../authenticators/store.ts";
import type { Read } from "../sessions/store.ts";
import type { Effects } from "../verification/proof.ts";
import { challengeFor, PASSKEY_NAME, PASSKEYS, type RelyingParty } from "./passkey.ts";
import {
  deletePasskey,
  findPasskeyChallenge,
  findPasskeys,
  insertPasskey,
  insertPasskeyChallenge,
  useChallenge,
} from "./store.ts";
import { type CreationOptions, creationOptions, readAdded } from "./webauthn.ts";

type Whose = { organizationId: string; memberId: string };
type Session = Pick<Read, "id" | "member" | "strength" | "now">;

const DECISION = "add";
const signed = (session: { id: string }) => ({ subject: session.id, version: 1, digest: "" });
const wrong = () => new Refusal(text("web.passkey-not-added"));

/** What a browser needs to make a passkey for this session, and the challenge that it is bound to. */
export async function beginPasskey(
  tx: Tx,
  { organization, rp, session }: { organization: { id: string; name: string }; rp: RelyingParty; session: Session },
): Promise<Effects & { challengeId: string; options: CreationOptions }> {
  const { member, now } = session;
  const whose = { organizationId: organization.id, memberId: member.id };
  const { challenge, write } = insertPasskeyChallenge(whose, { purpose: "add", ...signed(session) }, now);
  const options = await creationOptions({
    ...{ rp, organization: organization.name, known: await findPasskeys(tx, whose) },
    member: { id: member.id, email: member.email, name: member.name ?? member.email },
    challenge: challengeFor({ ...whose, nonce: challenge.nonce }, [{ ...signed(session), decision: DECISION }]),
  });
  return { challengeId: challenge.id, options, events: [], writes: [write] };
}

type Adding = { challengeId: string; name: string; answer: unknown };

/** Keeps the passkey that a browser made, if it was made for this session. */
export async function addPasskey(
  tx: Tx,
  organizationId: string,
  { rp, session }: { rp: RelyingParty; session: Session },
  { challengeId, name, answer }: Adding,
): Promise<Effects & { activeAt: Date }> {
  const { id: subject, member, now } = session;
  const whose = { organizationId, memberId: member.id };
  const asked = { id: challengeId, purpose: "add" as const, subject };
  const kept = await findPasskeyChallenge(tx, whose, asked, sql`${now}::timestamptz`);
  if (!kept) throw wrong();
  const challenge = challengeFor({ ...whose, nonce: kept.nonce }, [{ ...signed(session), decision: DECISION }]);
  const added = await readAdded(answer, { rp, challenge });
  if (!added) throw wrong();
  const known = await findPasskeys(tx, whose);
  if (known.length >= PASSKEYS) throw new Refusal(text("web.passkey-too-many", { most: PASSKEYS }));
  const activeAt = await activeFrom(tx, organizationId, session);
  const { id, write } = insertPasskey({ ...added, ...whose, name: nameFor(name), activeAt, now });
  return {
    activeAt,
    events: [{ kind: "passkey.added", memberId: member.id, passkeyId: id, activeAt: activeAt.toISOString() }],
    writes: [useChallenge(whose, kept.id, now, wrong), write],
  };
}

/** At once where something strong was proved in this session, as for another authenticator app. */
async function activeFrom(tx: Tx, organizationId: string, { member, strength, now }: Session): Promise<Date> {
  return countsFrom({ activatedAt: await findActivation(tx, organizationId, member.id), strength, now });
}

function nameFor(typed: string): string {
  const name = typed.normalize("NFC").trim();
  if (name === "") throw new Refusal(text("field.required"), { field: "name" });
  if (name.length > PASSKEY_NAME.most)
    throw new Refusal(text("field.too-long", { max: PASSKEY_NAME.most, length: name.length }), { field: "name" });
  return name;
}

/** Is there something else that protects what the member may do, without this passkey? */
export async function isProtected(tx: Tx, whose: Whose, without: string, now: Date): Promise<boolean> {
  const { confirmed } = await findHeld(tx, whose.organizationId, whose.memberId);
  if (confirmed?.activeAt && confirmed.activeAt <= now) return true;
  return (await findPasskeys(tx, whose)).some(({ id, activeAt }) => id !== without && activeAt <= now);
}

/** The member takes it off. */
export function removePasskey(whose: Whose, passkeyId: string): Effects {
  return {
    events: [{ kind: "passkey.removed", memberId: whose.memberId, passkeyIds: [passkeyId], how: "self" }],
    writes: [deletePasskey(whose, passkeyId, () => new Refusal(text("web.passkey-gone")))],
  };
}
