import { randomUUID } from "node:crypto";
import type { Reply } from "../../core/conversation.ts";
import { shownFields } from "../../core/form.ts";
import type { Log } from "../../core/log.ts";
import { text } from "../../text/text.ts";
import type { Incoming } from "./intents.ts";
import { CARD_TYPE, type FormReply, replyCard, replyTitle } from "./render.ts";
import { words } from "./words.ts";

/** The answer to an HTTP request. For an invoke, the body is what the person sees. */
export type InvokeAnswer = { status: number; body?: unknown };
export type Answer = { reply: Reply; locale: string };

const SENTENCE_TYPE = "application/vnd.microsoft.activity.message";

/**
 * The answer to an invoke. We make it ourselves: after one answer with a `refresh`, the SDK shows later cards to
 * everybody.
 */
export function invokeAnswer(where: "card" | "dialog", { reply, locale }: Answer): InvokeAnswer {
  if (where === "dialog") return { status: 200, body: { task: dialogTask(reply, locale) } };
  const shown =
    reply.kind === "text"
      ? { type: SENTENCE_TYPE, value: words(reply.text, locale) }
      : { type: CARD_TYPE, value: replyCard(reply, "chat", locale) };
  return { status: 200, body: { statusCode: 200, ...shown } };
}

/** https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/invoking-task-modules */
function dialogTask(reply: Reply, locale: string) {
  if (reply.kind === "text") return { type: "message", value: words(reply.text, locale) };
  const card = { contentType: CARD_TYPE, content: replyCard(reply, "dialog", locale) };
  return { type: "continue", value: { title: replyTitle(reply, locale), card } };
}

/** A form that comes back still shows what was typed, even if the product does not repeat it. */
export function keepingTyped({ intent, isContinued }: Incoming, reply: Reply): Reply {
  if (!intent || intent.kind === "typed" || reply.kind !== "form" || reply.command !== intent.command) return reply;
  if (!isContinued && !(intent.kind === "submitted" && reply.errors)) return reply;
  const kept = { ...reply, values: { ...intent.values, ...reply.values } };
  return isContinued ? askingForMore(kept) : kept;
}

/** Says above the form what there is to fill in now: it may be far below. */
function askingForMore(reply: FormReply): FormReply {
  const { form, values = {} } = reply;
  const more = shownFields(form, values).filter(({ when, name }) => when && [values[name] ?? []].flat().length === 0);
  if (more.length === 0) return reply;
  return { ...reply, form: { ...form, intro: more.map(({ label }) => text("teams.fill-in", { label })) } };
}

/** An answer that can't be rendered is a bug. The person gets a reference to it and never the error itself. */
export function rendered<Shown>(answer: Answer, log: Log, render: (answer: Answer) => Shown): Shown {
  try {
    return render(answer);
  } catch (error) {
    const reference = randomUUID();
    log.error({ reference, platform: "teams", error }, "an answer could not be rendered");
    return render({ ...answer, reply: { kind: "text", text: text("teams.cannot-show", { reference }) } });
  }
}
