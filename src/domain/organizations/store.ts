import { randomUUID } from "node:crypto";
import type { Tx } from "../../db/transaction.ts";
import { predefinedRoles } from "../access/role.ts";
import { GENESIS } from "../history/chain.ts";

/** The policy an organization starts with: one approval, requests open 72 hours, invitations 7 days. */
const firstPolicy = { approvals: 1, requestHours: 72, invitationDays: 7 };

/** Keeps two processes from setting the organization up at once; held until the transaction ends. */
export async function lockFounding(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('countersign founding'))`;
}

/** The organization of this installation, or null before the first start. */
export function findOrganization(tx: Tx): Promise<{ id: string; name: string } | null> {
  return tx.organization.findFirst({ select: { id: true, name: true }, orderBy: { createdAt: "asc" } });
}

/** The organization with its predefined roles, its first policy and an empty history. */
export async function insertOrganization(tx: Tx, name: string, now: Date): Promise<{ id: string; name: string }> {
  const organizationId = randomUUID();
  await tx.organization.create({ data: { id: organizationId, name, createdAt: now } });
  await tx.policy.create({ data: { organizationId, ...firstPolicy } });
  await tx.role.createMany({
    data: predefinedRoles.map((role, position) => ({
      ...role,
      id: randomUUID(),
      organizationId,
      predefined: true,
      position,
      permissions: [...role.permissions],
    })),
  });
  await tx.auditHead.create({ data: { organizationId, sequence: 0, hash: GENESIS } });
  return { id: organizationId, name };
}

/** Adds the merchant accounts that aren't there yet; none is ever taken away here. */
export async function addMerchantAccounts(tx: Tx, organizationId: string, names: readonly string[]): Promise<void> {
  const data = names.map((name) => ({ id: randomUUID(), organizationId, name }));
  await tx.merchantAccount.createMany({ data, skipDuplicates: true });
}
