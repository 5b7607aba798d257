import type { Card } from "../../core/card.ts";
import type { Reply } from "../../core/conversation.ts";
import { text } from "../../text/text.ts";
import { can } from "../access/actor.ts";
import type { Asked, GuardedChange, Outcome, Query, Step } from "../command.ts";
import { findHolders, lockMember } from "../members/store.ts";
import { spend } from "../verification/proof.ts";
import { move, settle } from "./apply.ts";
import { codeField, refOf, requestCard, type Viewer } from "./cards.ts";
import { type Changes, isRequestNumber, requestFor } from "./find.ts";
import { presentReply, sendRequestCode, verifyForm } from "./open.ts";
import { termsFor } from "./policy.ts";
import { isOpen } from "./request.ts";
import { type ChangeRequest, LISTED, listOpen } from "./store.ts";

/** The requester proves who they are: the request is applied, or goes to the approvers. */
export function verifyRequest(changes: Changes): Step {
  return {
    name: "request.verify",
    needs: "member",
    fields: [codeField],
    proof: true,
    async open(asked) {
      const { request, change } = await requestFor(asked, changes, "requester");
      if (request.state !== "awaiting_code") return told(presentReply(asked, request, change));
      await lockMember(asked.tx, asked.actor.organization.id, asked.actor.id);
      return {
        reply: verifyForm(asked, request),
        events: await sendRequestCode(asked, request, asked.values.anew === "yes"),
      };
    },
    async submit(asked) {
      const { request, change } = await requestFor(asked, changes, "requester", { lock: true });
      if (request.state !== "awaiting_code") return told(presentReply(asked, request, change));
      const { tx, actor, proof, now } = asked;
      await spend(tx, actor.organization.id, { proof, version: request.version, digest: request.digest, now });
      return verified(asked, request, change);
    },
  };
}

async function verified(asked: Asked, request: ChangeRequest, change: GuardedChange): Promise<Outcome> {
  const { tx, actor, now } = asked;
  // The exception for a sole administrator is judged again: a second one may have become active since.
  const holders = await findHolders(tx, actor.organization, "request:approve");
  const policy = termsFor(actor, request.targetId, holders);
  const ready = { ...request, policy };
  const verifiedEvent = { kind: "request.verified", requestId: request.id } as const;
  if (policy.approvals === 0) {
    const effects = await settle({ tx, request: ready, change, holders, now });
    return finish(ready, change, "applied", [verifiedEvent, ...effects]);
  }
  await move(tx, ready, "awaiting_approval", now);
  return finish(ready, change, "awaiting_approval", [
    verifiedEvent,
    { kind: "request.approval_asked", requestId: request.id },
  ]);
}

function finish(
  request: ChangeRequest,
  change: GuardedChange,
  state: ChangeRequest["state"],
  events: Outcome["events"],
): Outcome {
  const card = requestCard({ ...request, state, version: request.version + 1 }, change, "requester");
  return { reply: { kind: "card", card }, events };
}

export function withdrawRequest(changes: Changes): Step {
  const withdraw = async (asked: Asked): Promise<Outcome> => {
    if (!asked.ref && !isRequestNumber(asked.values.number)) return told(await listReply(asked, changes));
    const { request, change } = await requestFor(asked, changes, "requester", { lock: true });
    if (!isOpen(request, asked.now)) return told(presentReply(asked, request, change));
    await move(asked.tx, request, "withdrawn", asked.now);
    return finish(request, change, "withdrawn", [{ kind: "request.withdrawn", requestId: request.id }]);
  };
  return { name: "request.withdraw", needs: "member", fields: [], proof: false, open: withdraw, submit: withdraw };
}

/** The present state of a request, for its requester and for whoever may approve. */
export function showRequest(changes: Changes): Step {
  const show = async (asked: Asked): Promise<Outcome> => {
    const { request, change } = await requestFor(asked, changes, "anybody-concerned");
    return told({ kind: "card", card: requestCard(request, change, viewerOf(asked, request)) });
  };
  return { name: "request.show", needs: "member", fields: [], proof: false, open: show, submit: show };
}

function viewerOf({ actor }: Asked, request: ChangeRequest): Viewer {
  if (request.requesterId === actor.id) return "requester";
  return request.targetId === actor.id ? "reader" : "approver";
}

export function listRequests(changes: Changes): Query {
  return { name: "request.list", needs: "member", run: (asked) => listReply(asked, changes) };
}

async function listReply({ tx, actor, now }: Asked, changes: Changes): Promise<Reply> {
  const requests = await listOpen(tx, actor.organization.id, actor.id, now, can(actor, "request:approve"));
  const items = requests.slice(0, LISTED).flatMap((request) => {
    const change = changes.get(request.command);
    if (!change) return [];
    const isMine = request.requesterId === actor.id;
    return {
      title: text("request.title", { number: request.number, title: change.title(request.payload) }),
      detail: isMine
        ? text(`request.mine.${request.state === "awaiting_code" ? "code" : "approval"}`)
        : text("request.waits-for-you", { requester: request.requester.email }),
      button: { label: text("button.open"), command: "request.show", ref: refOf(request) },
    };
  });
  const more = requests.length > LISTED ? [text("request.list.more", { shown: LISTED })] : [];
  const body = items.length === 0 ? [text("request.list.none")] : more;
  const card: Card = { title: text("request.list.title"), body, items };
  return { kind: "card", card };
}

function told(reply: Reply): Outcome {
  return { reply, events: [] };
}
