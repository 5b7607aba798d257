import type { DomainEvent } from "../core/event.ts";
import { deleteSeen } from "../db/deliveries-seen.ts";
import type { Database } from "../db/open.ts";
import { inTransaction } from "../db/transaction.ts";
import { type Book, record } from "../domain/history/record.ts";
import { expireInvitations } from "../domain/invitations/store.ts";
import { findOverdue, moveRequest } from "../domain/requests/store.ts";

const MOST = 100;

/** What the clock does: ends requests and invitations past their time, and forgets deliveries seen long ago. */
export async function tick({ db, book, now }: { db: Database; book: Book; now: () => Date }): Promise<void> {
  const at = now();
  await inTransaction(db, async (tx) => {
    const events: DomainEvent[] = [];
    for (const request of await findOverdue(tx, book.organizationId, at, MOST)) {
      const isMoved = await moveRequest(tx, request, { state: "expired", closedAt: at });
      if (isMoved) events.push({ kind: "request.expired", requestId: request.id });
    }
    for (const ids of await expireInvitations(tx, book.organizationId, at, MOST)) {
      events.push({ kind: "invitation.expired", ...ids });
    }
    await record(tx, book, { by: null, via: "clock" }, events, at);
    await deleteSeen(tx, at);
  });
}
