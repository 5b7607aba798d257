import { randomUUID } from "node:crypto";
import type { DomainEvent } from "../../core/event.ts";
import type { Field } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Asked, GuardedChange, Outcome, Step } from "../command.ts";
import { findHolders, lockMember } from "../members/store.ts";
import { ensureChallenge, spend } from "../verification/proof.ts";
import { move, settle } from "./apply.ts";
import { codeField, codeForm, codeSentTo, contentFacts, refOf, requestCard, sendAgain } from "./cards.ts";
import { type Changes, requestFor } from "./find.ts";
import { requireImpartial } from "./request.ts";
import { type ChangeRequest, insertReview } from "./store.ts";

type Decision = "approved" | "denied";

const fields: Record<Decision, Field> = {
  approved: {
    kind: "text",
    name: "comment",
    label: text("field.label.comment"),
    maxLength: 500,
    multiline: true,
    optional: true,
  },
  denied: { kind: "text", name: "comment", label: text("field.label.deny-reason"), maxLength: 500, multiline: true },
};

export function approveRequest(changes: Changes): Step {
  return reviewStep("request.approve", "approved", changes);
}

export function denyRequest(changes: Changes): Step {
  return reviewStep("request.deny", "denied", changes);
}

function reviewStep(name: string, decision: Decision, changes: Changes): Step {
  return {
    name,
    needs: "request:approve",
    fields: [fields[decision], codeField],
    proof: true,
    async open(asked) {
      const { request, change } = await requestFor(asked, changes, "approver");
      const closed = presentState(asked, request, change);
      if (closed) return closed;
      const events = await sendReviewCode(name, asked, request);
      return { reply: reviewForm(name, decision, asked, request, change), events };
    },
    async submit(asked) {
      const { request, change } = await requestFor(asked, changes, "approver", { lock: true });
      const closed = presentState(asked, request, change);
      if (closed) return closed;
      const { tx, actor, proof, now } = asked;
      await spend(tx, actor.organization.id, { proof, version: request.version, digest: request.digest, now });
      return decide(decision, asked, request, change);
    },
  };
}

/** For a request that can't be reviewed any more, or was changed since it was shown: how it stands now. */
function presentState({ actor, ref, now }: Asked, request: ChangeRequest, change: GuardedChange): Outcome | null {
  const isWaiting = request.state === "awaiting_approval" && request.expiresAt > now;
  const isSame = !ref || ref.version === request.version;
  const card = requestCard(request, change, request.requesterId === actor.id ? "requester" : "approver");
  if (!isWaiting || !isSame) return { reply: { kind: "card", card }, events: [] };
  requireImpartial(request, actor.id);
  if (request.reviews.some(({ approverId }) => approverId === actor.id))
    throw new Refusal(text("refused.reviewed-already"));
  return null;
}

async function sendReviewCode(command: string, asked: Asked, request: ChangeRequest): Promise<DomainEvent[]> {
  if (asked.reshow) return [];
  const { tx, actor, values, now } = asked;
  const { id: subject, version, digest } = request;
  await lockMember(tx, actor.organization.id, actor.id);
  const wanted = { organizationId: actor.organization.id, holder: { member: actor.id }, memberId: actor.id, now };
  return ensureChallenge(tx, { ...wanted, purpose: { command, subject, version, digest } }, values.anew === "yes");
}

function reviewForm(
  command: string,
  decision: Decision,
  { actor, key }: Asked,
  request: ChangeRequest,
  change: GuardedChange,
) {
  const ref = refOf(request);
  const isApproval = decision === "approved";
  const form = codeForm({
    title: isApproval ? text("approve.title") : text("deny.title"),
    intro: [codeSentTo(actor.email), isApproval ? text("approve.intro") : text("deny.intro")],
    facts: contentFacts(request, change),
    fields: [fields[decision]],
    submit: isApproval ? text("button.approve") : text("button.deny"),
    again: sendAgain(command, ref),
  });
  return { kind: "form", command, form, key, ref } as const;
}

async function decide(
  decision: Decision,
  asked: Asked,
  request: ChangeRequest,
  change: GuardedChange,
): Promise<Outcome> {
  const { tx, actor, values, now } = asked;
  const { id: requestId, organizationId, requesterId, version, digest } = request;
  const comment = typeof values.comment === "string" ? values.comment : null;
  const signed = { organizationId, requestId, requesterId, approverId: actor.id, version, digest };
  const review = { id: randomUUID(), ...signed, decision, comment, at: now };
  await insertReview(tx, review);
  // The row is locked: there is no review but those that were read, and this one.
  const reviewed = { ...request, reviews: [...request.reviews, { ...review, approver: actor.email }] };
  const events = await settleReview(decision, asked, reviewed, change);
  const state =
    decision === "denied"
      ? "denied"
      : events.some(({ kind }) => kind === "request.applied")
        ? "applied"
        : request.state;
  const card = requestCard({ ...reviewed, state }, change, "approver");
  return { reply: { kind: "card", card }, events };
}

async function settleReview(
  decision: Decision,
  { tx, actor, now }: Asked,
  request: ChangeRequest,
  change: GuardedChange,
) {
  const { id: requestId, digest } = request;
  if (decision === "denied") {
    await move(tx, request, "denied", now);
    return [{ kind: "request.denied", requestId, digest } satisfies DomainEvent];
  }
  const holders = await findHolders(tx, actor.organization, "request:approve");
  const approved: DomainEvent = { kind: "request.approved", requestId, digest };
  return [approved, ...(await settle({ tx, request, change, holders, now }))];
}
