import { Refusal } from "../core/refusal.ts";
import { inTransaction } from "../db/transaction.ts";
import { administrativeOf } from "../domain/access/grant.ts";
import { getOrganization } from "../domain/organizations/store.ts";
import { addPasskey, beginPasskey, isProtected, removePasskey } from "../domain/passkeys/bind.ts";
import { type RelyingParty, relyingParty } from "../domain/passkeys/passkey.ts";
import { findPasskeys } from "../domain/passkeys/store.ts";
import { isFresh } from "../domain/sessions/session.ts";
import { sessionOver } from "../domain/sessions/sign-in.ts";
import type { Read } from "../domain/sessions/store.ts";
import { text } from "../text/text.ts";
import type { SettingsService } from "../web/settings/service.ts";
import { asMember, errorsOf, getSession, type Site } from "./web-session.ts";

type Shown = ReturnType<SettingsService["passkeys"]>;

/** The member's passkeys. */
export async function ownPasskeys(site: Site, token: string): Shown {
  const { member, now } = await getSession(site, token, null);
  const whose = { organizationId: site.organizationId, memberId: member.id };
  const passkeys = await inTransaction(site.db, (tx) => findPasskeys(tx, whose));
  return {
    isPossible: relyingParty(site.publicUrl) !== null,
    passkeys: passkeys.map((one) => ({ ...one, isActive: one.activeAt <= now })),
  };
}

/** What the browser needs to make another one. It must be answered while a code is fresh. */
export async function beginOwnPasskey(site: Site, token: string): ReturnType<SettingsService["beginPasskey"]> {
  const rp = requirePossible(site);
  const { challengeId, options } = await asMember(site, token, async (tx, session) => {
    requireFresh(session);
    const organization = await getOrganization(tx, site.organizationId);
    return beginPasskey(tx, { organization, rp, session });
  });
  return { challengeId, options };
}

export async function addOwnPasskey(
  site: Site,
  token: string,
  given: Parameters<SettingsService["addPasskey"]>[1],
): ReturnType<SettingsService["addPasskey"]> {
  const rp = requirePossible(site);
  try {
    const { activeAt, now } = await asMember(site, token, async (tx, session) => {
      requireFresh(session);
      const added = await addPasskey(tx, site.organizationId, { rp, session }, given);
      return { ...added, now: session.now };
    });
    return { ok: true, isActive: activeAt <= now };
  } catch (error) {
    return { ok: false, errors: errorsOf(error) };
  }
}

/** With administrative permissions, the last thing that protects them is not taken off by one person alone. */
export async function removeOwnPasskey(site: Site, token: string, id: string): Promise<void> {
  await asMember(site, token, async (tx, session) => {
    requireFresh(session);
    const { member, now } = session;
    const whose = { organizationId: site.organizationId, memberId: member.id };
    const isAdministrative = administrativeOf(member.grants.map(({ role }) => role)).length > 0;
    if (isAdministrative && !(await isProtected(tx, whose, id, now))) throw last();
    return removePasskey(whose, id);
  });
}

const last = (): Refusal => new Refusal(text("web.passkey-last"));

function requirePossible({ publicUrl }: Site): RelyingParty {
  const rp = relyingParty(publicUrl);
  if (!rp) throw new Refusal(text("web.passkey-impossible"));
  return rp;
}

function requireFresh(session: Read): void {
  if (!isFresh(session, session.now)) throw sessionOver();
}
