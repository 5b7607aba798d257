import { newToken } from "../../core/token.ts";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { isOpen } from "../alternates/alternate.ts";
import { findOpen } from "../alternates/store.ts";
import { countRecoveryCodes, findHeld } from "../authenticators/store.ts";
import { answer, type Query } from "../command.ts";
import { findPasskeys } from "../passkeys/store.ts";
import { findPayment } from "../payment-passwords/store.ts";
import { insertLink } from "../sessions/link-store.ts";
import { linkUrl } from "../sessions/notifications.ts";
import { listSessions } from "../sessions/store.ts";
import { lackingCard, securityCard } from "./cards.ts";
import { findLacking } from "./store.ts";

/**
 * How it stands with a member's security settings, and where they are: a link for the one who asked, which works once. It
 * is made for this answer, which only they see, and the page asks for the password and a code.
 */
export const showSecurity: Query = {
  name: "security.show",
  needs: "member",
  async run({ tx, organization, actor, publicUrl, now }) {
    const [token, whose] = [newToken(), { organizationId: organization.id, memberId: actor.id }];
    const { confirmed } = await findHeld(tx, organization.id, actor.id);
    const card = securityCard({
      activeAt: confirmed?.activeAt ?? null,
      recoveryCodes: await countRecoveryCodes(tx, whose),
      sessions: (await listSessions(tx, organization.id, actor.id, now)).length,
      passkeys: (await findPasskeys(tx, whose)).length,
      ...{ alternate: actor.alternate, change: await openAlternate(tx, organization.id, actor.id, now) },
      payment: await findPayment(tx, organization.id, actor.id, now),
      ...{ now, urlOf: (page) => linkUrl(publicUrl, token, page) },
    });
    const writes = insertLink({ ...whose, purpose: "sign-in", token, now });
    return { reply: { kind: "card", card }, events: [], writes };
  },
};

async function openAlternate(tx: Tx, organizationId: string, memberId: string, now: Date) {
  const open = await findOpen(tx, organizationId, memberId, sql`${now}::timestamptz`);
  return open && isOpen(open, now) ? open : null;
}

/** Who has administrative permissions, and only mailed codes to protect them. */
export const listLacking: Query = {
  name: "security.who",
  needs: "member:edit",
  async run({ tx, organization, values, now }) {
    const lacking = await findLacking(tx, organization.id, { behind: String(values.after ?? ""), now });
    return answer({ kind: "card", card: lackingCard(lacking) });
  },
};
