import type { Sender } from "../core/conversation.ts";
import { Throttled } from "../core/conversation.ts";
import type { Log } from "../core/log.ts";
import type { Platform } from "../core/platform.ts";
import { inTransaction } from "../db/transaction.ts";
import { findAccountsIn } from "../domain/identities/store.ts";
import type { Left } from "./left-chat.ts";
import type { Services } from "./services.ts";

type Parts = Pick<Services, "db"> & {
  organizationId: string;
  senders: ReadonlyMap<Platform, Sender>;
  left: Left;
  /** milliseconds since any moment, that never go back: nothing that is kept depends on them */
  elapsed: () => number;
  log: Log;
};
/** Where a round through the people of a platform is, and when it began. */
type Round = { after: string; began: number; isOver: boolean };

const PEOPLE_AT_ONCE = 20;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Looks up, a few at a time, whether the people of a platform that does not tell are still there: each of them about once
 * a day. Where it is in a round is in memory: after a start it begins again, and nobody is told anything twice.
 */
export function createRosterRound(parts: Parts): () => Promise<void> {
  const rounds = new Map<Platform, Round>();
  return async () => {
    for (const [platform, sender] of parts.senders) {
      if (!sender.isThere) continue;
      const round = current(rounds.get(platform), parts.elapsed());
      rounds.set(platform, round);
      if (!round.isOver) await lookFurther(parts, { platform, sender, round });
    }
  };
}

function current(round: Round | undefined, now: number): Round {
  const isDue = !round || (round.isOver && now - round.began >= DAY_MS);
  return isDue ? { after: "", began: now, isOver: false } : round;
}

type Looking = { platform: Platform; sender: Sender; round: Round };

async function lookFurther(parts: Parts, { platform, sender, round }: Looking): Promise<void> {
  const place = { platform, tenant: sender.tenant(), after: round.after, most: PEOPLE_AT_ONCE };
  const people = await inTransaction(parts.db, (tx) => findAccountsIn(tx, parts.organizationId, place));
  for (const { user, hasLeft } of people) {
    const isThere = await ask(parts, sender, user);
    // It is asked to wait, so the rest has time.
    if (isThere === "later") return;
    if (isThere !== null && isThere === hasLeft) await parts.left({ platform, tenant: place.tenant, user }, !isThere);
    round.after = user;
  }
  round.isOver = people.length < PEOPLE_AT_ONCE;
}

async function ask({ log }: Parts, sender: Sender, user: string): Promise<boolean | null | "later"> {
  try {
    return (await sender.isThere?.(user)) ?? null;
  } catch (error) {
    if (error instanceof Throttled) return "later";
    log.warn({ error }, "somebody could not be looked up, which is tried again in the next round");
    return null;
  }
}
