import { randomBytes } from "node:crypto";
import { sha256 } from "./keys.ts";

/** What a link or a cookie holds: 32 random bytes, base64url. Only its SHA-256 is kept. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

export function tokenHash(token: string): string {
  return sha256(token);
}

/** True for what could be a token at all; anything else needs no look-up. */
export function isToken(token: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(token);
}
