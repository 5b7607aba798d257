import { Refusal } from "../core/refusal.ts";
import { sql } from "../db/sql.ts";
import { inTransaction, type Tx } from "../db/transaction.ts";
import { ALTERNATE_HOURS, type AlternateChange, purposeOf, stateOf } from "../domain/alternates/alternate.ts";
import {
  alternateIn,
  alternateProved,
  askAlternate,
  endedMeanwhile,
  sendAlternateCode,
  stopAlternate,
  whyNotFree,
} from "../domain/alternates/deeds.ts";
import { findOpen } from "../domain/alternates/store.ts";
import { isFresh } from "../domain/sessions/session.ts";
import { sessionOver } from "../domain/sessions/sign-in.ts";
import type { Read } from "../domain/sessions/store.ts";
import { codeIn } from "../domain/verification/factors/factors.ts";
import { type Effects, prove } from "../domain/verification/proof.ts";
import { text } from "../text/text.ts";
import type { AlternateService, AlternateState, Done } from "../web/settings/alternate-service.ts";
import { confirmByLink, openLink, orTaken, sendByLink, stopByLink } from "./alternate-links.ts";
import { requireMayName } from "./web-attempts.ts";
import { asMember, errorsOf, getSession, reachable, type Site } from "./web-session.ts";

export function createAlternateService(site: Site): AlternateService {
  return {
    hours: ALTERNATE_HOURS,
    find: (token) => reachable(show(site, token)),
    ask: (token, email) => reachable(ask(site, token, email)),
    sendAgain: (token) => reachable(sendAgain(site, token)),
    confirm: (token, code) => reachable(confirm(site, token, code)),
    remove: (token) => reachable(remove(site, token)),
    stop: (token) => reachable(stop(site, token)),
    open: (token, purpose) => reachable(openLink(site, token, purpose)),
    sendByLink: (token) => reachable(sendByLink(site, token)),
    confirmByLink: (token, code) => reachable(confirmByLink(site, token, code)),
    stopByLink: (token) => reachable(stopByLink(site, token)),
  };
}

/** What somebody who is in sees of theirs. */
async function show(site: Site, token: string): Promise<AlternateState> {
  const session = await getSession(site, token, null, "new-factor");
  const { email, alternate } = session.member;
  const open = await inTransaction(site.db, (tx) => openOf(tx, site, session));
  return { email, alternate, hasApp: session.factor !== "email", change: open && shown(open) };
}

function shown(change: AlternateChange): NonNullable<AlternateState["change"]> {
  const { email, state, how, expiresAt, activeAt } = change;
  return { email, isConfirmed: state === "confirmed", mine: how === "self", at: activeAt ?? expiresAt };
}

/** A code goes to the new address; one that was typed before and never confirmed makes room for it. */
async function ask(site: Site, token: string, typed: string): Promise<Done> {
  const session = await getSession(site, token, null);
  if (!isFresh(session, session.now)) throw sessionOver();
  try {
    const email = alternateIn(typed);
    // What is answered tells whether an address is somebody's here.
    await requireMayName(site, session.member.id);
    await asMember(site, token, async (tx, read) => {
      requireFresh(read);
      const why = await whyNotFree(tx, site.organizationId, read.member, email);
      if (why) throw new Refusal(why, { field: "email" });
      const open = await openOf(tx, site, read);
      const isSame = open?.state === "asked" && open.how === "self" && open.email === email;
      const asked = isSame
        ? { change: open, events: [], writes: [] }
        : await askAlternate(tx, { ...whose(site, read), email, how: "self" });
      return together(asked, await sendAlternateCode(tx, sending(site, read), asked.change));
    });
    return { ok: true };
  } catch (error) {
    return { ok: false, errors: atEmail(error) };
  }
}

/** A limit on codes is told at the field that is there. */
function atEmail(error: unknown) {
  const { code, ...errors } = errorsOf(error);
  return code ? { ...errors, email: code } : errors;
}

async function sendAgain(site: Site, token: string): Promise<void> {
  await asMember(site, token, async (tx, read) => {
    return sendAlternateCode(tx, sending(site, read), await ownAsked(tx, site, read));
  });
}

/** The code that went to the new address. Counted before it is compared. */
async function confirm(site: Site, token: string, typed: string): Promise<Done> {
  const { db, keys, clock, organizationId } = site;
  const session = await getSession(site, token, null);
  const change = await inTransaction(db, (tx) => ownAsked(tx, site, session));
  const code = codeIn(typed);
  const { command, subject } = purposeOf(change);
  const tried = { by: { organizationId, session: session.id }, command, subject, time: clock() };
  try {
    const proof = code ? await prove(db.prisma, keys, tried, code) : null;
    await asMember(site, token, async (tx, read) => {
      if (read.asks !== null) throw sessionOver();
      return alternateProved(tx, organizationId, { change: await ownAsked(tx, site, read), proof, now: read.now });
    });
    return { ok: true };
  } catch (error) {
    return { ok: false, errors: errorsOf(orTaken(error)) };
  }
}

/** Codes go to the member's own address again, after the same time and with the same notice. */
async function remove(site: Site, token: string): Promise<void> {
  await asMember(site, token, async (tx, read) => {
    requireFresh(read);
    if (read.member.alternate === null) throw new Refusal(text("refused.no-alternate"));
    return askAlternate(tx, { ...whose(site, read), email: null, how: "self" });
  });
}

async function stop(site: Site, token: string): Promise<void> {
  await asMember(site, token, async (tx, read) => {
    if (read.asks !== null) throw sessionOver();
    const open = await openOf(tx, site, read);
    if (!open) throw endedMeanwhile();
    return stopAlternate(site.organizationId, open);
  });
}

const whose = ({ organizationId }: Site, { member, now }: Read) => ({ organizationId, member, now });

function sending({ organizationId }: Site, { id, member, now }: Read) {
  return { organizationId, memberId: member.id, holder: { session: id }, again: true, now };
}

/** What may still be stopped, out of time or not. */
async function openOf(tx: Tx, { organizationId }: Site, { member, now }: Read): Promise<AlternateChange | null> {
  const open = await findOpen(tx, organizationId, member.id, sql`${now}::timestamptz`);
  return open && stateOf(open, now) !== "expired" ? open : null;
}

/** What the member has typed on the page. What others have asked for is confirmed with the mail that went there. */
async function ownAsked(tx: Tx, site: Site, read: Read): Promise<AlternateChange> {
  const open = await openOf(tx, site, read);
  if (open?.state !== "asked" || open.how !== "self") throw endedMeanwhile();
  return open;
}

function requireFresh(session: Read): void {
  if (!isFresh(session, session.now)) throw sessionOver();
}

function together(...all: Effects[]): Effects {
  return { events: all.flatMap(({ events }) => events), writes: all.flatMap(({ writes }) => writes) };
}
