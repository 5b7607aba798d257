import type { Keys } from "../core/keys.ts";
import { inTransaction, type Tx } from "../db/transaction.ts";
import {
  findKeyIds,
  findOtherwiseSealed,
  replaceSealed,
  type Sealed,
  wipeEnded,
} from "../domain/authenticators/seal-store.ts";
import { boundTo } from "../domain/verification/factors/authenticator.ts";
import type { Services } from "./services.ts";

const BATCH = 100;

type Rotated = { ok: boolean; lines: string[] };

/** Re-seals what is not under the first key. `first`: that key's id, as whoever asks has it. */
export type RotateKeys = (asked: { first: string }) => Promise<Rotated>;

/**
 * Each batch is a transaction, and each secret is only replaced while it is what was read: it can be interrupted, and
 * done again for the rest. `progress` is told how many are done after each batch.
 */
export function createRotateKeys(
  { db, keys }: Pick<Services, "db" | "keys">,
  progress: (done: number) => void = () => undefined,
): RotateKeys {
  return async ({ first }) => {
    if (first !== keys.ids[0])
      return { ok: false, lines: ["The server runs with other SECRET_KEYS than these. Restart it, then try again."] };
    let [done, unreadable, after] = [0, 0, null as string | null];
    for (let isMore = true; isMore; ) {
      const batch = await inTransaction(db, (tx) => resealed(tx, keys, after));
      done += batch.done;
      unreadable += batch.unreadable;
      after = batch.last;
      isMore = after !== null;
      if (batch.done > 0) progress(done);
    }
    while ((await inTransaction(db, (tx) => wipeEnded(tx, BATCH))) > 0);
    return said(done, unreadable);
  };
}

async function resealed(tx: Tx, keys: Keys, after: string | null) {
  const found = await findOtherwiseSealed(tx, keys.ids[0] ?? "", after, BATCH);
  const rows = found.flatMap((row) => again(keys, row) ?? []);
  const done = rows.length > 0 ? await replaceSealed(tx, rows) : 0;
  return { done, unreadable: found.length - rows.length, last: found.at(-1)?.id ?? null };
}

/** The same secret under the first key; null where it can't be opened, which must not keep the others from it. */
function again(keys: Keys, { id, organizationId, memberId, sealed }: Sealed) {
  const bound = boundTo({ organizationId, memberId, id });
  try {
    return { id, was: sealed, is: keys.seal(bound, keys.open(bound, sealed)) };
  } catch {
    return null;
  }
}

function said(done: number, unreadable: number): Rotated {
  const lines = [`Sealed again under the first key: ${done === 1 ? "1 secret" : `${done} secrets`}.`];
  if (unreadable === 0) return { ok: true, lines };
  const which = unreadable === 1 ? "1 secret" : `${unreadable} secrets`;
  return { ok: false, lines: [...lines, `Not opened, as no key of SECRET_KEYS fits or they were changed: ${which}.`] };
}

/** Rejects with a sentence for the console where a secret is sealed under a key that is not there. */
export async function requireKnownKeys({ db, keys }: Pick<Services, "db" | "keys">): Promise<void> {
  const unknown = (await inTransaction(db, findKeyIds)).filter((id) => !keys.ids.includes(id));
  if (unknown.length === 0) return;
  throw new Error(
    `the database holds secrets under a key that is not in SECRET_KEYS (key id ${unknown.join(", ")}). Add the older key behind the others; it can be taken out after "countersign keys rotate". If SECRET_KEYS was not set before, the older key is in secret-key in DATA_DIR.`,
  );
}
