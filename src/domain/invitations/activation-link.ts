import { randomBytes } from "node:crypto";
import { sha256 } from "../../core/keys.ts";

/** How a link reached the invitee: the one by chat also links the chat account it was sent to. */
export type Via = "email" | "chat" | "console";

/** What a link holds: 32 random bytes, base64url. Only its SHA-256 is kept. */
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

export function activationUrl(publicUrl: string, token: string): string {
  return new URL(`/activate/${token}`, publicUrl).href;
}

type Opened = {
  usedAt: Date | null;
  replacedAt: Date | null;
  invitation: { state: string; expiresAt: Date };
};

/** A link opens while it is the newest of its kind, unused, and its invitation is pending and in time. */
export function isOpenLink(link: Opened, now: Date): boolean {
  const { invitation } = link;
  return !link.usedAt && !link.replacedAt && invitation.state === "pending" && invitation.expiresAt > now;
}
