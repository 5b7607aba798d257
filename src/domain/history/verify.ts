import type { Tx } from "../../db/transaction.ts";
import { GENESIS, misfit } from "./chain.ts";
import { findHead, readChain } from "./store.ts";

export type Verdict = { ok: true; entries: number; head: string } | { ok: false; sequence: number; reason: string };

/** A head noted earlier, outside the database: without one, cutting off the newest entries and the head can't be seen. */
export type Anchor = { sequence: number; hash: string };

const BATCH = 1000;

/** Walks the whole chain, a batch at a time, and names the first entry that doesn't fit. */
export async function verifyChain(
  read: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>,
  organizationId: string,
  anchor: Anchor | null,
): Promise<Verdict> {
  let before = { sequence: 0, hash: GENESIS };
  const head = await read((tx) => findHead(tx, organizationId));
  for (;;) {
    const after = before.sequence;
    const rows = await read((tx) => readChain(tx, organizationId, after, BATCH));
    for (const row of rows) {
      const reason = misfit(row, before) ?? offAnchor(row, anchor);
      if (reason) return { ok: false, sequence: row.sequence, reason };
      before = row;
    }
    if (rows.length < BATCH) break;
  }
  const end = await read((tx) => findHead(tx, organizationId));
  return atHead(before, { head, end }, anchor);
}

function offAnchor(row: { sequence: number; hash: string }, anchor: Anchor | null): string | null {
  return anchor && row.sequence === anchor.sequence && row.hash !== anchor.hash
    ? "its hash is not the one that was noted"
    : null;
}

// `head` was read before the entries and `end` after them: what was appended meanwhile is between the two.
function atHead(
  last: Anchor,
  { head, end }: { head: Anchor | null; end: Anchor | null },
  anchor: Anchor | null,
): Verdict {
  if (!head || !end) return { ok: false, sequence: 0, reason: "the chain's head is missing" };
  if (last.sequence > end.sequence)
    return { ok: false, sequence: end.sequence + 1, reason: "it comes after the chain's head" };
  if (last.sequence < head.sequence)
    return { ok: false, sequence: last.sequence + 1, reason: "entries are missing at the end" };
  if ([head, end].some(({ sequence, hash }) => last.sequence === sequence && last.hash !== hash)) {
    return { ok: false, sequence: last.sequence, reason: "the chain's head has another hash" };
  }
  if (anchor && last.sequence < anchor.sequence) {
    return { ok: false, sequence: last.sequence + 1, reason: "entries up to the noted one are missing" };
  }
  return { ok: true, entries: last.sequence, head: last.hash };
}
