import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Keyed hashes under SECRET_KEYS: the first key signs, all of them verify, so that keys can be rotated. */
export type Keys = {
  /** base64url HMAC-SHA256 (RFC 2104); `purpose` keeps one use's hashes from being good for another. */
  mac(purpose: string, data: string): string;
  matches(purpose: string, data: string, mac: string): boolean;
};

export function createKeys(secrets: readonly [string, ...string[]]): Keys {
  const hmac = (secret: string, purpose: string, data: string) =>
    createHmac("sha256", secret).update(`${purpose}\0${data}`).digest("base64url");
  return {
    mac: (purpose, data) => hmac(secrets[0], purpose, data),
    matches: (purpose, data, mac) => secrets.some((secret) => isSame(hmac(secret, purpose, data), mac)),
  };
}

/** SHA-256 as lower-case hex. */
export function sha256(data: string): string {
  return createHash("sha256").update(data).digest("hex");
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
