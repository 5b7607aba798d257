import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Address, MessageRef } from "../../core/conversation.ts";
import type { Prisma } from "../../db/generated/client.ts";
import type { Tx } from "../../db/transaction.ts";
import { toActor, withRights } from "../members/store.ts";
import { openStates, type RequestState, type Terms } from "./request.ts";

const terms: z.ZodType<Terms> = z.object({
  approvals: z.number().int().nonnegative(),
  invitationDays: z.number().int().positive(),
  because: z.enum(["quorum", "sole_administrator"]),
});

/** Of the content only the reason is common to all changes. It is part of what is signed, so it is shown from there. */
const signed = z.object({ reason: z.string().default("") });

const whole = {
  requester: { include: withRights },
  reviews: { include: { approver: { select: { email: true } } }, orderBy: { at: "asc" } },
} as const satisfies Prisma.ChangeRequestInclude;

type Row = Prisma.ChangeRequestGetPayload<{ include: typeof whole }>;

function toRequest(row: Row) {
  return {
    ...row,
    state: row.state as RequestState,
    policy: terms.parse(row.policy),
    reason: signed.parse(row.payload).reason,
    requester: toActor(row.requester),
    reviews: row.reviews.map((review) => ({ ...review, approver: review.approver.email })),
  };
}

/** A change request with its requester's present rights and its reviews. */
export type ChangeRequest = ReturnType<typeof toRequest>;

export async function findRequest(tx: Tx, organizationId: string, id: string): Promise<ChangeRequest | null> {
  const row = await tx.changeRequest.findUnique({
    where: { organizationId_id: { organizationId, id } },
    include: whole,
  });
  return row ? toRequest(row) : null;
}

export async function findRequestByKey(tx: Tx, organizationId: string, key: string): Promise<ChangeRequest | null> {
  const row = await tx.changeRequest.findUnique({
    where: { organizationId_key: { organizationId, key } },
    include: whole,
  });
  return row ? toRequest(row) : null;
}

/** The id of the request with that number, or null. */
export async function findRequestId(tx: Tx, organizationId: string, number: number): Promise<string | null> {
  const row = await tx.changeRequest.findUnique({
    where: { organizationId_number: { organizationId, number } },
    select: { id: true },
  });
  return row?.id ?? null;
}

/** The same, locked until the transaction ends: two decisions about one request come one after the other. */
export async function lockRequest(tx: Tx, organizationId: string, id: string): Promise<ChangeRequest | null> {
  await tx.$queryRaw`
    SELECT id FROM change_request WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR UPDATE`;
  return findRequest(tx, organizationId, id);
}

export type NewRequest = Omit<
  Prisma.ChangeRequestUncheckedCreateInput,
  "id" | "state" | "version" | "policy" | "payload"
> & {
  policy: Terms;
  payload: object;
};

export function insertRequest(tx: Tx, request: NewRequest) {
  return tx.changeRequest.create({
    data: { ...request, id: randomUUID(), state: "awaiting_code", version: 1 },
    select: { id: true, version: true, number: true },
  });
}

/** Moves a request on from exactly the state and version that were read. False: somebody else was first. */
export async function moveRequest(
  tx: Tx,
  from: { organizationId: string; id: string; state: RequestState; version: number },
  to: { state: RequestState; policy?: Terms; note?: string; closedAt?: Date },
): Promise<boolean> {
  const { count } = await tx.changeRequest.updateMany({ where: from, data: { ...to, version: from.version + 1 } });
  return count === 1;
}

export async function insertReview(tx: Tx, review: Prisma.ReviewUncheckedCreateInput): Promise<void> {
  await tx.review.create({ data: review, select: { id: true } });
}

type About = { requesterId: string; command: string; subject: string };

/** What a new request is judged by: the requester's own of late or still open, and whoever's open ones about the same. */
export function findRelated(tx: Tx, organizationId: string, { requesterId, command, subject }: About, since: Date) {
  const open = { state: { in: [...openStates] } };
  return tx.changeRequest.findMany({
    where: {
      organizationId,
      OR: [
        { requesterId, createdAt: { gt: since } },
        { requesterId, ...open },
        { command, subject, ...open },
      ],
    },
    select: {
      key: true,
      number: true,
      requesterId: true,
      command: true,
      subject: true,
      state: true,
      createdAt: true,
      expiresAt: true,
    },
  });
}

export type Related = Awaited<ReturnType<typeof findRelated>>[number];

export const LISTED = 10;

/** A member's own open requests, and those of others that wait for an approval; oldest first. */
export async function listOpen(tx: Tx, organizationId: string, memberId: string, now: Date, mayApprove: boolean) {
  const open = { organizationId, state: { in: [...openStates] }, expiresAt: { gt: now } };
  const others = {
    state: "awaiting_approval",
    requesterId: { not: memberId },
    reviews: { none: { organizationId, approverId: memberId } },
    OR: [{ targetId: null }, { targetId: { not: memberId } }],
  };
  const rows = await tx.changeRequest.findMany({
    where: { ...open, OR: [{ requesterId: memberId }, ...(mayApprove ? [others] : [])] },
    include: whole,
    orderBy: { createdAt: "asc" },
    take: LISTED + 1,
  });
  return rows.map(toRequest);
}

/** Open requests past their time; at most `most`. */
export async function findOverdue(tx: Tx, organizationId: string, now: Date, most: number) {
  const rows = await tx.changeRequest.findMany({
    where: { organizationId, state: { in: [...openStates] }, expiresAt: { lte: now } },
    take: most,
    select: { id: true, state: true, version: true, organizationId: true },
  });
  return rows.map((row) => ({ ...row, state: row.state as RequestState }));
}

/** Plans a card of the request to an address; it is posted by the worker. */
export async function planMessage(
  tx: Tx,
  organizationId: string,
  requestId: string,
  to: Address,
  memberId: string | null,
) {
  const id = randomUUID();
  await tx.requestMessage.create({ data: { id, organizationId, requestId, address: to, memberId } });
  return id;
}

export function findMessages(tx: Tx, organizationId: string, requestId: string) {
  return tx.requestMessage.findMany({ where: { organizationId, requestId } });
}

export function findMessage(tx: Tx, organizationId: string, id: string) {
  return tx.requestMessage.findUnique({ where: { organizationId_id: { organizationId, id } } });
}

/** Notes that a card was posted or updated, showing the request as of `shown`. */
export async function noteShown(
  tx: Tx,
  organizationId: string,
  id: string,
  posted: MessageRef,
  shown: number,
): Promise<void> {
  await tx.requestMessage.updateMany({ where: { organizationId, id }, data: { posted, shown } });
}
