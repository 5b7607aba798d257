import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { type Added, ANSWER_MINUTES, type Credential, type RelyingParty } from "./passkey.ts";

/** COSE algorithms: EdDSA, ES256, RS256 (RFC 9053; WebAuthn Level 3, 5.8.5). */
const ALGORITHMS = [-8, -7, -257];
const TIMEOUT_MS = ANSWER_MINUTES * 60_000;

export type CreationOptions = PublicKeyCredentialCreationOptionsJSON;
export type RequestOptions = PublicKeyCredentialRequestOptionsJSON;

const bytes = (base64url: string) => new Uint8Array(Buffer.from(base64url, "base64url"));
const base64url = (some: Uint8Array) => Buffer.from(some).toString("base64url");

type Adding = {
  rp: RelyingParty;
  organization: string;
  member: { id: string; email: string; name: string };
  known: readonly Credential[];
  challenge: string;
};

/** What the browser is told to make: a key that asks its user for a PIN, a finger or a face. */
export function creationOptions({ rp, organization, member, known, challenge }: Adding): Promise<CreationOptions> {
  return generateRegistrationOptions({
    ...{ rpName: organization, rpID: rp.id, challenge: bytes(challenge), timeout: TIMEOUT_MS },
    ...{ userID: bytes(Buffer.from(member.id).toString("base64url")), userName: member.email },
    userDisplayName: member.name,
    excludeCredentials: known.map(described),
    authenticatorSelection: { userVerification: "required", residentKey: "preferred" },
    attestationType: "none",
    supportedAlgorithmIDs: ALGORITHMS,
  });
}

export function requestOptions(
  rp: RelyingParty,
  known: readonly Credential[],
  challenge: string,
): Promise<RequestOptions> {
  return generateAuthenticationOptions({
    ...{ rpID: rp.id, challenge: bytes(challenge), timeout: TIMEOUT_MS, userVerification: "required" },
    allowCredentials: known.map(described),
  });
}

function described({ credentialId, transports }: Credential) {
  return { id: credentialId, transports: transports as never };
}

type Expected = { rp: RelyingParty; challenge: string };

/** What a browser has made, or null: for something else, from another page, without its user, or no answer at all. */
export async function readAdded(answer: unknown, { rp, challenge }: Expected): Promise<Added | null> {
  const verified = await verifyRegistrationResponse({
    response: answer as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => null);
  if (!verified?.verified) return null;
  const { credential, credentialBackedUp } = verified.registrationInfo;
  return {
    credentialId: credential.id,
    publicKey: base64url(credential.publicKey),
    counter: credential.counter,
    transports: credential.transports ?? [],
    isBackedUp: credentialBackedUp,
  };
}

/** How often the key says that it was used by now, or null where it did not sign this. */
export async function readSigned(
  answer: unknown,
  credential: Credential,
  { rp, challenge }: Expected,
): Promise<number | null> {
  const { credentialId, publicKey, counter, transports } = credential;
  const verified = await verifyAuthenticationResponse({
    response: answer as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    credential: { id: credentialId, publicKey: bytes(publicKey), counter, transports: transports as never },
    requireUserVerification: true,
  }).catch(() => null);
  return verified?.verified ? verified.authenticationInfo.newCounter : null;
}

/** The id of the key that an answer says it is from; null: this is no answer. */
export function credentialIdOf(answer: unknown): string | null {
  if (typeof answer !== "object" || answer === null || !("id" in answer)) return null;
  return typeof answer.id === "string" ? answer.id : null;
}
