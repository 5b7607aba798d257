import { Refusal } from "../core/refusal.ts";
import { inTransaction, readTime } from "../db/transaction.ts";
import {
  ASKED,
  ASKED_MINUTES,
  COMPARED,
  FAILURES,
  failureKey,
  MINUTES,
  networkOf,
} from "../domain/sessions/failure.ts";
import { countFailure } from "../domain/sessions/failure-store.ts";
import { text } from "../text/text.ts";
import type { Visitor } from "../web/settings/service.ts";
import type { Site } from "./web-session.ts";

type Which = { most: number; minutes: number; time: ReturnType<Site["clock"]> };

/**
 * Counts an attempt at a password under the network and under the address (or the member), and throws where there were too
 * many. Returns what it was counted under, to be taken back when the password is right.
 */
export async function requireAttempt(
  site: Site,
  kind: "address" | "member",
  what: string,
  { network }: Pick<Visitor, "network">,
): Promise<string[]> {
  const counted = { minutes: MINUTES, time: site.clock() };
  const from = failureKey(site.keys, "network", networkOf(network));
  const of = failureKey(site.keys, kind, what);
  const until =
    (await count(site, from, { ...counted, most: FAILURES.network })) ??
    (await count(site, of, { ...counted, most: FAILURES[kind] }));
  if (until) throw await tooMany(site, until, "web.sign-in-wait");
  return [from, of];
}

/** Counts that a new password is compared with the member's other one. It is not taken back: each answer tells something. */
export async function requireMayCompare(site: Site, memberId: string): Promise<void> {
  const key = failureKey(site.keys, "compared", memberId);
  const until = await count(site, key, { most: COMPARED, minutes: MINUTES, time: site.clock() });
  if (until) throw await tooMany(site, until, "web.asked-wait");
}

/** Counts that a member types an address: what is answered tells whether it is somebody's. It is not taken back. */
export async function requireMayName(site: Site, memberId: string): Promise<void> {
  const key = failureKey(site.keys, "named", memberId);
  const until = await count(site, key, { most: COMPARED, minutes: MINUTES, time: site.clock() });
  if (until) throw await tooMany(site, until, "web.asked-wait");
}

/** The same for links to a new password, which are mailed to whatever address somebody types. */
export async function requireMayAsk(site: Site, email: string, { network }: Visitor): Promise<void> {
  const counted = { minutes: ASKED_MINUTES, time: site.clock() };
  const from = failureKey(site.keys, "asked-network", networkOf(network));
  const until =
    (await count(site, from, { ...counted, most: ASKED.network })) ??
    (await count(site, failureKey(site.keys, "asked-address", email), { ...counted, most: ASKED.address }));
  if (until) throw await tooMany(site, until, "web.asked-wait");
}

function count({ db, organizationId }: Site, key: string, which: Which): Promise<Date | null> {
  return countFailure(db.prisma, { organizationId, key, ...which });
}

async function tooMany({ db, clock }: Site, until: Date, said: "web.sign-in-wait" | "web.asked-wait") {
  const now = await inTransaction(db, (tx) => readTime(tx, clock()));
  const minutes = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 60_000));
  return new Refusal(text(said, { minutes }));
}
