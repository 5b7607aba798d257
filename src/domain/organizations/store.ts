import { randomUUID } from "node:crypto";
import type { Platform } from "../../core/platform.ts";
import type { Tx } from "../../db/transaction.ts";
import type { Organization } from "../access/actor.ts";
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

/** By id; without one, the oldest: jobs that an older version queued don't say whose they are. */
export function getOrganization(tx: Tx, id: string | undefined): Promise<{ id: string; name: string }> {
  const where = id ? { id } : {};
  return tx.organization.findFirstOrThrow({ where, select: { id: true, name: true }, orderBy: { createdAt: "asc" } });
}

/** With its policy, as a command is given it. */
export async function getWholeOrganization(tx: Tx, id: string): Promise<Organization> {
  const figures = { approvals: true, requestHours: true, invitationDays: true, strongForAdministrative: true };
  const policy = { select: figures };
  const found = await tx.organization.findUniqueOrThrow({ where: { id }, select: { id: true, name: true, policy } });
  if (!found.policy) throw new Error("the organization has no policy");
  return { ...found, policy: found.policy };
}

export function listOrganizations(tx: Tx): Promise<{ id: string; name: string }[]> {
  return tx.organization.findMany({ select: { id: true, name: true }, orderBy: { createdAt: "asc" } });
}

/** The organization with its predefined roles, its first policy and an empty history. */
export async function insertOrganization(tx: Tx, name: string, now: Date) {
  const organizationId = randomUUID();
  await tx.organization.create({ data: { id: organizationId, name, createdAt: now } });
  await tx.policy.create({ data: { organizationId, ...firstPolicy } });
  const roles = predefinedRoles.map((role, position) => ({
    ...{ ...role, permissions: [...role.permissions] },
    ...{ id: randomUUID(), organizationId, predefined: true, position },
  }));
  await tx.role.createMany({ data: roles });
  await tx.auditHead.create({ data: { organizationId, sequence: 0, hash: GENESIS } });
  const made = roles.map(({ id, permissions }) => ({ roleId: id, permissions }));
  return { organization: { id: organizationId, name }, roles: made };
}

export async function renameOrganization(tx: Tx, id: string, name: string): Promise<void> {
  await tx.organization.update({ where: { id }, data: { name } });
}

/**
 * Makes the first merchant accounts, and says which. Where there has ever been one, nothing: they are managed in the chat,
 * and a name that was changed or closed there must not come back at the next start.
 */
export async function addFirstAccounts(tx: Tx, organizationId: string, names: readonly string[]): Promise<string[]> {
  if (await tx.merchantAccount.findFirst({ where: { organizationId }, select: { id: true } })) return [];
  const data = names.map((name) => ({ id: randomUUID(), organizationId, name }));
  // Two names may differ in nothing but case.
  await tx.merchantAccount.createMany({ data, skipDuplicates: true });
  const added = await tx.merchantAccount.findMany({ where: { organizationId }, select: { id: true } });
  return data.map(({ id }) => id).filter((id) => added.some((one) => one.id === id));
}

type ChatTenant = { platform: Platform; tenant: string };

/** Notes whose a Slack workspace or an Entra tenant is. Throws where it is another organization's already. */
export async function connectTenant(tx: Tx, organizationId: string, { platform, tenant }: ChatTenant): Promise<void> {
  const known = await tx.chatTenant.findUnique({ where: { platform_tenant: { platform, tenant } } });
  if (known && known.organizationId !== organizationId)
    throw new Error(`The ${platform} workspace ${tenant} belongs to another organization of this database.`);
  if (!known) await tx.chatTenant.createMany({ data: [{ platform, tenant, organizationId }], skipDuplicates: true });
}
