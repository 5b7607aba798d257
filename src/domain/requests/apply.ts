import type { DomainEvent } from "../../core/event.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Tx } from "../../db/transaction.ts";
import { text } from "../../text/text.ts";
import { can, requirePermission } from "../access/actor.ts";
import type { GuardedChange } from "../command.ts";
import type { Holder } from "../members/store.ts";
import { closeChallenges } from "../verification/store.ts";
import { eligible } from "./policy.ts";
import { digestOf, type RequestState } from "./request.ts";
import { type ChangeRequest, moveRequest } from "./store.ts";

type Settled = { tx: Tx; request: ChangeRequest; change: GuardedChange; holders: readonly Holder[]; now: Date };

/** The approvals that count now: of people who may still approve. One who lost the right since is not counted. */
export function countedApprovals(request: ChangeRequest, holders: readonly Holder[]): number {
  const entitled = new Set(eligible(holders, request.requesterId, request.targetId).map(({ id }) => id));
  return request.reviews.filter(
    ({ decision, approverId, version, digest }) =>
      decision === "approved" && entitled.has(approverId) && version === request.version && digest === request.digest,
  ).length;
}

/** Applies the change if its approvals are complete; says with events what has happened. The row must be locked. */
export async function settle({ tx, request, change, holders, now }: Settled): Promise<DomainEvent[]> {
  if (countedApprovals(request, holders) < request.policy.approvals) return [];
  requireUnchanged(request);
  const { requester } = request;
  requirePermissionStill(request, change);
  await change.check(tx, requester, request.payload);
  const effects = await change.apply(tx, requester, request.payload, now);
  await move(tx, request, "applied", now);
  return [...effects, { kind: "request.applied", requestId: request.id, because: request.policy.because }];
}

/** Closes a request or moves it on, from exactly what was read; the loser of a race is told so. */
export async function move(tx: Tx, request: ChangeRequest, state: RequestState, now: Date): Promise<void> {
  const { organizationId, id, version } = request;
  const closed = state === "awaiting_approval" ? {} : { closedAt: now };
  const to = { state, policy: request.policy, ...closed };
  const isMoved = await moveRequest(tx, { organizationId, id, state: request.state, version }, to);
  if (!isMoved) throw new Refusal(text("refused.stale"));
  if (state !== "awaiting_approval") await closeChallenges(tx, organizationId, id, now);
}

// Somebody with access to the database could change what was signed. Then nothing is applied.
function requireUnchanged(request: ChangeRequest): void {
  if (digestOf(request.command, request.payload) !== request.digest) throw new Refusal(text("refused.content-changed"));
}

function requirePermissionStill({ requester }: ChangeRequest, change: GuardedChange): void {
  if (requester.state !== "active" || !can(requester, change.needs))
    throw new Refusal(text("refused.requester-lost-right"));
  requirePermission(requester, change.needs);
}
