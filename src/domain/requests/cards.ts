import type { Button, Card } from "../../core/card.ts";
import type { Ref } from "../../core/ref.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { findHolders } from "../access/actor-store.ts";
import { nameOf } from "../access/person-name.ts";
import type { Because } from "../command.ts";
import { approversOf } from "./apply.ts";
import { factPages, titleOf } from "./facts.ts";
import { type About, contextOf, type DrawContext } from "./find.ts";
import { isEligible } from "./policy.ts";
import type { RequestState } from "./request.ts";
import { type ChangeRequest, hasSuccessor } from "./store.ts";

/** Who a card is drawn for. In a channel it is everybody's: the buttons are there and check who presses. */
export type Viewer =
  | { as: "requester" | "channel" }
  | { as: "approver"; memberId: string }
  /** Somebody who can do nothing about it. */
  | { as: "reader" };

export const tones = {
  awaiting_code: "waiting",
  awaiting_approval: "waiting",
  applying: "waiting",
  applied: "good",
  denied: "bad",
  withdrawn: "neutral",
  expired: "neutral",
  stale: "neutral",
} as const satisfies Record<RequestState, Card["tone"]>;

/** An approver who can't approve this one, because of its accounts or because it concerns them, only reads it. */
export function viewerOf(actor: Actor, request: ChangeRequest): Viewer {
  if (request.requesterId === actor.id) return { as: "requester" };
  return isEligible(actor, request) ? { as: "approver", memberId: actor.id } : { as: "reader" };
}

export function refOf(request: { id: string; version: number }): Ref {
  return { id: request.id, version: request.version };
}

/**
 * The living message of a request: drawn from its row as it is now, and again whenever that moves. It is posted and known
 * by its address, so it may hold buttons; an answer may not.
 */
export async function livingCard(context: DrawContext, about: About, viewer: Viewer): Promise<Card> {
  const { request } = about;
  const [facts = [], ...further] = await factPages(context, about);
  const rest = further.flat().length;
  return {
    title: await titleOf(context, about),
    tone: tones[request.state],
    body: [
      await stateOf(context, request, viewer),
      ...(await resultOf(context, about)),
      ...reasonFor(request, viewer),
      ...(rest > 0 ? [text("request.more-facts", { more: rest })] : []),
    ],
    facts,
    buttons: [
      ...(await buttonsFor(context, about, viewer)),
      ...(about.change.shows?.(request.payload) ?? []),
      ...(rest > 0 ? [detailsButton(request, 1)] : []),
    ],
  };
}

/** A page of what does not fit into the living message, from 1; nothing in it can be out of date. */
export async function detailsCard(context: DrawContext, about: About, page: number): Promise<Card> {
  const pages = await factPages(context, about);
  const isLast = page >= pages.length - 1;
  return {
    title: await titleOf(context, about),
    body: [text("request.page", { page: Math.min(page, pages.length - 1) + 1, of: pages.length })],
    facts: pages[page] ?? pages.at(-1) ?? [],
    buttons: isLast ? [] : [detailsButton(about.request, page + 1)],
  };
}

function reasonFor(request: ChangeRequest, viewer: Viewer): Text[] {
  if (request.state !== "awaiting_approval") return [];
  if (viewer.as === "channel") return [text("request.why-channel")];
  if (viewer.as !== "approver") return [];
  return [text(hasReviewed(request, viewer.memberId) ? "request.you-approved" : "request.why-you")];
}

function hasReviewed({ reviews }: ChangeRequest, memberId: string): boolean {
  return reviews.some(({ approverId }) => approverId === memberId);
}

/** How many approvals are missing. */
function missingFor(request: ChangeRequest): number {
  // It takes at least one more, also where somebody has got the right back and enough are there again: only an
  // approval applies a request.
  return Math.max(1, request.policy.approvals - approversOf(request).length);
}

async function stateOf(context: DrawContext, request: ChangeRequest, viewer: Viewer): Promise<Text> {
  const until = request.expiresAt.toISOString();
  switch (request.state) {
    case "awaiting_code":
      return viewer.as === "requester" ? text("request.your-code", { until }) : text("request.awaiting_code");
    case "awaiting_approval": {
      const missing = missingFor(request);
      if (viewer.as !== "requester") return text("request.awaiting_approval", { missing, until });
      return text("request.waits-for", { missing, until, people: await stillAsked(context, request) });
    }
    case "applied":
      return request.policy.because === "quorum" ? text("request.applied") : appliedAlone(request.policy.because);
    case "withdrawn":
      return text(request.requester.state === "active" ? "request.withdrawn" : "request.requester-left");
    default:
      return text(`request.${request.state}`);
  }
}

/** Why nobody else had to approve it. */
export function appliedAlone(because: Exclude<Because, "quorum">): Text {
  return because === "brake" ? text("request.applied-at-once") : text("request.applied-alone");
}

/** The names of those who can approve it and have not. */
async function stillAsked({ tx }: DrawContext, request: ChangeRequest): Promise<string[]> {
  const holders = await findHolders(tx, request.organizationId, "request:approve", request.now);
  const asked = holders.filter((member) => isEligible(member, request) && !hasReviewed(request, member.id));
  return asked.map(nameOf);
}

async function resultOf(context: DrawContext, { request, change }: About): Promise<Text[]> {
  if (request.state === "stale") return change.moved(contextOf(context, request), request.payload);
  if (!["applying", "applied"].includes(request.state) || !change.result) return [];
  return change.result(contextOf(context, request), request.payload, request.id);
}

async function buttonsFor({ tx }: DrawContext, { request, change }: About, viewer: Viewer): Promise<Button[]> {
  if (viewer.as === "requester") {
    const isOver = request.state === "denied" || request.state === "expired" || request.state === "withdrawn";
    if (isOver) return (await hasSuccessor(tx, request)) ? [] : [buttons.askAgain(request)];
    if (request.state === "stale" && change.again)
      return [{ label: text("button.ask-again"), ...change.again(request.payload) }];
    if (request.state === "awaiting_code") return [buttons.verify(request), buttons.withdraw(request)];
    return request.state === "awaiting_approval" ? [buttons.withdraw(request)] : [];
  }
  if (request.state !== "awaiting_approval" || viewer.as === "reader") return [];
  const isDone = viewer.as === "approver" && hasReviewed(request, viewer.memberId);
  return isDone ? [] : [buttons.approve(request), buttons.deny(request)];
}

type Shown = { id: string; version: number };

const buttons = {
  verify: (request: Shown): Button => ({
    ...{ label: text("button.enter-code"), command: "request.verify", ref: refOf(request), style: "primary" },
  }),
  withdraw: (request: Shown): Button => ({
    ...{ label: text("button.withdraw"), command: "request.withdraw", ref: refOf(request) },
  }),
  approve: (request: Shown): Button => ({
    ...{ label: text("button.approve"), command: "request.approve", ref: refOf(request), style: "primary" },
  }),
  deny: (request: Shown): Button => ({
    ...{ label: text("button.deny"), command: "request.deny", ref: refOf(request), style: "danger" },
  }),
  askAgain: (request: Shown): Button => ({
    ...{ label: text("button.ask-again"), command: "request.ask-again", ref: refOf(request) },
  }),
};

function detailsButton(request: Shown, page: number): Button {
  const label = text("button.details");
  return { label, command: "request.show", ref: refOf(request), values: { page: String(page) } };
}
