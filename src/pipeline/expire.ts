import type { DomainEvent } from "../core/event.ts";
import { deleteSeen } from "../db/deliveries-seen.ts";
import { inTransaction, readTime, type Tx } from "../db/transaction.ts";
import type { Write } from "../db/write.ts";
import { alternatesEnd } from "../domain/alternates/store.ts";
import { addressesEnd } from "../domain/corrections/address-store.ts";
import { importsResume } from "../domain/imports/resume-store.ts";
import { forgetImports } from "../domain/imports/store.ts";
import { expireInvitations } from "../domain/invitations/store.ts";
import { monthlyLook } from "../domain/members/dormant-told.ts";
import { rolesEnd } from "../domain/members/ends.ts";
import { listOrganizations } from "../domain/organizations/store.ts";
import { lockOverdue } from "../domain/requests/end-store.ts";
import { moveRequest } from "../domain/requests/store.ts";
import { forgetOld } from "../domain/sessions/failure-store.ts";
import type { Services } from "./services.ts";

const MOST = 100;

/**
 * What the clock does: ends requests, invitations, roles and new addresses (of members, and of their codes) past their time, looks once a month who has not been here for
 * long, lets imports that stand still go on, and forgets deliveries seen long ago.
 */
export async function tick({ db, clock, record }: Pick<Services, "db" | "clock" | "record">): Promise<void> {
  const organizations = await inTransaction(db, listOrganizations);
  for (const { id: organizationId } of organizations) {
    await inTransaction(db, async (tx) => {
      const now = await readTime(tx, clock());
      const done = await expireAll(tx, organizationId, now);
      await record(tx, { organizationId, doer: { by: null, via: "clock" }, ...done, now });
      await forgetImports(tx, organizationId, now);
      await forgetOld(tx, organizationId, now);
      await deleteSeen(tx, now);
    });
  }
}

async function expireAll(tx: Tx, organizationId: string, now: Date) {
  const [events, writes]: [DomainEvent[], Write[]] = [[], []];
  for (const request of await lockOverdue(tx, organizationId, now, MOST)) {
    const to = { state: "expired", policy: request.policy, closedAt: now } as const;
    // Locked by `lockOverdue`: nobody else moves it meanwhile.
    writes.push(moveRequest(request, to, () => new Error("an overdue request moved meanwhile")));
    events.push({ kind: "request.expired", requestId: request.id });
  }
  for (const ids of await expireInvitations(tx, organizationId, now, MOST)) {
    events.push({ kind: "invitation.expired", ...ids, state: "removed", grants: [] });
  }
  events.push(...(await rolesEnd(tx, organizationId, now, MOST)), ...(await monthlyLook(tx, organizationId, now)));
  events.push(...(await importsResume(tx, organizationId, now)));
  for (const { id: addressId, memberId, state } of await addressesEnd(tx, organizationId, now, MOST)) {
    const ids = { addressId, memberId };
    events.push(state === "changed" ? { kind: "address.changed", ...ids } : { kind: "address.ended", ...ids, state });
  }
  for (const { id: changeId, memberId, state } of await alternatesEnd(tx, organizationId, now, MOST)) {
    const ids = { changeId, memberId };
    events.push(
      state === "changed" ? { kind: "alternate.changed", ...ids } : { kind: "alternate.ended", ...ids, state },
    );
  }
  return { events, writes };
}
