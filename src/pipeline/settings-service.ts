import { isToken } from "../core/token.ts";
import { inTransaction } from "../db/transaction.ts";
import { createLimit } from "../domain/credentials/hashing-limit.ts";
import { findLink } from "../domain/sessions/link-store.ts";
import { IDLE_MINUTES, isFresh, LINK_MINUTES } from "../domain/sessions/session.ts";
import { endSession, endSessions, listSessions, noteUse } from "../domain/sessions/store.ts";
import { maskEmail } from "../domain/verification/code-form.ts";
import { authenticator } from "../domain/verification/factors/authenticator.ts";
import { mailedCode } from "../domain/verification/factors/factors.ts";
import type { SettingsService, Visit } from "../web/settings/service.ts";
import { createAlternateService } from "./own-alternate.ts";
import {
  beginAuthenticator,
  confirmAuthenticator,
  recover,
  removeAuthenticator,
  showAuthenticator,
} from "./own-authenticator.ts";
import { areOwnCodesOff, enableOwnCodes } from "./own-codes.ts";
import { addOwnPasskey, beginOwnPasskey, ownPasskeys, removeOwnPasskey } from "./own-passkeys.ts";
import { changePassword, forgotten, resetPassword } from "./own-password.ts";
import { ownPayment, setOwnPayment } from "./own-payment-password.ts";
import type { Services } from "./services.ts";
import { begin, prove, signIn, signInWithLink } from "./sign-in.ts";
import { askForPasskey, proveWithPasskey } from "./sign-in-passkey.ts";
import { asMember, getSession, reachable, readSession, type Site, sendCode } from "./web-session.ts";

/** What the pages below /security may ask of the product. The cookie's token says whose they are. */
export function createSettingsService(services: Services, organizationId: string): SettingsService {
  const site: Site = { ...services, organizationId };
  // Who signs in waits in a line of its own, apart from who activates.
  const limit = createLimit();
  return {
    alternate: createAlternateService(site),
    codeLengths: { email: mailedCode.field.length, authenticator: authenticator.field.length },
    codeMinutes: mailedCode.minutes,
    resetMinutes: LINK_MINUTES.reset,
    idleMinutes: IDLE_MINUTES,
    find: (token) => reachable(find(site, token)),
    signIn: (given, visitor) => reachable(signIn(site, limit, given, visitor)),
    open: (token) => reachable(open(site, token)),
    begin: (token, page, visitor) => reachable(begin(site, token, page, visitor)),
    password: (token, password, visitor) => reachable(signInWithLink(site, limit, token, password, visitor)),
    sendCode: (token) => reachable(sendCode(site, token, true)),
    prove: (token, code) => reachable(prove(site, token, code)),
    askForPasskey: (token) => reachable(askForPasskey(site, token)),
    proveWithPasskey: (token, signed) => reachable(proveWithPasskey(site, token, signed)),
    forgotten: (email, visitor) => reachable(forgotten(site, email, visitor)),
    resetPassword: (token, password) => reachable(resetPassword(site, limit, token, password)),
    changePassword: (token, change, visitor) => reachable(changePassword(site, limit, token, change, visitor)),
    recover: (token, code, visitor) => reachable(recover(site, limit, token, code, visitor)),
    authenticator: (token) => reachable(showAuthenticator(site, token)),
    beginAuthenticator: (token) => reachable(beginAuthenticator(site, token)),
    confirmAuthenticator: (token, code) => reachable(confirmAuthenticator(site, limit, token, code)),
    removeAuthenticator: (token) => reachable(removeAuthenticator(site, token)),
    areCodesOff: (token) => reachable(areOwnCodesOff(site, token)),
    enableCodes: (token) => reachable(enableOwnCodes(site, token)),
    passkeys: (token) => reachable(ownPasskeys(site, token)),
    beginPasskey: (token) => reachable(beginOwnPasskey(site, token)),
    addPasskey: (token, made) => reachable(addOwnPasskey(site, token, made)),
    removePasskey: (token, id) => reachable(removeOwnPasskey(site, token, id)),
    paymentPassword: (token) => reachable(ownPayment(site, token)),
    setPaymentPassword: (token, password) => reachable(setOwnPayment(site, limit, token, password)),
    sessions: (token) => reachable(sessions(site, token)),
    endOthers: (token) => reachable(endOthers(site, token)),
    signOut: (token) => reachable(signOut(site, token)),
  };
}

async function find(site: Site, token: string): Promise<Visit | null> {
  const session = await readSession(site, token);
  if (!session) return null;
  await noteUse(site.db.prisma, session, site.clock());
  const { id, member, asks, purpose, page, factor, hasPasskey, now } = session;
  const { email, alternate } = member;
  const codesTo = alternate ? maskEmail(alternate) : email;
  return { id, email, codesTo, asks, purpose, page, factor, hasPasskey, isFresh: isFresh(session, now) };
}

async function open({ db, clock, organizationId }: Site, token: string) {
  if (!isToken(token)) return null;
  const link = await inTransaction(db, (tx) => findLink(tx, organizationId, token, clock()));
  return link && { email: link.email, purpose: link.purpose };
}

async function sessions(site: Site, token: string) {
  const { member, now } = await getSession(site, token, null);
  return inTransaction(site.db, (tx) => listSessions(tx, site.organizationId, member.id, now));
}

async function endOthers(site: Site, token: string): Promise<void> {
  await getSession(site, token, null);
  const { organizationId } = site;
  await asMember(site, token, async (_tx, { id: except, member, now }) => ({
    events: [{ kind: "session.ended", memberId: member.id, which: "others" }],
    writes: endSessions({ organizationId, memberId: member.id, except, now }),
  }));
}

async function signOut(site: Site, token: string): Promise<void> {
  const session = await readSession(site, token);
  if (!session) return;
  await asMember(site, token, async (_tx, { id, member, asks, now }) => ({
    events: asks === null ? [{ kind: "session.ended", memberId: member.id, which: "this" }] : [],
    writes: [endSession(site.organizationId, id, now)],
  }));
}
