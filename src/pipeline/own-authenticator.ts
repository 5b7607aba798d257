import type { Errors } from "../core/form.ts";
import { inTransaction } from "../db/transaction.ts";
import { administrativeOf } from "../domain/access/grant.ts";
import { newRecoveryCode, RECOVERY_CODES, readRecoveryCode } from "../domain/authenticators/authenticator.ts";
import { beginBinding, confirmBinding, recoveredWith, removeOwn, secretOf } from "../domain/authenticators/bind.ts";
import { countRecoveryCodes, findHeld, findRecoveryHash } from "../domain/authenticators/store.ts";
import type { Limit } from "../domain/credentials/hashing-limit.ts";
import { hashCode, verifyCode } from "../domain/credentials/password.ts";
import { getOrganization } from "../domain/organizations/store.ts";
import { forgiveFailure } from "../domain/sessions/failure-store.ts";
import { isFresh } from "../domain/sessions/session.ts";
import { factorBound, sessionOver } from "../domain/sessions/sign-in.ts";
import type { Read } from "../domain/sessions/store.ts";
import { keyUri } from "../domain/verification/factors/authenticator.ts";
import { codeIn } from "../domain/verification/factors/factors.ts";
import { text } from "../text/text.ts";
import type { AuthenticatorState, BoundAuthenticator, Visitor, Went } from "../web/settings/service.ts";
import { requireAttempt } from "./web-attempts.ts";
import { asMember, errorsOf, getSession, type Site } from "./web-session.ts";

/** How it stands with the member's authenticator app; the secret only while one is being set up and a code is fresh. */
export async function showAuthenticator(site: Site, token: string): Promise<AuthenticatorState> {
  const session = await getSession(site, token, null, "new-factor");
  const { db, keys, organizationId } = site;
  const memberId = session.member.id;
  const whose = { organizationId, memberId };
  const { held, left, name } = await inTransaction(db, async (tx) => ({
    held: await findHeld(tx, organizationId, memberId),
    left: await countRecoveryCodes(tx, whose),
    name: (await getOrganization(tx, organizationId)).name,
  }));
  const secret = held.begun && mayBind(session) ? secretOf(keys, whose, held.begun) : null;
  return {
    activeAt: held.confirmed?.activeAt ?? null,
    isActive: held.confirmed?.activeAt ? held.confirmed.activeAt <= session.now : false,
    setUp:
      secret === null
        ? null
        : { secret, uri: keyUri({ issuer: `Countersign ${name}`, label: session.member.email, secret }) },
    recoveryCodes: left,
    needsApproval: isAdministrative(session),
  };
}

/** With administrative permissions, what protects them is not taken off by one person alone. */
function isAdministrative({ member }: Read): boolean {
  return administrativeOf(member.grants.map(({ role }) => role)).length > 0;
}

export async function beginAuthenticator(site: Site, token: string): Promise<void> {
  const { keys, organizationId } = site;
  await asMember(site, token, async (_tx, session) => {
    requireMayBind(session);
    return beginBinding(keys, { organizationId, memberId: session.member.id }, session.now);
  });
}

type Confirmed = BoundAuthenticator | { ok: false; errors: Errors };

/** The recovery codes are told now and never again: only their hashes are kept. */
export async function confirmAuthenticator(site: Site, limit: Limit, token: string, typed: string): Promise<Confirmed> {
  const recoveryCodes = Array.from({ length: RECOVERY_CODES }, (_, position) => newRecoveryCode(position));
  try {
    requireMayBind(await getSession(site, token, null, "new-factor"));
    const hashes = await hashesOf(recoveryCodes, limit);
    const { activeAt, session, next } = await asMember(site, token, async (tx, session) => {
      requireMayBind(session);
      const bound = await confirmBinding(
        tx,
        site.keys,
        { session, code: codeIn(typed) ?? "", hashes },
        site.organizationId,
      );
      const moved = session.asks === null ? null : factorBound(site.organizationId, session);
      return { ...bound, session, next: moved?.token ?? null, writes: [...bound.writes, ...(moved?.writes ?? [])] };
    });
    return { ok: true, recoveryCodes, activeAt, isActive: activeAt <= session.now, token: next };
  } catch (error) {
    return { ok: false, errors: errorsOf(error) };
  }
}

/** One after the other: ten at once would fill the line in which people wait to sign in. */
async function hashesOf(codes: readonly string[], limit: Limit): Promise<string[]> {
  const hashes: string[] = [];
  for (const one of codes) hashes.push(await hashCode(readRecoveryCode(one)?.code ?? "", limit));
  return hashes;
}

/** A recovery code takes the lost app off, and lets its member set up another one. */
export async function recover(site: Site, limit: Limit, token: string, typed: string, visitor: Visitor): Promise<Went> {
  const { db, organizationId } = site;
  const session = await getSession(site, token, "code");
  const whose = { organizationId, memberId: session.member.id };
  const keys = await requireAttempt(site, "member", session.member.id, visitor);
  const read = readRecoveryCode(typed);
  const hash = read && (await inTransaction(db, (tx) => findRecoveryHash(tx, whose, read.position)));
  const isRight = read && hash && (await verifyCode(read.code, hash, limit));
  if (!isRight) return { ok: false, errors: { code: text("web.recover-wrong") } };
  const moved = await asMember(site, token, async (_tx, now) => {
    if (now.asks !== "code" || now.purpose !== "sign-in") throw sessionOver();
    const recovered = recoveredWith(whose, read.position, now);
    const forgiven = keys.map((key) => forgiveFailure(organizationId, key));
    return { ...recovered, writes: [...recovered.writes, ...forgiven] };
  });
  return { ok: true, token: moved.token };
}

export async function removeAuthenticator(site: Site, token: string): Promise<void> {
  await asMember(site, token, async (_tx, session) => {
    requireFresh(session);
    if (isAdministrative(session)) throw sessionOver();
    return removeOwn({ organizationId: site.organizationId, memberId: session.member.id }, session.now);
  });
}

function requireMayBind(session: Read): void {
  if (!mayBind(session)) throw sessionOver();
}

function mayBind(session: Read): boolean {
  return session.asks === "new-factor" || isFresh(session, session.now);
}

function requireFresh(session: Read): void {
  if (!isFresh(session, session.now)) throw sessionOver();
}
