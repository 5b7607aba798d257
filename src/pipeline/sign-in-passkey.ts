import { Refusal } from "../core/refusal.ts";
import { challengeFor, relyingParty } from "../domain/passkeys/passkey.ts";
import { findActive, provePasskey } from "../domain/passkeys/prove.ts";
import { insertPasskeyChallenge } from "../domain/passkeys/store.ts";
import { requestOptions } from "../domain/passkeys/webauthn.ts";
import { codeOf, codeProved, sessionOver } from "../domain/sessions/sign-in.ts";
import type { Read } from "../domain/sessions/store.ts";
import { text } from "../text/text.ts";
import type { SettingsService } from "../web/settings/service.ts";
import { asMember, type Site } from "./web-session.ts";

/** What a device is asked to sign, so that this session goes on. Null: its member has no passkey that counts. */
export async function askForPasskey(site: Site, token: string): ReturnType<SettingsService["askForPasskey"]> {
  const rp = relyingParty(site.publicUrl);
  const { asking } = await asMember(site, token, async (tx, session) => {
    requireAsked(session);
    const whose = { organizationId: site.organizationId, memberId: session.member.id };
    const known = await findActive(tx, whose, session.now);
    if (!rp || known.length === 0) return { asking: null, events: [], writes: [] };
    const signed = signedBy(session);
    const { challenge, write } = insertPasskeyChallenge(whose, { purpose: "session", ...signed }, session.now);
    const bound = challengeFor({ ...whose, nonce: challenge.nonce }, [signed]);
    const options = await requestOptions(rp, known, bound);
    return { asking: { challengeId: challenge.id, options }, events: [], writes: [write] };
  });
  return asking;
}

/** Instead of a code; the session goes on under another token. */
export async function proveWithPasskey(
  site: Site,
  token: string,
  { challengeId, answer }: { challengeId: string; answer: unknown },
): ReturnType<SettingsService["proveWithPasskey"]> {
  const rp = relyingParty(site.publicUrl);
  const { token: next } = await asMember(site, token, async (tx, session) => {
    requireAsked(session);
    const { organizationId } = site;
    const whose = { organizationId, memberId: session.member.id };
    const answered = { challengeId, answer, purpose: "session" as const, ...signedBy(session) };
    const proof = rp && (await provePasskey(tx, whose, rp, answered, session.now));
    if (!proof) throw new Refusal(text("web.decide-wrong"));
    return codeProved(tx, organizationId, session, { proof });
  });
  return { ok: true, token: next };
}

/** Who is in proves it once more before something that matters. */
function requireAsked({ asks }: Read): void {
  if (asks !== "code" && asks !== null) throw sessionOver();
}

function signedBy(session: Read) {
  const { subject, version, digest } = codeOf(session);
  return { subject, version, digest, decision: session.purpose };
}
