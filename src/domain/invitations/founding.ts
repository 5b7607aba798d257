import type { DomainEvent } from "../../core/event.ts";
import type { Tx } from "../../db/transaction.ts";
import {
  addFirstAccounts,
  findOrganization,
  insertOrganization,
  lockFounding,
  renameOrganization,
} from "../organizations/store.ts";
import type { Effects } from "../verification/proof.ts";
import { DAY } from "./invitation.ts";
import { endInvitation, findFirstRole, insertInvitation, invitationsBeforeAnybody } from "./store.ts";

const INVITATION_DAYS = 7;

/** `isNamed`: somebody chose the name, so it replaces another that the organization has. */
type Founding = { name: string; isNamed: boolean; firstAdmin: string; merchantAccounts: readonly string[]; now: Date };
type Founded = Effects & { organization: { id: string; name: string }; isNew: boolean };

/**
 * At each start: makes the organization if there is none, and makes sure that there is somebody who can become its
 * first administrator. Once there has been an active member, it invites nobody.
 */
export async function found(tx: Tx, founding: Founding): Promise<Founded> {
  await lockFounding(tx);
  const existing = await findOrganization(tx);
  const { organization, roles } = existing
    ? { organization: existing, roles: null }
    : await insertOrganization(tx, founding.name, founding.now);
  const { id } = organization;
  const isRenamed = founding.isNamed && organization.name !== founding.name;
  if (isRenamed) await renameOrganization(tx, id, founding.name);
  const renamed: DomainEvent[] = isRenamed ? [{ kind: "organization.renamed", organizationId: id }] : [];
  const created: DomainEvent[] = roles ? [{ kind: "organization.created", organizationId: id, roles }] : [];
  const accounts = await addFirstAccounts(tx, id, founding.merchantAccounts);
  const added = accounts.map((accountId): DomainEvent => ({ kind: "account.created", accountId }));
  const invited = await inviteFirst(tx, id, founding);
  const events = [...created, ...renamed, ...added, ...invited.events];
  const named = isRenamed ? { id, name: founding.name } : organization;
  return { organization: named, isNew: !existing, events, writes: invited.writes };
}

async function inviteFirst(tx: Tx, organizationId: string, { firstAdmin, now }: Founding): Promise<Effects> {
  const { hasMembers, pending, expired } = await invitationsBeforeAnybody(tx, organizationId, now);
  const ended = expired.map(
    (ids): DomainEvent => ({ kind: "invitation.expired", ...ids, state: "removed", grants: [] }),
  );
  if (hasMembers || pending?.email === firstAdmin) return { events: ended, writes: [] };
  // FIRST_ADMIN_EMAIL was corrected before anybody came in: the link to the wrong address must not open any more.
  if (pending && (await endInvitation(tx, organizationId, pending, "revoked"))) {
    const ids = { invitationId: pending.id, memberId: pending.memberId };
    ended.push({ kind: "invitation.revoked", ...ids, state: "removed", grants: [], revokedBy: null });
  }
  const { id: roleId } = await findFirstRole(tx, organizationId);
  const { writes, ...ids } = insertInvitation({
    ...{ organizationId, email: firstAdmin, requesterId: null, requestId: null, now },
    grants: [{ roleId, named: "all" }],
    expiresAt: new Date(now.getTime() + INVITATION_DAYS * DAY),
  });
  const grants = [{ roleId, accounts: "all", until: null } as const];
  return { events: [...ended, { kind: "invitation.created", ...ids, state: "invited", grants }], writes };
}
