import { Refusal } from "../core/refusal.ts";
import { isToken } from "../core/token.ts";
import { inTransaction, isUniqueViolation, readTime, type Tx } from "../db/transaction.ts";
import { type AlternateChange, purposeOf } from "../domain/alternates/alternate.ts";
import { alternateProved, endedMeanwhile, sendAlternateCode, stopAlternate } from "../domain/alternates/deeds.ts";
import { findByLink } from "../domain/alternates/link-store.ts";
import { maskEmail } from "../domain/verification/code-form.ts";
import { codeIn } from "../domain/verification/factors/factors.ts";
import { type Effects, prove } from "../domain/verification/proof.ts";
import { text } from "../text/text.ts";
import type { Done, LinkPurpose } from "../web/settings/alternate-service.ts";
import { errorsOf, type Site } from "./web-session.ts";

/** What a link in a mail is about. Who stops may be anybody who reads the old mail: the new address is masked for them. */
export async function openLink(
  site: Site,
  token: string,
  purpose: LinkPurpose,
): Promise<{ email: string | null } | null> {
  const found = await inTransaction(site.db, async (tx) => find(tx, site, token, purpose));
  if (!found) return null;
  const { email } = found.change;
  return { email: purpose === "stop" && email ? maskEmail(email) : email };
}

export async function sendByLink(site: Site, token: string): Promise<void> {
  const { organizationId } = site;
  await withLink(site, { token, purpose: "confirm" }, (tx, { change, now }) => {
    const holder = { link: change.id };
    return sendAlternateCode(tx, { organizationId, memberId: change.member.id, holder, again: true, now }, change);
  });
}

/** The code that went to the new address. Counted before it is compared. */
export async function confirmByLink(site: Site, token: string, typed: string): Promise<Done> {
  const { db, keys, clock, organizationId } = site;
  const found = await inTransaction(db, (tx) => find(tx, site, token, "confirm"));
  if (!found) throw endedMeanwhile();
  const { command, subject } = purposeOf(found.change);
  const tried = { by: { organizationId, link: found.change.id }, command, subject, time: clock() };
  const code = codeIn(typed);
  try {
    const proof = code ? await prove(db.prisma, keys, tried, code) : null;
    await withLink(site, { token, purpose: "confirm" }, (tx, { change, now }) =>
      alternateProved(tx, organizationId, { change, proof, now }),
    );
    return { ok: true };
  } catch (error) {
    return { ok: false, errors: errorsOf(orTaken(error)) };
  }
}

/** Of two members who confirm one address in the same moment, the database lets one. */
export function orTaken(error: unknown): unknown {
  return isUniqueViolation(error) ? new Refusal(text("refused.alternate-taken")) : error;
}

/** Works once: what it stops has ended then. */
export async function stopByLink(site: Site, token: string): Promise<boolean> {
  if (!(await openLink(site, token, "stop"))) return false;
  await withLink(site, { token, purpose: "stop" }, async (_, { change }) => stopAlternate(site.organizationId, change));
  return true;
}

type Linked = { token: string; purpose: LinkPurpose };

/** Does something as the one who has the link: that is all that is known of them. */
async function withLink(site: Site, { token, purpose }: Linked, does: (tx: Tx, found: Found) => Promise<Effects>) {
  const { db, record, organizationId } = site;
  await inTransaction(db, async (tx) => {
    const found = await find(tx, site, token, purpose);
    if (!found) throw endedMeanwhile();
    const { events, writes } = await does(tx, found);
    await record(tx, { organizationId, doer: { by: null, via: "web" }, events, writes, now: found.now });
  });
}

type Found = { change: AlternateChange; now: Date };

async function find(
  tx: Tx,
  { clock, organizationId }: Site,
  token: string,
  purpose: LinkPurpose,
): Promise<Found | null> {
  if (!isToken(token)) return null;
  const now = await readTime(tx, clock());
  const change = await findByLink(tx, organizationId, { token, purpose, now });
  return change && { change, now };
}
