import { inTransaction } from "../db/transaction.ts";
import { isFresh } from "../domain/sessions/session.ts";
import { sessionOver } from "../domain/sessions/sign-in.ts";
import { areDisabled, enableCodes } from "../domain/verification/enable-store.ts";
import { asMember, getSession, type Site } from "./web-session.ts";

/** Were so many wrong codes typed in the member's chats that none are mailed for them any more? */
export async function areOwnCodesOff(site: Site, token: string): Promise<boolean> {
  const { member } = await getSession(site, token, null);
  const whose = { organizationId: site.organizationId, memberId: member.id };
  return inTransaction(site.db, (tx) => areDisabled(tx, whose, "chat"));
}

/** The code that was typed on the page a moment ago shows that the mailbox is still the member's. */
export async function enableOwnCodes(site: Site, token: string): Promise<void> {
  await asMember(site, token, async (tx, session) => {
    if (!isFresh(session, session.now)) throw sessionOver();
    const whose = { organizationId: site.organizationId, memberId: session.member.id };
    if (!(await areDisabled(tx, whose, "chat"))) return { events: [], writes: [] };
    return {
      events: [{ kind: "codes.enabled", memberId: whose.memberId }],
      writes: [enableCodes(whose, "chat")],
    };
  });
}
