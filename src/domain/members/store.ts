import type { Prisma } from "../../db/generated/client.ts";
import type { Tx } from "../../db/transaction.ts";
import type { Actor, Grant, MemberState, Organization } from "../access/actor.ts";
import type { Permission } from "../access/role.ts";
import { knownPermissions } from "../access/role.ts";

/** Everything an Actor is made of, in one query. */
export const withRights = {
  grants: { include: { role: true, accounts: true } },
  organization: {
    include: {
      policy: true,
      roles: { orderBy: { position: "asc" } },
      accounts: { orderBy: { name: "asc" } },
    },
  },
} as const satisfies Prisma.MemberInclude;

const withGrants = { grants: { include: { role: true, accounts: true } } } as const satisfies Prisma.MemberInclude;

type MemberRow = Prisma.MemberGetPayload<{ include: typeof withRights }>;
type GrantRow = MemberRow["grants"][number];
type RoleRow = GrantRow["role"];

export function toActor(row: MemberRow): Actor {
  const { organization } = row;
  if (!organization.policy) throw new Error(`organization ${organization.id} has no policy`);
  const { approvals, requestHours, invitationDays } = organization.policy;
  return {
    id: row.id,
    email: row.email,
    state: row.state as MemberState,
    grants: row.grants.map(toGrant),
    organization: {
      id: organization.id,
      name: organization.name,
      policy: { approvals, requestHours, invitationDays },
      roles: organization.roles.map(toRole),
      accounts: organization.accounts.map(({ id, name }) => ({ id, name })),
    },
  };
}

function toRole({ id, name, purpose, predefined, permissions }: RoleRow) {
  return { id, name, purpose, predefined, permissions: knownPermissions(permissions) };
}

function toGrant({ role, allAccounts, accounts }: GrantRow): Grant {
  return { role: toRole(role), scope: allAccounts ? "all" : accounts.map(({ accountId }) => accountId) };
}

/** A member as somebody who acts, by id; null if the organization has none of that id. */
export async function findActorById(tx: Tx, organizationId: string, id: string): Promise<Actor | null> {
  const row = await tx.member.findUnique({
    where: { organizationId_id: { organizationId, id } },
    include: withRights,
  });
  return row ? toActor(row) : null;
}

/**
 * Active members who hold a permission on at least one account, with their grants. Asked by the ids of the roles: a
 * join over their permissions hides from the planner how few hold them, and it would read every member.
 */
export async function findHolders(tx: Tx, organization: Organization, permission: Permission) {
  const organizationId = organization.id;
  const roleId = { in: organization.roles.filter((role) => role.permissions.includes(permission)).map(({ id }) => id) };
  const rows = await tx.member.findMany({
    where: { organizationId, state: "active", grants: { some: { organizationId, roleId } } },
    include: withGrants,
    orderBy: { email: "asc" },
  });
  return rows.map((row) => ({ id: row.id, email: row.email, grants: row.grants.map(toGrant) }));
}

export type Holder = Awaited<ReturnType<typeof findHolders>>[number];

/** Held until the transaction ends: what is counted for a member (requests, codes) can't grow meanwhile. */
export async function lockMember(tx: Tx, organizationId: string, id: string): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM member WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR NO KEY UPDATE`;
}

/** A member who was not removed, by address; addresses are kept in lower case. */
export function findByEmail(tx: Tx, organizationId: string, email: string) {
  return tx.member.findFirst({
    where: { organizationId, email: email.toLowerCase(), state: { not: "removed" } },
    select: { id: true, email: true, state: true },
  });
}

export const PAGE = 10;

/** One page of members, by address, behind the address `after`; one more than PAGE when there is a next page. */
export function listMembers(tx: Tx, organizationId: string, after: string) {
  return tx.member.findMany({
    where: { organizationId, state: { not: "removed" }, email: { gt: after } },
    include: withGrants,
    orderBy: { email: "asc" },
    take: PAGE + 1,
  });
}

/** A member with grants and chat accounts, by address or by a chat account of theirs. */
export async function findMember(
  tx: Tx,
  organizationId: string,
  by: { email: string } | { platform: string; tenant: string; user: string },
) {
  const who = "email" in by ? { email: by.email } : { identities: { some: { organizationId, ...by } } };
  const row = await tx.member.findFirst({
    where: { organizationId, state: { not: "removed" }, ...who },
    include: { ...withGrants, identities: true },
  });
  return row ? { ...row, state: row.state as MemberState, grants: row.grants.map(toGrant) } : null;
}

/** The first members, by address, who hold a role, and whether there are more: counting them would read them all. */
export async function findRoleHolders(tx: Tx, organizationId: string, roleId: string, most: number) {
  const members = await tx.member.findMany({
    where: { organizationId, state: "active", grants: { some: { organizationId, roleId } } },
    orderBy: { email: "asc" },
    take: most + 1,
    select: { email: true },
  });
  return { emails: members.slice(0, most).map(({ email }) => email), hasMore: members.length > most };
}
