import { Refusal } from "../core/refusal.ts";
import { inTransaction, readTime } from "../db/transaction.ts";
import { type ApiScope, hashOfKey } from "../domain/api-keys/api-key.ts";
import { findKey, noteKeyUse } from "../domain/api-keys/store.ts";
import { createLimit, type Limit } from "../domain/credentials/hashing-limit.ts";
import { NOBODYS, verifyPassword } from "../domain/credentials/password.ts";
import { openHash, PAYMENT_LENGTH, underFirstKey } from "../domain/payment-passwords/payment-password.ts";
import { type Counted, countPayment, notePaymentRight } from "../domain/payment-passwords/store.ts";
import { failureKey } from "../domain/sessions/failure.ts";
import { countFailure } from "../domain/sessions/failure-store.ts";
import { text } from "../text/text.ts";
import type { ApiService, Asked } from "../web/api/service.ts";
import type { Services } from "./services.ts";
import { reachable, type Site } from "./web-session.ts";

/** So many calls a minute, with one key and about one member (as they are named, whether or not there is such a one). */
export const CALLS = { key: 600, member: 10, minutes: 1 } as const;

/** What systems of the company may ask. */
export function createApiService(services: Services, organizationId: string): ApiService {
  const site: Site = { ...services, organizationId };
  // Apart from who signs in and who activates: a busy checkout must not keep people out, nor the other way round.
  const limit = createLimit({ running: 2, waiting: 32 });
  return {
    caller: (key) => reachable(caller(site, key)),
    mayCall: (keyId, who) => reachable(mayCall(site, keyId, who)),
    verifyPayment: (asked) => reachable(verifyPayment(site, limit, asked)),
  };
}

async function caller(site: Site, key: string) {
  const { db, clock, organizationId } = site;
  const hash = hashOfKey(key);
  const found = hash && (await findKey(db.prisma, { organizationId, hash, time: clock() }));
  if (!found) return null;
  await noteKeyUse(db.prisma, found.id, clock());
  return { keyId: found.id, may: (scope: ApiScope) => found.scopes.includes(scope) };
}

/** Counts a call; seconds to wait where there were too many. */
async function mayCall(site: Site, keyId: string, who: string | null) {
  const [kind, what] = who === null ? (["key", keyId] as const) : (["member", who.trim().toLowerCase()] as const);
  const { db, clock, keys, organizationId } = site;
  const counted = { organizationId, key: failureKey(keys, `api-${kind}`, what), time: clock() };
  const until = await countFailure(db.prisma, { ...counted, most: CALLS[kind], minutes: CALLS.minutes });
  if (!until) return null;
  const now = await inTransaction(db, (tx) => readTime(tx, clock()));
  return Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1_000));
}

/**
 * One hash is compared in every case: where there is no such member or no password, where it is locked or disabled and
 * where they are suspended, it is nobody's, and the answer is the same. What waits in vain is not counted.
 */
async function verifyPayment(site: Site, limit: Limit, { member: who, password }: Asked): Promise<boolean> {
  const { db, clock, organizationId } = site;
  return limit(async () => {
    const counted = await countPayment(db.prisma, { organizationId, who, time: clock() });
    const hash = counted && openHash(site.keys, { organizationId, ...counted }, counted.sealed);
    const isRight = await verifyPassword(password, hash ?? NOBODYS, (work) => work(), PAYMENT_LENGTH);
    return counted !== null && hash !== null && isRight && noteRight(site, counted);
  });
}

/** False where it was set anew, or the member was removed or suspended, while it was compared. */
async function noteRight({ db, clock, record, keys, organizationId }: Site, counted: Counted): Promise<boolean> {
  const { memberId } = counted;
  const sealed = underFirstKey(keys, { organizationId, memberId }, counted.sealed);
  const late = new Refusal(text("web.session-over"));
  try {
    await inTransaction(db, async (tx) => {
      const now = await readTime(tx, clock());
      const writes = [notePaymentRight({ organizationId, now, counted, sealed }, () => late)];
      await record(tx, { organizationId, doer: { by: null, via: "api" }, events: [], writes, now });
    });
    return true;
  } catch (error) {
    if (error === late) return false;
    throw error;
  }
}
