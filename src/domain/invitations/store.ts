import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { byName } from "../access/account.ts";
import { storedActor, storedTime } from "../access/actor-store.ts";
import { namedBy, storedAccount } from "../access/choice-store.ts";
import { type GivenRole, insertGrantsOfMany } from "../access/grant-store.ts";
import { goodUntil } from "./offered.ts";
import { storedWaiting, waitingOf } from "./waiting-store.ts";

type From = {
  organizationId: string;
  requesterId: string | null;
  /** the request that gave the grants; none for the first administrator */
  requestId: string | null;
  now: Date;
  /** or earlier, where everything that is offered ends before */
  expiresAt: Date;
};

type Invited = {
  email: string;
  /** the id of the member who had that address: they come back as the same person */
  former?: string | null;
  grants: readonly GivenRole[];
};

type Ids = { invitationId: string; memberId: string };

/** The member to be, with roles, and the offer to become one. */
export function insertInvitation({ email, former = null, grants, ...from }: From & Invited): Ids & { writes: Write[] } {
  const { ids, writes } = insertInvitations(from, [{ email, former, grants }]);
  return { ...ids(email), writes };
}

/** The same for several, each with their own roles, with as many writes as for one. `ids` are by address. */
export function insertInvitations(from: From, invited: readonly Invited[]) {
  const { organizationId, requesterId, requestId, now, expiresAt } = from;
  const rows = invited.map(({ email, former = null, grants }) => {
    const ids = { memberId: former ?? randomUUID(), invitationId: randomUUID() };
    return { ...ids, email, isBack: former !== null, grants, ...goodUntil(expiresAt, grants) };
  });
  const back = rows.filter(({ isBack }) => isBack).length;
  const people = sql`jsonb_to_recordset(${JSON.stringify(rows.map(({ grants: _, ...row }) => row))}::jsonb)
    AS p ("memberId" uuid, "invitationId" uuid, email text, "isBack" boolean, "expiresAt" timestamptz,
      "rolesEndFirst" boolean)`;
  const returned = sql`
    UPDATE member m SET state = 'invited' FROM ${people}
    WHERE m.organization_id = ${organizationId}::uuid AND m.id = p."memberId" AND p."isBack"`;
  const added = sql`
    INSERT INTO member (id, organization_id, email, state, created_at)
    SELECT "memberId", ${organizationId}::uuid, email, 'invited', ${now}::timestamptz FROM ${people} WHERE NOT "isBack"`;
  const offered = sql`
    INSERT INTO invitation (id, organization_id, member_id, requester_id, request_id, email, state, created_at,
      expires_at, roles_end_first)
    SELECT "invitationId", ${organizationId}::uuid, "memberId", ${requesterId}::uuid, ${requestId}::uuid, email,
      'pending', ${now}::timestamptz, "expiresAt", "rolesEndFirst" FROM ${people}`;
  const given = rows.flatMap(({ memberId, grants }) => grants.map((grant) => ({ ...grant, memberId })));
  const byEmail = new Map(rows.map((row) => [row.email, row]));
  return {
    ids: (email: string): Ids => {
      const { memberId = "", invitationId = "" } = byEmail.get(email) ?? {};
      return { memberId, invitationId };
    },
    writes: [
      ...(back > 0 ? [write(returned, { rows: back })] : []),
      ...(back < rows.length ? [write(added, { rows: rows.length - back })] : []),
      ...insertGrantsOfMany(from, given),
      write(offered, { rows: rows.length }),
    ],
  };
}

export function findInvitation(tx: Tx, organizationId: string, id: string) {
  return tx.invitation.findUnique({ where: { organizationId_id: { organizationId, id } } });
}

/** The invitations that a request has made, by address, as they are now. */
export function findInvitationsOf(tx: Tx, organizationId: string, requestId: string) {
  return tx.invitation.findMany({ where: { organizationId, requestId }, orderBy: { email: "asc" } });
}

const storedPending = z.object({
  ...{ email: z.string(), expiresAt: storedTime },
  /** who asked for it; null for the first administrator */
  by: z.object({ email: z.string(), name: z.string().nullable() }).nullable(),
  ...{ member: storedActor, waiting: storedWaiting },
  accounts: z.array(storedAccount).transform(byName),
});

/** An invitation that can still be accepted: by whom, to what, and the accounts of its grants. */
export async function findPending(tx: Tx, organizationId: string, id: string, time: Sql) {
  const [row] = await tx.$queryRaw<{ pending: unknown }[]>`
    SELECT jsonb_build_object('email', i.email, 'expiresAt', i.expires_at,
      'by', CASE WHEN m.id IS NOT NULL THEN jsonb_build_object('email', m.email, 'name', m.name) END,
      'member', member_rights(i.organization_id, i.member_id, ${time}), 'waiting', ${waitingOf},
      'accounts', coalesce((SELECT jsonb_agg(account_told(a)) FROM account_or_group a
        WHERE a.organization_id = i.organization_id
          AND a.id IN (${namedBy(sql`i.organization_id`, sql`i.member_id`)})), '[]')) AS pending
    FROM invitation i LEFT JOIN member m ON m.organization_id = i.organization_id AND m.id = i.requester_id
    WHERE i.organization_id = ${organizationId}::uuid AND i.id = ${id}::uuid AND i.state = 'pending'
      AND i.expires_at > ${time}`;
  return storedPending.nullable().parse(row?.pending ?? null);
}

/** Ends invitations past their time, with the members who never were; their addresses may be invited again. */
export async function expireInvitations(tx: Tx, organizationId: string, now: Date, most: number) {
  const overdue = await tx.invitation.findMany({
    where: { organizationId, state: "pending", expiresAt: { lte: now } },
    take: most,
    select: { id: true, memberId: true },
  });
  const expired = [];
  for (const { id, memberId } of overdue) {
    const isEnded = await endInvitation(tx, organizationId, { id, memberId }, "expired");
    if (isEnded) expired.push({ invitationId: id, memberId });
  }
  return expired;
}

type Ended = { id: string; memberId: string };

/** Ends a pending invitation, and with it the member who never was. False: it was no longer pending. */
export async function endInvitation(
  tx: Tx,
  organizationId: string,
  { id, memberId }: Ended,
  state: "expired" | "revoked",
) {
  const { count } = await tx.invitation.updateMany({
    where: { organizationId, id, state: "pending" },
    data: { state },
  });
  if (count === 0) return false;
  const isNew = { organizationId, id: memberId, state: "invited" };
  await tx.member.updateMany({ where: isNew, data: { state: "removed" } });
  await tx.grant.deleteMany({ where: { organizationId, memberId, member: { state: "removed" } } });
  return true;
}

/** Has anybody ever become a member? And who is invited while nobody has? An invitation past its time is not pending. */
export async function invitationsBeforeAnybody(tx: Tx, organizationId: string, now: Date) {
  const expired = await expireInvitations(tx, organizationId, now, 1);
  const member = await tx.member.findFirst({
    where: { organizationId, activatedAt: { not: null } },
    select: { id: true },
  });
  const pending = await tx.invitation.findFirst({
    where: { organizationId, state: "pending" },
    select: { id: true, memberId: true, email: true },
  });
  return { hasMembers: member !== null, pending, expired };
}

/** The role of the person in charge. */
export async function findFirstRole(tx: Tx, organizationId: string): Promise<{ id: string }> {
  return tx.role.findFirstOrThrow({
    where: { organizationId, predefined: true },
    orderBy: { position: "asc" },
    select: { id: true },
  });
}
