import { z } from "zod";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import type { Scope } from "../access/account.ts";
import { storedActor, storedOrganization, storedTime } from "../access/actor-store.ts";
import { storedMentioned } from "../access/choice-store.ts";
import { conflictRules } from "../access/conflict-store.ts";
import { builtIn } from "../access/permission.ts";
import { becauses, type Terms } from "../command.ts";
import { readCodes } from "../verification/store.ts";
import { openStates, type RequestState, requestStates } from "./request.ts";

export const storedTerms: z.ZodType<Terms> = z.object({
  approvals: z.number().int().nonnegative(),
  invitationDays: z.number().int().positive(),
  because: z.enum(becauses),
  strength: z.number().optional(),
});

/** How many of these members have something stronger than mailed codes. */
export async function countStrong(tx: Tx, organizationId: string, ids: readonly string[], now: Date): Promise<number> {
  const [row] = await tx.$queryRaw<{ strong: number }[]>`
    SELECT count(*)::int AS strong FROM unnest(${[...ids]}::uuid[]) AS id
    WHERE factor_of(${organizationId}::uuid, id, ${now}::timestamptz) <> 'email'`;
  return row?.strong ?? 0;
}

/** Of the content only the reason is common to all changes. It is part of what is signed, so it is shown from there. */
const signed = z.object({ reason: z.string().default("") });

const storedReview = z.object({
  ...{ approverId: z.string(), decision: z.enum(["approved", "denied"]), version: z.number(), digest: z.string() },
  ...{ comment: z.string().nullable(), approver: storedActor },
});

/** What the SQL function `request_whole` gives. */
const storedRequest = z
  .object({
    ...{ now: storedTime, organization: storedOrganization },
    ...{ id: z.string(), organizationId: z.string(), number: z.number(), command: z.string(), version: z.number() },
    ...{ state: z.enum(requestStates), payload: z.unknown(), digest: z.string(), policy: storedTerms },
    ...{ requesterId: z.string(), createdAt: storedTime, expiresAt: storedTime, targets: z.array(z.string()) },
    approverNeeds: z.array(z.enum(builtIn)),
    ...{ accounts: z.array(z.string()).nullable(), requester: storedActor, mentioned: storedMentioned },
    reviews: z.array(storedReview),
  })
  .transform(({ accounts, ...request }) => {
    const scope: Scope = accounts ?? "all";
    return { ...request, scope, reason: signed.parse(request.payload).reason };
  });

// The rules of what must not meet are read with each request: they decide whether it may be applied.
function withConflicts(organizationId: string, request: Sql): Sql {
  return sql`jsonb_set(${request}, '{mentioned,conflicts}', ${conflictRules(organizationId)})`;
}

/** A change request, with what its requester and its reviewers may do now; `now` is when it was read. */
export type ChangeRequest = z.infer<typeof storedRequest>;

export async function findRequest(
  tx: Tx,
  organizationId: string,
  id: string,
  time: Sql,
): Promise<ChangeRequest | null> {
  const [row] = await tx.$queryRaw<{ request: unknown }[]>`
    SELECT ${withConflicts(organizationId, sql`request_whole(${organizationId}::uuid, ${id}::uuid, ${time})`)} AS request`;
  return storedRequest.nullable().parse(row?.request ?? null);
}

/** Several at once, in no order; those that are not there are left out. */
export async function findRequests(tx: Tx, organizationId: string, ids: readonly string[], now: Date) {
  if (ids.length === 0) return [];
  const rows = await tx.$queryRaw<{ request: unknown }[]>`
    SELECT ${withConflicts(organizationId, sql`request_whole(${organizationId}::uuid, id, ${now}::timestamptz)`)} AS request
    FROM unnest(${[...ids]}::uuid[]) AS id`;
  return rows.flatMap(({ request }) => storedRequest.nullable().parse(request) ?? []);
}

/** The same, locked until the transaction ends: two decisions about one request come one after the other. */
export async function lockRequest(
  tx: Tx,
  organizationId: string,
  id: string,
  time: Sql,
): Promise<ChangeRequest | null> {
  const [row] = await tx.$queryRaw<{ request: unknown }[]>`
    SELECT ${withConflicts(organizationId, sql`request_locked(${organizationId}::uuid, ${id}::uuid, ${time})`)} AS request`;
  return storedRequest.nullable().parse(row?.request ?? null);
}

/** The id of the request with that number, or that was opened by the form with that key; or null. */
export async function findRequestId(tx: Tx, organizationId: string, by: { number: number } | { key: string }) {
  const row = await tx.changeRequest.findFirst({ where: { organizationId, ...by }, select: { id: true } });
  return row?.id ?? null;
}

/** What a new request's content names by id, and the members who may approve requests somewhere, active or suspended. */
export async function findGround(tx: Tx, organizationId: string, content: unknown, now: Date) {
  const [row] = await tx.$queryRaw<{ mentioned: unknown; holders: unknown }[]>`
    SELECT mentioned(${organizationId}::uuid, ${JSON.stringify(content)}::jsonb, ${now}::timestamptz)
        || jsonb_build_object('conflicts', ${conflictRules(organizationId)}) AS mentioned,
      holders(${organizationId}::uuid, 'request:approve', ${now}::timestamptz) AS holders`;
  return { mentioned: storedMentioned.parse(row?.mentioned), holders: z.array(storedActor).parse(row?.holders) };
}

