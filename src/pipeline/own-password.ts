import { normalizedEmail } from "../core/email-address.ts";
import type { Log } from "../core/log.ts";
import { inTransaction, readTime } from "../db/transaction.ts";
import type { Limit } from "../domain/credentials/hashing-limit.ts";
import { hashPassword, requireGoodPassword } from "../domain/credentials/password.ts";
import { findPassword } from "../domain/credentials/password-store.ts";
import { getOrganization } from "../domain/organizations/store.ts";
import { forgiveFailure } from "../domain/sessions/failure-store.ts";
import { isFresh } from "../domain/sessions/session.ts";
import { sessionOver, setPassword } from "../domain/sessions/sign-in.ts";
import type { Read } from "../domain/sessions/store.ts";
import { text } from "../text/text.ts";
import type { SettingsService, Visitor, Went } from "../web/settings/service.ts";
import { isPaymentPassword } from "./own-payment-password.ts";
import { isPassword } from "./sign-in.ts";
import { requireAttempt, requireMayAsk } from "./web-attempts.ts";
import { asMember, errorsOf, getSession, type Site } from "./web-session.ts";

/**
 * A link to a new password, if the address is a member's. Looking that up happens after the answer, so that neither what it
 * says nor how long it takes tells whose address it is.
 */
export async function forgotten(site: Site, typed: string, visitor: Visitor): Promise<void> {
  const email = normalizedEmail(typed.trim());
  await requireMayAsk(site, email, visitor);
  void sendLink(site, email).catch((error: unknown) => failed(site.log, error));
}

async function sendLink({ db, clock, record, organizationId }: Site, email: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const member = await findPassword(tx, organizationId, { email });
    if (!member) return;
    const now = await readTime(tx, clock());
    const events = [{ kind: "password.forgotten", memberId: member.id } as const];
    await record(tx, { organizationId, doer: { by: null, via: "web" }, events, writes: [], now });
  });
}

function failed(log: Log, error: unknown): void {
  log.error({ error }, "a link to a new password could not be queued");
}

/** Another password for somebody who has forgotten it; the link and the code came before. All sessions end. */
export async function resetPassword(
  site: Site,
  limit: Limit,
  token: string,
  password: string,
): ReturnType<SettingsService["resetPassword"]> {
  const session = await getSession(site, token, "new-password");
  try {
    requireGood(await organizationName(site), session, password);
    if (await isPaymentPassword(site, limit, session, password)) return { ok: false, errors: isPayment() };
    const hash = await hashPassword(password, limit);
    await asMember(site, token, (tx, read) => {
      if (read.asks !== "new-password") throw sessionOver();
      return setPassword(tx, site.organizationId, read, { hash, how: "reset" });
    });
    return { ok: true };
  } catch (error) {
    return { ok: false, errors: errorsOf(error) };
  }
}

type Change = { current: string; password: string };

/** Another password for somebody who is in and knows the old one. All other sessions end. */
export async function changePassword(
  site: Site,
  limit: Limit,
  token: string,
  change: Change,
  visitor: Visitor,
): Promise<Went> {
  const { organizationId } = site;
  const session = await getSession(site, token, null);
  if (!isFresh(session, session.now)) throw sessionOver();
  try {
    requireGood(await organizationName(site), session, change.password);
    const keys = await requireAttempt(site, "member", session.member.id, visitor);
    if (!(await isPassword(site, limit, session.member.id, change.current)))
      return { ok: false, errors: { current: text("web.password-wrong") } };
    if (await isPaymentPassword(site, limit, session, change.password)) return { ok: false, errors: isPayment() };
    const hash = await hashPassword(change.password, limit);
    const { token: next } = await asMember(site, token, async (tx, read) => {
      if (!isFresh(read, read.now)) throw sessionOver();
      const set = await setPassword(tx, organizationId, read, { hash, how: "changed" });
      return { ...set, writes: [...set.writes, ...keys.map((key) => forgiveFailure(organizationId, key))] };
    });
    return { ok: true, token: next };
  } catch (error) {
    return { ok: false, errors: errorsOf(error) };
  }
}

const isPayment = () => ({ password: text("web.password-is-payment") });

function requireGood(organization: string, { member }: Read, password: string): void {
  requireGoodPassword(password, { email: member.email, organization });
}

async function organizationName({ db, organizationId }: Site): Promise<string> {
  const { name } = await inTransaction(db, (tx) => getOrganization(tx, organizationId));
  return name;
}
