import type { DomainEvent } from "../../core/event.ts";
import type { Tx } from "../../db/transaction.ts";
import { addMerchantAccounts, findOrganization, insertOrganization, lockFounding } from "../organizations/store.ts";
import { findFirstRole, insertInvitation, invitationsBeforeAnybody, revokeInvitation } from "./store.ts";

const DAY = 86_400_000;
const INVITATION_DAYS = 7;

type Founding = { name: string; firstAdmin: string; merchantAccounts: readonly string[]; now: Date };
type Founded = { organization: { id: string; name: string }; events: DomainEvent[]; isNew: boolean };

/**
 * At each start: makes the organization if there is none, and sees to it that there is somebody who can become its
 * first administrator. Once a member is active it touches nobody.
 */
export async function found(tx: Tx, founding: Founding): Promise<Founded> {
  await lockFounding(tx);
  const existing = await findOrganization(tx);
  const organization = existing ?? (await insertOrganization(tx, founding.name, founding.now));
  await addMerchantAccounts(tx, organization.id, founding.merchantAccounts);
  const created: DomainEvent[] = existing ? [] : [{ kind: "organization.created", organizationId: organization.id }];
  const invited = await inviteFirst(tx, organization.id, founding);
  return { organization, events: [...created, ...invited], isNew: !existing };
}

async function inviteFirst(tx: Tx, organizationId: string, { firstAdmin, now }: Founding): Promise<DomainEvent[]> {
  const { hasMembers, pending } = await invitationsBeforeAnybody(tx, organizationId, now);
  if (hasMembers || pending?.email === firstAdmin) return [];
  // FIRST_ADMIN_EMAIL was corrected before anybody came in: the link to the wrong address must not open any more.
  if (pending) await revokeInvitation(tx, organizationId, pending);
  const role = await findFirstRole(tx, organizationId);
  const expiresAt = new Date(now.getTime() + INVITATION_DAYS * DAY);
  const grants = [{ role, scope: "all" as const }];
  const ids = await insertInvitation(tx, {
    organizationId,
    email: firstAdmin,
    requesterId: null,
    grants,
    now,
    expiresAt,
  });
  const events: DomainEvent[] = [
    { kind: "invitation.created", ...ids, grants: [{ roleId: role.id, accounts: "all" }] },
  ];
  if (pending) events.unshift({ kind: "invitation.revoked", invitationId: pending.id, memberId: pending.memberId });
  return events;
}
