import type { Fact } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import type { Changes, Context } from "../command.ts";
import { presentState } from "./answers.ts";
import type { Decidable } from "./decide-link.ts";
import { contentFacts, titleOf } from "./facts.ts";
import { requestFor } from "./find.ts";
import { requireMayReview } from "./review.ts";

type Waiting = {
  isOpen: true;
  title: Text;
  facts: Fact[];
  signed: { subject: string; version: number; digest: string };
};
/** What waits for a decision, or how it is since it was decided, withdrawn or changed. */
export type ToDecide = Waiting | { isOpen: false; title: Text; said: Text };

const WAITS_FOR = { "request.approve": "awaiting_approval", "request.verify": "awaiting_code" } as const;

/** A request as its approver or its requester must see it before they decide: from the stored row, and whole. */
export async function findToDecide(context: Context, changes: Changes, command: Decidable): Promise<ToDecide> {
  const about = await requestFor(context, changes, command === "request.verify" ? "requester" : "approver");
  const { id: subject, version, digest, state } = about.request;
  const title = await titleOf(context, about);
  if (state !== WAITS_FOR[command] || version !== context.ref?.version)
    return { isOpen: false, title, said: presentState(about) };
  if (command === "request.approve") requireMayReview(context, about);
  return { isOpen: true, title, facts: await contentFacts(context, about), signed: { subject, version, digest } };
}
