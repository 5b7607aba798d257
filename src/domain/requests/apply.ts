import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { requirePermission } from "../access/actor.ts";
import { can } from "../access/grant.ts";
import type { ApplyContext, GuardedChange, Proof, Terms } from "../command.ts";
import type { Effects } from "../verification/proof.ts";
import { closeChallenges } from "../verification/store.ts";
import { type About, contextOf, type DrawContext } from "./find.ts";
import { isEligible } from "./policy.ts";
import { digestOf, openStates, type RequestState } from "./request.ts";
import { type ChangeRequest, moveRequest } from "./store.ts";

/** Who has approved this. */
export function approversOf(request: ChangeRequest): Actor[] {
  return request.reviews.filter((review) => isCounted(request, review)).map(({ approver }) => approver);
}

/** An approval counts for the content that was seen, while the one who gave it may still approve it. */
export function isCounted(request: ChangeRequest, review: ChangeRequest["reviews"][number]): boolean {
  const isOfThis = review.version === request.version && review.digest === request.digest;
  return review.decision === "approved" && isOfThis && isEligible(review.approver, request);
}

type Applying = About & { context: DrawContext; proof: Proof | null };

/** Applies the change if its approvals are complete. The row must be locked. */
export async function applyIfApproved({ context, request, change, proof }: Applying): Promise<Effects> {
  const approvers = approversOf(request);
  if (approvers.length < request.policy.approvals) return { events: [], writes: [] };
  requireUnchanged(request);
  requirePermissionStill(request, change);
  const { id, number, version, digest, policy, requester } = request;
  const about = contextOf(context, request);
  await change.check(about, request.payload);
  const applying: ApplyContext = { ...about, request: { id, number, version, digest }, policy, requester, approvers };
  const effects = await change.apply(applying, request.payload);
  const applied = { kind: "request.applied", requestId: id, because: policy.because } as const;
  return {
    events: [...effects.events, applied],
    writes: [...effects.writes, ...transition(request, { state: "applied", proof, now: request.now })],
  };
}

type Transition = { state: RequestState; policy?: Terms; proof?: Proof | null; now: Date };

/** Closes a request or moves it on, from exactly what was read; the loser of a race is told so. */
export function transition(
  request: ChangeRequest,
  { state, policy, proof = null, now }: Transition,
): Effects["writes"] {
  const isClosed = !openStates.includes(state);
  const to = { state, policy: policy ?? request.policy, closedAt: isClosed ? now : null };
  const moved = moveRequest(request, to, () => new Refusal(text("refused.stale")));
  const { organizationId, id } = request;
  return isClosed ? [moved, closeChallenges(organizationId, id, proof?.challengeId ?? null, now)] : [moved];
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
