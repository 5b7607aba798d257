import { inTransaction } from "../db/transaction.ts";
import type { Limit } from "../domain/credentials/hashing-limit.ts";
import { hashPassword, requireGoodPassword, verifyPassword } from "../domain/credentials/password.ts";
import { getOrganization } from "../domain/organizations/store.ts";
import { openHash, PAYMENT_LENGTH, type PaymentState, sealHash } from "../domain/payment-passwords/payment-password.ts";
import { findPayment, setPayment } from "../domain/payment-passwords/store.ts";
import { isFresh } from "../domain/sessions/session.ts";
import { sessionOver } from "../domain/sessions/sign-in.ts";
import type { Read } from "../domain/sessions/store.ts";
import { text } from "../text/text.ts";
import type { SettingsService } from "../web/settings/service.ts";
import { isPassword } from "./sign-in.ts";
import { requireMayCompare } from "./web-attempts.ts";
import { asMember, errorsOf, getSession, type Site } from "./web-session.ts";

type Set = ReturnType<SettingsService["setPaymentPassword"]>;

/** What somebody who is in sees of theirs. */
export async function ownPayment(site: Site, token: string): Promise<PaymentState | null> {
  const { member, now } = await getSession(site, token, null);
  return inTransaction(site.db, (tx) => findPayment(tx, site.organizationId, member.id, now));
}

/**
 * Sets it, or another one in its place, which also ends a lock. The old one is not asked for: the code shows who it is,
 * and the person is told in every way.
 */
export async function setOwnPayment(site: Site, limit: Limit, token: string, password: string): Set {
  const { keys, organizationId } = site;
  const session = await getSession(site, token, null);
  if (!isFresh(session, session.now)) throw sessionOver();
  try {
    await requireGood(site, session, password);
    await requireMayCompare(site, session.member.id);
    if (await isPassword(site, limit, session.member.id, password))
      return { ok: false, errors: { password: text("web.payment-is-password") } };
    const hash = await hashPassword(password, limit, PAYMENT_LENGTH);
    await asMember(site, token, async (tx, read) => {
      if (!isFresh(read, read.now)) throw sessionOver();
      const whose = { organizationId, memberId: read.member.id };
      const before = await findPayment(tx, organizationId, whose.memberId, read.now);
      const kind = before ? ("payment-password.changed" as const) : ("payment-password.set" as const);
      const write = setPayment({ ...whose, sealed: sealHash(keys, whose, hash), now: read.now });
      return { events: [{ kind, memberId: whose.memberId }], writes: [write] };
    });
    return { ok: true };
  } catch (error) {
    return { ok: false, errors: errorsOf(error) };
  }
}

async function requireGood({ db, organizationId }: Site, { member }: Read, password: string): Promise<void> {
  const { name: organization } = await inTransaction(db, (tx) => getOrganization(tx, organizationId));
  requireGoodPassword(password, { email: member.email, organization }, PAYMENT_LENGTH);
}

/** Is this the member's payment password? For who sets a password for signing in; counted, as it could be used to guess. */
export async function isPaymentPassword(site: Site, limit: Limit, session: Read, password: string): Promise<boolean> {
  const { db, keys, organizationId } = site;
  const memberId = session.member.id;
  const kept = await inTransaction(db, (tx) => findPayment(tx, organizationId, memberId, session.now));
  const hash = kept && openHash(keys, { organizationId, memberId }, kept.sealed);
  if (!hash) return false;
  await requireMayCompare(site, memberId);
  return verifyPassword(password, hash, limit, PAYMENT_LENGTH);
}
