import { createHash } from "node:crypto";
import { isIP } from "node:net";

/** So many passkeys a member may have. */
export const PASSKEYS = 10;
/** Minutes for which a device may take to answer. */
export const ANSWER_MINUTES = 5;
/** Minutes for which a link to a page is good on which something is decided with a passkey. */
export const LINK_MINUTES = 10;
export const PASSKEY_NAME = { most: 40 };

/** What a passkey's answer is for: to add it, to go on in a web session, or to decide a request. */
const purposes = ["add", "session", "request"] as const;
export type PasskeyPurpose = (typeof purposes)[number];

/** What is signed for: `subject` is a session or a request; `decision` what is done with it. */
export type Signed = { subject: string; version: number; digest: string; decision: string };

type Passkey = {
  id: string;
  name: string;
  createdAt: Date;
  /** from then on it counts */
  activeAt: Date;
  usedAt: Date | null;
  isBackedUp: boolean;
};

/** A passkey as browsers are asked for it, and as its answers are verified. */
export type Credential = Passkey & {
  credentialId: string;
  publicKey: string;
  counter: number;
  transports: string[];
};

export type Added = Pick<Credential, "credentialId" | "publicKey" | "counter" | "transports"> & { isBackedUp: boolean };

type Bound = { organizationId: string; memberId: string; nonce: string };

/**
 * What a device signs (base64url): SHA-256 over 32 random bytes that are kept here, the organization, the member, and the
 * list of what is decided. So an answer fits nothing else: no other request, version, content, decision or person.
 */
export function challengeFor({ organizationId, memberId, nonce }: Bound, signed: readonly Signed[]): string {
  const list = signed.map(({ subject, version, digest, decision }) => [subject, version, digest, decision]);
  return createHash("sha256")
    .update(Buffer.from(nonce, "base64url"))
    .update(JSON.stringify([organizationId, memberId, list]))
    .digest("base64url");
}

/** Whose passkeys they are (WebAuthn Level 3, 5.1.2): a host, and the only origin that may use them. */
export type RelyingParty = { id: string; origin: string };

/** Null where browsers allow none: an IP address is no relying party, and only https and localhost are secure. */
export function relyingParty(publicUrl: string): RelyingParty | null {
  const { hostname, origin, protocol } = new URL(publicUrl);
  const isSecure = protocol === "https:" || hostname === "localhost" || hostname.endsWith(".localhost");
  return isSecure && isIP(hostname.replace(/^\[|\]$/g, "")) === 0 ? { id: hostname, origin } : null;
}
