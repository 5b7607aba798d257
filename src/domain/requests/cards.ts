import type { Button, Card, Fact } from "../../core/card.ts";
import type { Ref } from "../../core/conversation.ts";
import type { Field, Form } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import type { GuardedChange } from "../command.ts";
import { CODE_LENGTH, CODE_MINUTES, maskEmail } from "../verification/challenge.ts";
import { type RequestState, shortDigest } from "./request.ts";
import type { ChangeRequest } from "./store.ts";

/** Why somebody sees a request. In a channel it is everybody's card: the buttons are there and check who presses. */
export type Viewer = "requester" | "approver" | "channel" | "reader";

const tones = {
  awaiting_code: "waiting",
  awaiting_approval: "waiting",
  applied: "good",
  denied: "bad",
  withdrawn: "neutral",
  expired: "neutral",
} as const satisfies Record<RequestState, Card["tone"]>;

export function refOf(request: { id: string; version: number }): Ref {
  return { id: request.id, version: request.version };
}

/** What is asked for, word for word as it will be applied. */
export function contentFacts(request: ChangeRequest, change: GuardedChange): Fact[] {
  const { organization, email } = request.requester;
  return [
    { label: text("fact.requester"), value: verbatim(email) },
    ...change.facts(organization, request.payload),
    { label: text("fact.reason"), value: request.reason ? verbatim(request.reason) : text("none-given") },
    { label: text("fact.digest"), value: verbatim(shortDigest(request.digest)) },
  ];
}

/** The one card of a request, drawn from its row as it is now. */
export function requestCard(request: ChangeRequest, change: GuardedChange, viewer: Viewer): Card {
  const why: Text[] =
    viewer === "approver" ? [text("request.why-you")] : viewer === "channel" ? [text("request.why-channel")] : [];
  return {
    title: text("request.title", { number: request.number, title: change.title(request.payload) }),
    tone: tones[request.state],
    body: [stateOf(request), ...(request.state === "awaiting_approval" ? why : [])],
    facts: [...contentFacts(request, change), ...reviewFacts(request)],
    buttons: buttonsFor(request, viewer),
  };
}

function stateOf(request: ChangeRequest): Text {
  const { policy, reviews } = request;
  const given = reviews.filter(({ decision }) => decision === "approved").length;
  switch (request.state) {
    case "awaiting_code":
      return text("request.awaiting_code");
    case "awaiting_approval":
      return text("request.awaiting_approval", {
        missing: policy.approvals - given,
        until: request.expiresAt.toISOString(),
      });
    case "applied":
      return policy.because === "sole_administrator" ? text("request.applied-alone") : text("request.applied");
    case "denied":
      return text("request.denied");
    case "withdrawn":
      return text("request.withdrawn");
    case "expired":
      return text("request.expired");
    default:
      return request.state satisfies never;
  }
}

function reviewFacts({ reviews }: ChangeRequest): Fact[] {
  return reviews.map(({ decision, approver, comment }) => ({
    label: decision === "approved" ? text("fact.approved-by") : text("fact.denied-by"),
    value: comment ? text("review.with-comment", { approver, comment }) : verbatim(approver),
  }));
}

function buttonsFor(request: ChangeRequest, viewer: Viewer): Button[] {
  const ref = refOf(request);
  const verify: Button = { label: text("button.enter-code"), command: "request.verify", ref, style: "primary" };
  const withdraw: Button = { label: text("button.withdraw"), command: "request.withdraw", ref };
  const review: Button[] = [
    { label: text("button.approve"), command: "request.approve", ref, style: "primary" },
    { label: text("button.deny"), command: "request.deny", ref, style: "danger" },
  ];
  const details: Button = { label: text("button.details"), command: "request.show", ref };
  const isWaiting = request.state === "awaiting_approval";
  if (viewer === "approver" || viewer === "channel") return isWaiting ? [...review, details] : [details];
  if (viewer === "reader") return [];
  if (request.state === "awaiting_code") return [verify, withdraw];
  return isWaiting ? [withdraw] : [];
}

export const codeField: Field = {
  kind: "code",
  name: "code",
  length: CODE_LENGTH,
  label: text("field.label.code"),
  hint: text("field.hint.code", { length: CODE_LENGTH, minutes: CODE_MINUTES }),
};

/** A form that ends in a code, with the button that sends another. */
export function codeForm(form: {
  title: Text;
  intro: Text[];
  facts?: Fact[];
  fields?: Field[];
  submit: Text;
  again: Button;
}): Form {
  const { title, intro, facts, fields = [], submit, again } = form;
  return { title, intro, ...(facts ? { facts } : {}), fields: [...fields, codeField], submit, extra: again };
}

/** "Send a new code" for the same command and ref. */
export function sendAgain(command: string, ref: Ref): Button {
  return { label: text("button.send-again"), command, ref, values: { anew: "yes" } };
}

/** The sentence that says where a code went, without telling the whole address. */
export function codeSentTo(email: string): Text {
  return text("code.sent-to", { address: maskEmail(email), minutes: CODE_MINUTES });
}
