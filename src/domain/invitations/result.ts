import type { Text } from "../../core/text.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import { findInvitationsOf } from "./store.ts";

type Whose = { organizationId: string; requestId: string; now: Date };

/** What has become of the invitations that a request has made: a sentence for each. */
export async function resultOf(tx: Tx, { organizationId, requestId, now }: Whose): Promise<Text[]> {
  const invitations = await findInvitationsOf(tx, organizationId, requestId);
  return invitations.map(({ email, state, expiresAt }) => {
    if (state === "accepted") return text("invitation.is-accepted", { email });
    if (state === "revoked") return text("invitation.is-revoked", { email });
    // Out of time is out of time, also before the clock has written that down.
    if (state === "expired" || expiresAt <= now) return text("invitation.is-expired", { email });
    return text("invitation.is-pending", { email, until: expiresAt.toISOString() });
  });
}
