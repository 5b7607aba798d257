import { text } from "../../text/text.ts";
import { findHolders } from "../access/actor-store.ts";
import { nameOf } from "../access/person-name.ts";
import { answer, type Changes, type Context, type Outcome, type Step } from "../command.ts";
import { codeField } from "../verification/code-form.ts";
import { spend } from "../verification/proof.ts";
import { codesSince } from "../verification/send-code.ts";
import { lockRecentCodes } from "../verification/store.ts";
import { answerCard, presentState, tooLate } from "./answers.ts";
import { applyIfApproved, transition } from "./apply.ts";
import { detailsCard, livingCard, refOf, viewerOf } from "./cards.ts";
import { titleOf } from "./facts.ts";
import { type About, contextOf, isRequestNumber, requestFor } from "./find.ts";
import { listReply } from "./list.ts";
import { isEligible, termsStill } from "./policy.ts";
import type { ChangeRequest } from "./store.ts";
import { requireStrength, requireStrongFactor } from "./strength.ts";
import { requestCode, verifyForm } from "./verify-form.ts";

/** The requester proves who they are: the request is applied, or goes to the approvers. */
export function verifyRequest(changes: Changes): Step {
  return {
    name: "request.verify",
    needs: "member",
    fields: [codeField],
    proof: true,
    async open(context) {
      const about = await requestFor(context, changes, "requester");
      const { request } = about;
      if (request.state !== "awaiting_code") return tooLate(context, about);
      requireStrongFactor(request.policy, context.factor);
      const reply = verifyForm(context, request);
      if (context.reshow) return answer(reply);
      const { tx, organization, actor, now, values } = context;
      const recent = await lockRecentCodes(tx, organization.id, actor.id, codesSince(now));
      return { reply, ...requestCode(context, request, { recent, again: values.anew === "yes" }) };
    },
    async submit(context) {
      const about = await requestFor(context, changes, "requester", { lock: true });
      if (about.request.state !== "awaiting_code") return tooLate(context, about);
      return verified(context, about);
    },
  };
}

async function verified(context: Context, { request, change }: About): Promise<Outcome> {
  const { tx, organization, now } = context;
  const { proof, writes } = spend(organization.id, { ...request, proof: context.proof, now });
  requireStrength(request.policy, proof.strength);
  const holders = await findHolders(tx, organization.id, "request:approve", now);
  const kind = {
    isBrake: await change.isBrake(contextOf(context, request), request.payload),
    restores: change.restores === true,
  };
  const ready = { ...request, policy: termsStill(organization, { ...request, ...kind }, holders) };
  const verifiedEvent = { kind: "request.verified", requestId: request.id } as const;
  if (ready.policy.approvals === 0) {
    const effects = await applyIfApproved({ context, request: ready, change, proof });
    const done = { request: { ...ready, state: effects.state }, change };
    const reply = await answerCard(context, done, [presentState(done)]);
    return { reply, events: [verifiedEvent, ...effects.events], writes: [...writes, ...effects.writes] };
  }
  const asked = { kind: "request.approval_asked", requestId: request.id } as const;
  const moved = transition(request, { state: "awaiting_approval", policy: ready.policy, now });
  const people = holders.filter((member) => isEligible(member, request)).map(nameOf);
  const how = proof.passkey ? ("passkey" as const) : ("code" as const);
  const asking = text("request.was-asked", { missing: ready.policy.approvals, people, how });
  const said = [asking, text("request.see-message")];
  const reply = await answerCard(context, { request: { ...ready, state: "awaiting_approval" }, change }, said);
  return { reply, events: [verifiedEvent, asked], writes: [...writes, ...moved] };
}

/** The requester takes the request back. Asked first: what is opened changes nothing. */
export function withdrawRequest(changes: Changes): Step {
  return {
    name: "request.withdraw",
    needs: "member",
    fields: [],
    proof: false,
    async open(context) {
      if (!context.ref && !isRequestNumber(context.values.number)) return answer(await listReply(context, changes));
      const about = await requestFor(context, changes, "requester");
      if (!isWaiting(about.request)) return tooLate(context, about);
      const form = {
        title: text("withdraw.title"),
        intro: [text("withdraw.intro", { title: await titleOf(context, about) })],
        fields: [],
        submit: text("button.withdraw"),
      };
      const { key } = context;
      return answer({ kind: "form", command: "request.withdraw", form, key, ref: refOf(about.request) });
    },
    async submit(context) {
      const about = await requestFor(context, changes, "requester", { lock: true });
      if (!isWaiting(about.request)) return tooLate(context, about);
      const writes = transition(about.request, { state: "withdrawn", now: context.now });
      const events = [{ kind: "request.withdrawn", requestId: about.request.id } as const];
      const withdrawn = { ...about, request: { ...about.request, state: "withdrawn" as const } };
      return { reply: await answerCard(context, withdrawn, [text("request.withdrawn")]), events, writes };
    },
  };
}

function isWaiting({ state }: ChangeRequest): boolean {
  return state === "awaiting_code" || state === "awaiting_approval";
}

/**
 * Brings the living message of a request to where the person can see it. With a page: what did not fit into it. Who can do
 * nothing about a request is only told of it.
 */
export function showRequest(changes: Changes): Step {
  const show = async (context: Context): Promise<Outcome> => {
    const about = await requestFor(context, changes, "anybody-concerned");
    const { actor, account, values } = context;
    const { id: requestId, number } = about.request;
    const page = /^[0-9]{1,3}$/.test(String(values.page)) ? Number(values.page) : 0;
    if (page > 0) return answer({ kind: "card", card: await detailsCard(context, about, page) });
    const viewer = viewerOf(actor, about.request);
    if (viewer.as === "reader") return answer({ kind: "card", card: await livingCard(context, about, viewer) });
    const shown = { kind: "request.shown", requestId, memberId: actor.id, to: account } as const;
    return { ...answer({ kind: "text", text: text("request.brought", { number }) }), events: [shown] };
  };
  return { name: "request.show", needs: "member", fields: [], proof: false, open: show, submit: show };
}
