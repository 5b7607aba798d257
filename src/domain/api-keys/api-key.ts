import { newToken, tokenHash } from "../../core/token.ts";

/** What a key may be used for. */
export const apiScopes = ["payment-password:verify"] as const;
export type ApiScope = (typeof apiScopes)[number];

export const EXPIRES_DAYS = { usual: 365, most: 730 } as const;
/** Letters, digits and what stands between them: it is typed at a command line. */
export const KEY_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const KEY = /^csk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/;

/**
 * `csk_<the id's beginning>_<32 random bytes, base64url>`. The first part is told from others by tools that look for
 * secrets in files, the second names the key in a list.
 */
export function newKey(id: string): { key: string; hash: string } {
  const key = `csk_${shortId(id)}_${newToken()}`;
  return { key, hash: tokenHash(key) };
}

/** What a list calls a key, beside its name. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** The hash under which a key is looked for; null for what can be none. */
export function hashOfKey(key: string): string | null {
  return KEY.test(key) ? tokenHash(key) : null;
}
