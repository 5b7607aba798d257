import { Refusal } from "../core/refusal.ts";
import { createLimit } from "../domain/credentials/hashing-limit.ts";
import { hashPassword } from "../domain/credentials/password.ts";

/** So many hashes for one invitation in ten minutes: enough for every attempt at two codes. */
const MOST = 10;
const WITHIN_MS = 10 * 60_000;

/** The hash of a good password, to be kept while a wrong code is corrected; null where it can't be made now. */
export type HashToKeep = (invitationId: string, password: string) => Promise<string | null>;

/**
 * Here somebody is hashed for before a right code has come, so it must not become a way to keep the server busy. Only
 * who holds an open link comes here, each invitation has MOST hashes, and all of them together have one thread. They
 * never wait in the line of those whose code was right, and where their own line is full, nothing is kept: then the
 * password is typed again, as if this did not exist. A code's attempt is counted before all of this, so it gives
 * nobody another guess.
 */
export function createHashToKeep(): HashToKeep {
  const limit = createLimit({ running: 1, waiting: 4 });
  const made = new Map<string, number>();

  function isAllowed(invitationId: string): boolean {
    const count = made.get(invitationId) ?? 0;
    if (count >= MOST) return false;
    made.set(invitationId, count + 1);
    if (count === 0) setTimeout(() => made.delete(invitationId), WITHIN_MS).unref();
    return true;
  }

  return async (invitationId, password) => {
    if (!isAllowed(invitationId)) return null;
    return hashPassword(password, limit).catch((error: unknown) => {
      if (error instanceof Refusal) return null;
      throw error;
    });
  };
}
