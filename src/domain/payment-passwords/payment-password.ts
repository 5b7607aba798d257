import { type Keys, keyIdOf } from "../../core/keys.ts";
import type { Length } from "../credentials/password.ts";

/** It is typed often, and can be tried a few times only: so it may be shorter than the password for signing in. */
export const PAYMENT_LENGTH: Length = { min: 8, max: 128 };
/** So many wrong ones in a row make it wait, and so many since it was set disable it until it is set anew. */
export const LOCK = { after: 5, minutes: 30, disabledAfter: 50 } as const;

/** Whose it is: a hash that was moved to another member's row can't be opened there. */
type Whose = { organizationId: string; memberId: string };
const boundTo = ({ organizationId, memberId }: Whose) => `payment-password ${organizationId} ${memberId}`;

/**
 * What is kept is the argon2id hash, encrypted: who has the database and not SECRET_KEYS has nothing to try passwords on
 * (NIST SP 800-63B-4, 3.1.1.2). The sealed text names its key, so keys can be changed without the password.
 */
export function sealHash(keys: Keys, whose: Whose, hash: string): string {
  return keys.seal(boundTo(whose), hash);
}

/** Null where its key is no longer among SECRET_KEYS: then nothing fits, and it has to be set anew. */
export function openHash(keys: Keys, whose: Whose, sealed: string): string | null {
  return keys.ids.includes(keyIdOf(sealed)) ? keys.open(boundTo(whose), sealed) : null;
}

/** The same under the first key. */
export function underFirstKey(keys: Keys, whose: Whose, sealed: string): string {
  return keyIdOf(sealed) === keys.ids[0] ? sealed : sealHash(keys, whose, keys.open(boundTo(whose), sealed));
}

export type PaymentState = {
  setAt: Date;
  /** it can be typed again then; null: now */
  lockedUntil: Date | null;
  isDisabled: boolean;
};
