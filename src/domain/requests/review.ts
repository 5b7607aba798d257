import type { Reply } from "../../core/conversation.ts";
import type { Field } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { Changes, Context, Outcome, Proof, Step } from "../command.ts";
import { codeAsked, codeField, codeForm, passkeyCard, sendAgain } from "../verification/code-form.ts";
import { type Effects, spend } from "../verification/proof.ts";
import { codesSince, sendCode } from "../verification/send-code.ts";
import { lockRecentCodes } from "../verification/store.ts";
import { answerCard, tooLate } from "./answers.ts";
import { applyIfApproved, transition } from "./apply.ts";
import { refOf } from "./cards.ts";
import { contentFacts } from "./facts.ts";
import { type About, contextOf, requestFor } from "./find.ts";
import { isEligible } from "./policy.ts";
import { type RequestState, requireImpartial } from "./request.ts";
import { insertReview } from "./review-store.ts";
import { requireStrength, requireStrongFactor } from "./strength.ts";

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

/** To deny changes nothing, so a reason is enough; where the change takes rights away, a code is asked for too. */
export function denyRequest(changes: Changes): Step {
  return reviewStep("request.deny", "denied", changes);
}

function reviewStep(name: string, decision: Decision, changes: Changes): Step {
  const code: Field = decision === "denied" ? { ...codeField, optional: true } : codeField;
  return {
    name,
    needs: "request:approve",
    fields: [fields[decision], code],
    proof: true,
    async open(context) {
      const about = await requestFor(context, changes, "approver");
      if (isOutdated(context, about)) return tooLate(context, about);
      requireMayReview(context, about);
      if (decision === "approved") requireStrongFactor(about.request.policy, context.factor);
      const reply = await reviewForm(name, decision, context, about);
      return { reply, ...(await reviewCode(name, decision, context, about)) };
    },
    async submit(context) {
      const about = await requestFor(context, changes, "approver", { lock: true });
      if (isOutdated(context, about)) return tooLate(context, about);
      requireMayReview(context, about);
      const { organization, now, proof } = context;
      // What was proved without being asked for is kept too.
      if (!needsCode(decision, about) && !proof) return decide(decision, context, about, { proof: null, writes: [] });
      const spent = spend(organization.id, { ...about.request, proof, now });
      if (decision === "approved") requireStrength(about.request.policy, spent.proof.strength);
      return decide(decision, context, about, spent);
    },
  };
}

function needsCode(decision: Decision, { change }: About): boolean {
  return decision === "approved" || change.takesAway === true;
}

/** It can't be reviewed any more, or was changed since it was shown. */
function isOutdated({ ref }: Context, { request }: About): boolean {
  return request.state !== "awaiting_approval" || (ref !== undefined && ref.version !== request.version);
}

/** Refuses who asked for it, whom it concerns, who has decided already, and who may not. */
export function requireMayReview({ actor }: Context, { request }: About): void {
  requireImpartial(request, actor.id);
  if (!isEligible(actor, request)) throw new Refusal(text("refused.other-accounts"), { forbidden: true });
  if (request.reviews.some(({ approverId }) => approverId === actor.id))
    throw new Refusal(text("refused.reviewed-already"));
}

async function reviewCode(command: string, decision: Decision, context: Context, about: About): Promise<Effects> {
  if (context.reshow || context.factor === "passkey" || !needsCode(decision, about)) return { events: [], writes: [] };
  const { tx, organization, actor, factor, values, now } = context;
  const { id: subject, version, digest } = about.request;
  const purpose = { command, subject, version, digest };
  const recent = await lockRecentCodes(tx, organization.id, actor.id, codesSince(now));
  const wanted = { organizationId: organization.id, holder: { member: actor.id }, memberId: actor.id, purpose, now };
  return sendCode({ ...wanted, factor, again: values.anew === "yes" }, recent);
}

async function reviewForm(command: string, decision: Decision, context: Context, about: About): Promise<Reply> {
  const { key } = context;
  const ref = refOf(about.request);
  const isApproval = decision === "approved";
  const withCode = needsCode(decision, about);
  const title = await about.change.title(contextOf(context, about.request), about.request.payload);
  const parts = {
    title: isApproval ? text("approve.title") : text("deny.title"),
    intro: [
      isApproval ? text("approve.intro", { title }) : text("deny.intro", { title }),
      ...(withCode ? [codeAsked(context)] : []),
    ],
    facts: await contentFacts(context, about),
    fields: [fields[decision]],
    submit: isApproval ? text("button.approve") : text("button.deny"),
  };
  const page = context.pageFor("request.approve", ref);
  // Nothing can be typed: all of it is done on the page.
  if (withCode && context.factor === "passkey") return passkeyCard(parts, page);
  const coded = { factor: context.factor, again: sendAgain(command, ref), page };
  const form = withCode ? codeForm({ ...parts, ...coded }) : parts;
  return { kind: "form", command, form, key, ref };
}

type Decided = Effects & { state: RequestState };
type Spent = { proof: Proof | null; writes: Effects["writes"] };

async function decide(decision: Decision, context: Context, about: About, { proof, writes }: Spent): Promise<Outcome> {
  const { actor, values, now } = context;
  const { request, change } = about;
  const comment = typeof values.comment === "string" ? values.comment : null;
  const { version, digest } = request;
  const review = { approverId: actor.id, decision, comment, version, digest };
  // The row is locked: there is no review but those that were read, and this one.
  const reviewed = { ...request, reviews: [...request.reviews, { ...review, approver: actor }] };
  const effects = await effectsOf(decision, context, { request: reviewed, change }, proof);
  const { state } = effects;
  const decided = { request: { ...reviewed, state }, change };
  const written = insertReview({ ...request, ...review, requestId: request.id, proof, at: now });
  return {
    reply: await answerCard(context, decided, whatCame(state)),
    events: effects.events,
    writes: [...writes, written, ...effects.writes],
  };
}

/** What the approver is told, which stays true whatever comes. */
function whatCame(state: RequestState): Text[] {
  if (state === "denied") return [text("request.denied")];
  if (state === "applied") return [text("request.applied")];
  if (state === "applying") return [text("request.applying"), text("request.see-message")];
  if (state === "stale") return [text("request.stale")];
  return [text("request.approval-counts"), text("request.see-message")];
}

async function effectsOf(decision: Decision, context: Context, about: About, proof: Proof | null): Promise<Decided> {
  const { id: requestId, digest } = about.request;
  if (decision === "denied") {
    const writes = transition(about.request, { state: "denied", proof, now: context.now });
    return { events: [{ kind: "request.denied", requestId, digest }], writes, state: "denied" };
  }
  const applied = await applyIfApproved({ context, ...about, proof });
  return { ...applied, events: [{ kind: "request.approved", requestId, digest }, ...applied.events] };
}