const storedBefore = z.object({
  requests: z.array(
    z.object({
      ...{ key: z.string(), number: z.number(), requesterId: z.string(), command: z.string() },
      ...{ subjects: z.array(z.string()) },
      ...{ state: z.enum(requestStates), createdAt: storedTime, expiresAt: storedTime },
    }),
  ),
  codes: z.unknown().transform(readCodes),
});

type About = { requesterId: string; command: string; subjects: readonly string[] };

/**
 * What a new request is judged by, with its requester locked: their own requests of late or still open, everybody's
 * open ones about the same, and the requester's codes.
 */
export async function lockForRequest(tx: Tx, organizationId: string, about: About, since: Date) {
  const { requesterId, command, subjects } = about;
  const [row] = await tx.$queryRaw<{ before: unknown }[]>`
    SELECT before_request(${organizationId}::uuid, ${requesterId}::uuid, ${command}, ${[...subjects]}::text[],
      ${since}::timestamptz)
      AS before`;
  return storedBefore.parse(row?.before);
}

export type NewRequest = About & {
  organizationId: string;
  id: string;
  payload: object;
  digest: string;
  policy: Terms;
  targets: readonly string[];
  scope: Scope;
  approverNeeds: readonly string[];
  key: string;
  createdAt: Date;
  expiresAt: Date;
};

/** A request that waits for its code, with the organization's next number. */
export function insertRequest(request: NewRequest): Write[] {
  const { organizationId, id, command, subjects, payload, digest, policy, requesterId, key } = request;
  const accounts = request.scope === "all" ? [] : [...request.scope];
  const counted = sql`UPDATE organization SET requests = requests + 1 WHERE id = ${organizationId}::uuid`;
  const opened = sql`
    INSERT INTO change_request (id, organization_id, number, command, state, version, payload, digest, subject, policy,
      requester_id, key, created_at, expires_at, targets, all_accounts, accounts, approver_needs)
    SELECT ${id}::uuid, ${organizationId}::uuid, requests, ${command}, 'awaiting_code', 1,
      ${JSON.stringify(payload)}::jsonb, ${digest}, ${subjects.join("\n")}, ${JSON.stringify(policy)}::jsonb, ${requesterId}::uuid,
      ${key}, ${request.createdAt}::timestamptz, ${request.expiresAt}::timestamptz, ${[...request.targets]}::uuid[],
      ${request.scope === "all"}, ${accounts}::uuid[], ${[...request.approverNeeds]}::text[]
    FROM counted`;
  return [write(counted, { rows: 1, as: "counted", returns: "requests" }), write(opened, { rows: 1 })];
}

type From = { organizationId: string; id: string; state: RequestState; version: number };
type To = { state: RequestState; policy: Terms; closedAt: Date | null };

/** Moves a request on from exactly the state and version that were read; `otherwise` if somebody else was first. */
export function moveRequest(from: From, { state, policy, closedAt }: To, otherwise: () => Error): Write {
  const statement = sql`
    UPDATE change_request SET state = ${state}, version = version + 1, policy = ${JSON.stringify(policy)}::jsonb,
      closed_at = ${closedAt}::timestamptz
    WHERE organization_id = ${from.organizationId}::uuid AND id = ${from.id}::uuid AND state = ${from.state}
      AND version = ${from.version}`;
  return write(statement, { rows: 1, otherwise });
}

/** Has the requester asked for exactly the same once more since? */
export async function hasSuccessor(tx: Tx, request: ChangeRequest): Promise<boolean> {
  const { organizationId, requesterId, digest, createdAt } = request;
  const later = await tx.changeRequest.findFirst({
    where: { organizationId, requesterId, digest, createdAt: { gt: createdAt } },
    select: { id: true },
  });
  return later !== null;
}

export const LISTED = 10;

type Listed = { memberId: string; now: Date; mayApproveOn: Scope };

/** A member's own open requests, and those of others that wait for an approval of theirs; oldest first. */
export async function listOpen(tx: Tx, organizationId: string, { memberId, now, mayApproveOn }: Listed) {
  const reached =
    mayApproveOn === "all" ? sql`true` : sql`(NOT all_accounts AND accounts <@ ${[...mayApproveOn]}::uuid[])`;
  const mayApprove = mayApproveOn === "all" || mayApproveOn.length > 0;
  const rows = await tx.$queryRaw<{ request: unknown }[]>`
    SELECT ${withConflicts(organizationId, sql`request_whole(organization_id, id, ${now}::timestamptz)`)} AS request
    FROM change_request q
    WHERE organization_id = ${organizationId}::uuid AND state = ANY (${[...openStates]}::text[])
      AND expires_at > ${now}::timestamptz AND (requester_id = ${memberId}::uuid OR (
        ${mayApprove} AND state = 'awaiting_approval' AND ${reached} AND NOT ${memberId}::uuid = ANY (targets)
        AND NOT EXISTS (SELECT FROM review v WHERE v.organization_id = q.organization_id AND v.request_id = q.id
          AND v.approver_id = ${memberId}::uuid)))
    ORDER BY created_at LIMIT ${LISTED + 1}`;
  return rows.map(({ request }) => storedRequest.parse(request));
}
