import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { can, canOn } from "../access/grant.ts";
import type { ApplyContext, ChangeContext, GuardedChange, Proof, Terms } from "../command.ts";
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
  return isApproval(request, review) && isEligible(review.approver, request);
}

function isApproval(request: ChangeRequest, { decision, version, digest }: ChangeRequest["reviews"][number]): boolean {
  // That it began to be carried out is the one step since.
  const seen = request.state === "applying" ? request.version - 1 : request.version;
  return decision === "approved" && version === seen && digest === request.digest;
}

/** Who has approved what is being carried out, with the rights of now: each piece judges by them what it does. */
export function signersOf(request: ChangeRequest): Actor[] {
  return request.reviews.filter((review) => isApproval(request, review)).map(({ approver }) => approver);
}

type Applying = About & { context: DrawContext; proof: Proof | null };

/**
 * Applies the change if its approvals are complete, or ends it if what it builds on is different now. The row must be
 * locked. `state` is the request's afterwards.
 */
export async function applyIfApproved(applying: Applying): Promise<Effects & { state: RequestState }> {
  const { context, request, change, proof } = applying;
  const approvers = approversOf(request);
  if (approvers.length < request.policy.approvals) return { events: [], writes: [], state: request.state };
  requireUnchanged(request);
  requirePermissionStill(request, change);
  const about = contextOf(context, request);
  if ((await change.moved(about, request.payload)).length > 0) return staled(request, proof);
  const able = await thoseStillAble(about, { request, change }, approvers);
  if (able.length < request.policy.approvals) return { events: [], writes: [], state: request.state };
  await change.check(about, request.payload);
  const applied = await appliedBy(about, applying, able);
  return { ...applied, state: change.inPieces ? "applying" : "applied" };
}

async function appliedBy(
  about: ChangeContext,
  { request, change, proof }: Applying,
  approvers: Actor[],
): Promise<Effects> {
  const { id, number, version, digest, policy, requester } = request;
  const applying: ApplyContext = { ...about, request: { id, number, version, digest }, policy, requester, approvers };
  const effects = await change.apply(applying, request.payload);
  const moved = change.inPieces ? began(request, proof) : finished(request, proof);
  return { events: [...effects.events, ...moved.events], writes: [...effects.writes, ...moved.writes] };
}

function began(request: ChangeRequest, proof: Proof | null): Effects {
  const writes = transition(request, { state: "applying", proof, now: request.now });
  return { events: [{ kind: "request.applying", requestId: request.id }], writes };
}

/** All of it is done. The row must be locked. */
export function finished(request: ChangeRequest, proof: Proof | null): Effects {
  const { id: requestId, policy, now } = request;
  const applied = { kind: "request.applied", requestId, because: policy.because } as const;
  return { events: [applied], writes: transition(request, { state: "applied", proof, now }) };
}

/** Was what is stored signed? */
export function isUnchanged({ command, payload, digest }: ChangeRequest): boolean {
  return digestOf(command, payload) === digest;
}

type Transition = { state: RequestState; policy?: Terms; proof?: Proof | null; now: Date };

/** Closes a request or moves it on, from exactly what was read; the loser of a race is told so. */
export function transition(
  request: ChangeRequest,
  { state, policy, proof = null, now }: Transition,
): Effects["writes"] {
  const isDecided = !openStates.includes(state);
  const to = { state, policy: policy ?? request.policy, closedAt: isDecided && state !== "applying" ? now : null };
  const moved = moveRequest(request, to, () => new Refusal(text("refused.stale")));
  const { organizationId, id } = request;
  return isDecided ? [moved, closeChallenges(organizationId, id, proof?.challengeId ?? null, now)] : [moved];
}

// Somebody with access to the database could change what was signed. Then nothing is applied.
function requireUnchanged(request: ChangeRequest): void {
  if (!isUnchanged(request)) throw new Refusal(text("refused.content-changed"));
}

function requirePermissionStill({ requester }: ChangeRequest, { needs }: GuardedChange): void {
  if (requester.state !== "active" || (needs !== "member" && !can(requester, needs)))
    throw new Refusal(text("refused.requester-lost-right"));
}

/**
 * A role may permit more by now than when it was asked for. Who could not give that is not counted; the one whose approval
 * comes now is told.
 */
async function thoseStillAble(about: ChangeContext, { request, change }: About, approvers: Actor[]): Promise<Actor[]> {
  const needed = await change.approverNeeds(about, request.payload);
  const isAble = ({ grants }: Actor) => needed.every((permission) => canOn({ grants }, permission, request.scope));
  const newest = approvers.at(-1);
  if (newest && !isAble(newest)) throw new Refusal(text("refused.approver-could-not-grant"), { forbidden: true });
  return approvers.filter(isAble);
}

/** What it builds on is different now: nothing is applied, and it is over. */
function staled(request: ChangeRequest, proof: Proof | null): Effects & { state: RequestState } {
  const state = "stale" as const;
  const events: Effects["events"] = [{ kind: "request.stale", requestId: request.id }];
  return { state, events, writes: transition(request, { state, proof, now: request.now }) };
}
