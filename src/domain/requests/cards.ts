import type { Button, Card, Fact } from "../../core/card.ts";
import type { Ref } from "../../core/ref.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { approversOf, isCounted } from "./apply.ts";
import { type About, contextOf, type DrawContext } from "./find.ts";
import { isEligible } from "./policy.ts";
import { type RequestState, shortDigest } from "./request.ts";
import type { ChangeRequest } from "./store.ts";

/** Why somebody sees a request. In a channel it is everybody's card: the buttons are there and check who presses. */
export type Viewer = "requester" | "approver" | "channel" | "reader";

const tones = {
  awaiting_code: "waiting",
  awaiting_approval: "waiting",
  applying: "waiting",
  applied: "good",
  denied: "bad",
  withdrawn: "neutral",
  expired: "neutral",
  stale: "neutral",
} as const satisfies Record<RequestState, Card["tone"]>;

/** So many characters of facts fit into every chat's message; what is beyond them is on further pages. */
const PAGE_CHARACTERS = 5_000;

/** An approver who can't approve this one, because of its accounts or because it concerns them, only reads it. */
export function viewerOf(actor: Actor, request: ChangeRequest): Viewer {
  if (request.requesterId === actor.id) return "requester";
  return isEligible(actor, request) ? "approver" : "reader";
}

export function refOf(request: { id: string; version: number }): Ref {
  return { id: request.id, version: request.version };
}

export async function titleOf(context: DrawContext, { request, change }: About): Promise<Text> {
  const title = await change.title(contextOf(context, request), request.payload);
  return text("request.title", { number: request.number, title });
}

/** What is asked for, word for word as it will be applied. */
export async function contentFacts(context: DrawContext, { request, change }: About): Promise<Fact[]> {
  return [
    { label: text("fact.requester"), value: verbatim(request.requester.email) },
    ...(await change.facts(contextOf(context, request), request.payload)),
    { label: text("fact.reason"), value: request.reason ? verbatim(request.reason) : text("none-given") },
    { label: text("fact.digest"), value: verbatim(shortDigest(request.digest)) },
  ];
}

/** The one card of a request, drawn from its row as it is now. Long ones have pages, counted from 0. */
export async function requestCard(context: DrawContext, about: About, viewer: Viewer, page = 0): Promise<Card> {
  const { request } = about;
  const pages = pagesOf([...(await contentFacts(context, about)), ...reviewFacts(request)]);
  const rest = pages.slice(page + 1).flat().length;
  const isWaiting = request.state === "awaiting_approval";
  return {
    title: await titleOf(context, about),
    tone: tones[request.state],
    body: [
      stateOf(request),
      ...(isWaiting ? reasonFor(viewer) : []),
      ...(rest > 0 ? [text("request.more-facts", { more: rest })] : []),
    ],
    facts: pages[page] ?? [],
    buttons: [...buttonsFor(request, viewer), ...moreButton(request, viewer, { page, rest })],
  };
}

function reasonFor(viewer: Viewer): Text[] {
  if (viewer === "approver") return [text("request.why-you")];
  return viewer === "channel" ? [text("request.why-channel")] : [];
}

function pagesOf(facts: readonly Fact[]): Fact[][] {
  const pages: Fact[][] = [[]];
  let room = PAGE_CHARACTERS;
  for (const fact of facts) {
    const length = JSON.stringify(fact.value).length;
    if (length > room && pages.at(-1)?.length) {
      pages.push([]);
      room = PAGE_CHARACTERS;
    }
    pages.at(-1)?.push(fact);
    room -= length;
  }
  return pages;
}

function stateOf(request: ChangeRequest): Text {
  switch (request.state) {
    case "awaiting_approval":
      // It takes at least one more, also where somebody has got the right back and enough are there again: only an
      // approval applies a request.
      return text("request.awaiting_approval", {
        missing: Math.max(1, request.policy.approvals - approversOf(request).length),
        until: request.expiresAt.toISOString(),
      });
    case "applied":
      return request.policy.because === "sole_administrator" ? text("request.applied-alone") : text("request.applied");
    default:
      return text(`request.${request.state}`);
  }
}

function reviewFacts(request: ChangeRequest): Fact[] {
  return request.reviews.map((review) => {
    const { decision, approver, comment } = review;
    const said = comment
      ? text("review.with-comment", { approver: approver.email, comment })
      : verbatim(approver.email);
    const isLost = request.state === "awaiting_approval" && !isCounted(request, review);
    return {
      label: decision === "approved" ? text("fact.approved-by") : text("fact.denied-by"),
      value: isLost ? text("review.not-counted", { review: said }) : said,
    };
  });
}

function buttonsFor(request: ChangeRequest, viewer: Viewer): Button[] {
  const ref = refOf(request);
  const verify: Button = { label: text("button.enter-code"), command: "request.verify", ref, style: "primary" };
  const withdraw: Button = { label: text("button.withdraw"), command: "request.withdraw", ref };
  const review: Button[] = [
    { label: text("button.approve"), command: "request.approve", ref, style: "primary" },
    { label: text("button.deny"), command: "request.deny", ref, style: "danger" },
  ];
  const isWaiting = request.state === "awaiting_approval";
  if (viewer === "approver" || viewer === "channel") return isWaiting ? review : [];
  if (viewer === "reader") return [];
  if (request.state === "awaiting_code") return [verify, withdraw];
  return isWaiting ? [withdraw] : [];
}

// An approver opens the details from the card; on the further pages of a long one the button leads to the next.
function moreButton(request: ChangeRequest, viewer: Viewer, { page, rest }: { page: number; rest: number }): Button[] {
  const show = { command: "request.show", ref: refOf(request) };
  if (rest > 0) return [{ label: text("button.details"), ...show, values: { page: String(page + 1) } }];
  return viewer === "approver" || viewer === "channel" ? [{ label: text("button.details"), ...show }] : [];
}
