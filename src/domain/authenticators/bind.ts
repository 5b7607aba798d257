import type { Keys } from "../../core/keys.ts";
import { Refusal } from "../../core/refusal.ts";
import { newToken } from "../../core/token.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import { sessionOver } from "../sessions/sign-in.ts";
import { moveSession, type Read } from "../sessions/store.ts";
import { boundTo, newSecret, stepOf } from "../verification/factors/authenticator.ts";
import type { Effects } from "../verification/proof.ts";
import { countsFrom } from "./authenticator.ts";
import {
  confirmBegun,
  endAuthenticators,
  endConfirmed,
  endConfirmedOf,
  findActivation,
  findHeld,
  type Held,
  insertBegun,
  newId,
  replaceRecoveryCodes,
  useRecoveryCode,
} from "./store.ts";

type Whose = { organizationId: string; memberId: string };

/** A new secret waits for its first code. */
export function beginBinding(keys: Keys, whose: Whose, now: Date): Effects {
  const id = newId();
  const sealed = keys.seal(boundTo({ ...whose, id }), newSecret());
  return { events: [], writes: insertBegun(whose, { id, sealed, now }) };
}

/** The secret of an authenticator, for the page that shows it to its member. */
export function secretOf(keys: Keys, whose: Whose, { id, sealed }: Pick<Held, "id" | "sealed">): string {
  return keys.open(boundTo({ ...whose, id }), sealed);
}

/** The code shows that the app has the secret: it takes the place of the older one, with ten new recovery codes. */
export async function confirmBinding(
  tx: Tx,
  keys: Keys,
  { session, code, hashes }: { session: Pick<Read, "member" | "strength" | "now">; code: string; hashes: string[] },
  organizationId: string,
): Promise<Effects & { activeAt: Date }> {
  const { member, strength, now } = session;
  const whose = { organizationId, memberId: member.id };
  const { begun } = await findHeld(tx, organizationId, member.id);
  if (!begun) throw new Refusal(text("web.authenticator-none"));
  const step = stepOf(secretOf(keys, whose, begun), code, now);
  if (step === null) throw new Refusal(text("web.authenticator-wrong"), { field: "code" });
  const activatedAt = await findActivation(tx, organizationId, member.id);
  const replaced = await endConfirmed(tx, whose, now);
  const activeAt = countsFrom({ activatedAt, strength: replaced > 0 ? strength : null, now });
  const late = () => new Refusal(text("web.authenticator-none"));
  return {
    activeAt,
    events: [{ kind: "authenticator.bound", memberId: member.id, activeAt: activeAt.toISOString() }],
    writes: [
      ...confirmBegun(whose, { id: begun.id, activeAt, step, now }, late),
      ...replaceRecoveryCodes(whose, hashes, now),
    ],
  };
}

/** A recovery code was right: what was lost is off, and another one must be set up before anything else. */
export function recoveredWith(whose: Whose, position: number, session: Read): Effects & { token: string } {
  const { organizationId, memberId } = whose;
  const { now } = session;
  const token = newToken();
  return {
    token,
    events: [{ kind: "authenticator.removed", memberId, how: "recovery-code" }],
    writes: [
      useRecoveryCode(whose, position, now, sessionOver),
      endConfirmedOf(whose, now),
      moveSession(organizationId, session, { token, asks: "new-factor" }, sessionOver),
    ],
  };
}

/** The member takes it off themselves; who has administrative permissions needs an approval instead. */
export function removeOwn(whose: Whose, now: Date): Effects {
  return {
    events: [{ kind: "authenticator.removed", memberId: whose.memberId, how: "self" }],
    writes: endAuthenticators(whose, now),
  };
}
