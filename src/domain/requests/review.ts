import type { Reply } from "../../core/conversation.ts";
import type { Field } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { answer, type Changes, type Context, type Outcome, type Proof, type Step } from "../command.ts";
import { codeField, codeForm, codeSentTo, sendAgain } from "../verification/code-form.ts";
import { type Effects, spend } from "../verification/proof.ts";
import { codesSince, sendCode } from "../verification/send-code.ts";
import { lockRecentCodes } from "../verification/store.ts";
import { applyIfApproved, transition } from "./apply.ts";
import { contentFacts, refOf, requestCard, viewerOf } from "./cards.ts";
import { type About, requestFor } from "./find.ts";
import { isEligible } from "./policy.ts";
import { requireImpartial } from "./request.ts";
import { insertReview } from "./store.ts";

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
    async open(context) {
      const about = await requestFor(context, changes, "approver");
      const present = await presentState(context, about);
      if (present) return present;
      const reply = await reviewForm(name, decision, context, about);
      return { reply, ...(await reviewCode(name, context, about)) };
    },
    async submit(context) {
      const about = await requestFor(context, changes, "approver", { lock: true });
      const present = await presentState(context, about);
      if (present) return present;
      const { organization, now } = context;
      const { proof, writes } = spend(organization.id, { ...about.request, proof: context.proof, now });
      const decided = await decide(decision, context, about, proof);
      return { ...decided, writes: [...writes, ...decided.writes] };
    },
  };
}

/** For a request that can't be reviewed any more, or was changed since it was shown: how it is now. */
async function presentState(context: Context, about: About): Promise<Outcome | null> {
  const { actor, ref } = context;
  const { request } = about;
  const isSame = !ref || ref.version === request.version;
  if (request.state !== "awaiting_approval" || !isSame) {
    return answer({ kind: "card", card: await requestCard(context, about, viewerOf(actor, request)) });
  }
  requireImpartial(request, actor.id);
  if (!isEligible(actor, request)) throw new Refusal(text("refused.other-accounts"), { forbidden: true });
  if (request.reviews.some(({ approverId }) => approverId === actor.id))
    throw new Refusal(text("refused.reviewed-already"));
  return null;
}

async function reviewCode(command: string, context: Context, { request }: About): Promise<Effects> {
  if (context.reshow) return { events: [], writes: [] };
  const { tx, organization, actor, values, now } = context;
  const { id: subject, version, digest } = request;
  const purpose = { command, subject, version, digest };
  const recent = await lockRecentCodes(tx, organization.id, actor.id, codesSince(now));
  const wanted = { organizationId: organization.id, holder: { member: actor.id }, memberId: actor.id, purpose, now };
  return sendCode({ ...wanted, again: values.anew === "yes" }, recent);
}

async function reviewForm(command: string, decision: Decision, context: Context, about: About): Promise<Reply> {
  const { actor, key } = context;
  const ref = refOf(about.request);
  const isApproval = decision === "approved";
  const form = codeForm({
    title: isApproval ? text("approve.title") : text("deny.title"),
    intro: [codeSentTo(actor.email), isApproval ? text("approve.intro") : text("deny.intro")],
    facts: await contentFacts(context, about),
    fields: [fields[decision]],
    submit: isApproval ? text("button.approve") : text("button.deny"),
    again: sendAgain(command, ref),
  });
  return { kind: "form", command, form, key, ref };
}

async function decide(decision: Decision, context: Context, about: About, proof: Proof): Promise<Outcome> {
  const { actor, values, now } = context;
  const { request, change } = about;
  const comment = typeof values.comment === "string" ? values.comment : null;
  const { version, digest } = request;
  const review = { approverId: actor.id, decision, comment, version, digest };
  // The row is locked: there is no review but those that were read, and this one.
  const reviewed = { ...request, reviews: [...request.reviews, { ...review, approver: actor }] };
  const effects = await effectsOf(decision, context, { request: reviewed, change }, proof);
  const isApplied = effects.events.some(({ kind }) => kind === "request.applied");
  const state = decision === "denied" ? "denied" : isApplied ? "applied" : request.state;
  const card = await requestCard(context, { request: { ...reviewed, state }, change }, "approver");
  const written = insertReview({ ...request, ...review, requestId: request.id, proof, at: now });
  return { reply: { kind: "card", card }, events: effects.events, writes: [written, ...effects.writes] };
}

async function effectsOf(decision: Decision, context: Context, about: About, proof: Proof): Promise<Effects> {
  const { id: requestId, digest } = about.request;
  if (decision === "denied") {
    const writes = transition(about.request, { state: "denied", proof, now: context.now });
    return { events: [{ kind: "request.denied", requestId, digest }], writes };
  }
  const applied = await applyIfApproved({ context, ...about, proof });
  return { events: [{ kind: "request.approved", requestId, digest }, ...applied.events], writes: applied.writes };
}
