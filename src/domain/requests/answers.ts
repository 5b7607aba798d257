import type { Card } from "../../core/card.ts";
import type { Reply } from "../../core/conversation.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { answer, type Context, type Outcome } from "../command.ts";
import { appliedAlone, tones } from "./cards.ts";
import { titleOf } from "./facts.ts";
import type { About, DrawContext } from "./find.ts";
import { verifyForm } from "./verify-form.ts";

/**
 * What somebody is told right after they did something. It has no buttons and speaks of what has happened, so it is never
 * out of date: not every chat can change an answer later. What becomes of the request is shown by its living message.
 */
export async function answerCard(context: DrawContext, about: About, said: Text[]): Promise<Reply> {
  const { state } = about.request;
  // What waits now will not wait for ever, and the answer stays as it is.
  const tone: Card["tone"] = tones[state] === "waiting" ? "neutral" : tones[state];
  return { kind: "card", card: { title: await titleOf(context, about), tone, body: said } };
}

/** What a request's own requester is told when they come back to it: the form for the code, or how it is. */
export async function presentReply(context: Context, about: About): Promise<Reply> {
  if (about.request.state === "awaiting_code") return verifyForm(context, about.request);
  return answerCard(context, about, [presentState(about)]);
}

/** The same for a button of a message that is out of date: the message is drawn again. */
export async function tooLate(context: Context, about: About): Promise<Outcome> {
  const reply = await answerCard(context, about, [presentState(about)]);
  return { ...answer(reply), events: [{ kind: "request.outdated", requestId: about.request.id }] };
}

export function presentState({ request: { state, policy } }: About): Text {
  if (state === "awaiting_approval") return text("request.is-confirmed");
  if (state === "applied" && policy.because !== "quorum") return appliedAlone(policy.because);
  return state === "awaiting_code" ? text("request.awaiting_code") : text(`request.${state}`);
}
