import type { Keys } from "../core/keys.ts";
import type { Speaker } from "../domain/access/actor-store.ts";
import type { Context } from "../domain/command.ts";
import { relyingParty } from "../domain/passkeys/passkey.ts";
import { decideUrl, soon } from "../domain/requests/decide-link.ts";

type Speaks = Pick<Speaker, "organization" | "actor" | "hasPasskey" | "now">;

/** Where somebody who has a passkey decides: only they are shown the way. */
export function pagesFor(
  { publicUrl, keys }: { publicUrl: string; keys: Keys },
  { organization, actor, hasPasskey, now }: Speaks,
): Context["pageFor"] {
  if (!actor || !hasPasskey || !relyingParty(publicUrl)) return () => null;
  const whose = { organizationId: organization.id, memberId: actor.id };
  return (command, ref) => decideUrl(publicUrl, keys, { ...whose, command, ref, until: soon(now) });
}
