import { randomUUID } from "node:crypto";
import type { types, webApi } from "@slack/bolt";
import type { ChatAccount, Reply } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import { text } from "../../text/text.ts";
import { failureOf } from "./client.ts";
import { publishHome } from "./home.ts";
import type { Where } from "./intents.ts";
import { type Message, openerMessage } from "./message.ts";
import { replyMessage, replyView } from "./render.ts";
import type { Respond } from "./respond.ts";
import { type DirectChannel, NO_PREVIEWS } from "./sender.ts";
import type { FormReply } from "./view.ts";

/** `by`: who was answered, if they were let in. */
export type Answer = { reply: Reply; locale: string; by?: ChatAccount };
export type Answers = {
  /** Shows the answer where the person is. Never rejects: there would be nobody to tell. */
  give(where: Where, answer: Answer): Promise<void>;
  /** Draws it as somebody's Home. Slack's word for what is shown then; undefined where it could not be shown. */
  home(user: string, answer: Answer): Promise<string | null | undefined>;
  /** The view that shows the answer, for a caller that shows it itself. */
  view(answer: Answer): types.ModalView;
};

type AnswerParts = { client: webApi.WebClient; respond: Respond; directChannel: DirectChannel; log: Log };
type InMessage = Extract<Where, { in: "message" }>;
type InModal = Extract<Where, { in: "modal" }>;

export function createAnswers({ client, respond, directChannel, log }: AnswerParts): Answers {
  const failed = (method: string, error: unknown) =>
    log.warn({ platform: "slack", method, reason: failureOf(error).reason }, "an answer could not be shown");

  // What can't be rendered is a bug, and the person is told so: with a reference, never with the error.
  function rendered<Shown>(answer: Answer, render: (reply: Reply, locale: string) => Shown): Shown {
    try {
      return render(answer.reply, answer.locale);
    } catch (error) {
      const reference = randomUUID();
      log.error({ reference, platform: "slack", error }, "an answer could not be rendered");
      return render({ kind: "text", text: text("slack.cannot-show", { reference }) }, answer.locale);
    }
  }

  async function whisper(where: InMessage, message: Message, replaces: boolean): Promise<void> {
    if (where.responseUrl && (await respond(where.responseUrl, message, replaces))) return;
    if (!where.channel) return log.warn({ platform: "slack", reason: "no_place" }, "an answer could not be shown");
    await client.chat.postEphemeral({ channel: where.channel, user: where.user, ...message });
  }

  async function open(where: InMessage, reply: FormReply, answer: Answer): Promise<void> {
    const view = rendered(answer, replyView);
    try {
      await client.views.open({ trigger_id: where.triggerId, view });
    } catch (error) {
      failed("views.open", error);
      const isRefused = failureOf(error).reason.startsWith("invalid");
      // Slack refused the content and would refuse it again: so no button, but a reference to the log.
      const shown = isRefused ? rendered({ ...answer, reply }, refuseToShow) : openerMessage(reply, answer.locale);
      await whisper(where, shown, false);
    }
  }

  async function inModal(where: InModal, answer: Answer): Promise<void> {
    const view = rendered(answer, replyView);
    try {
      await client.views.update({ view_id: where.viewId, ...(where.hash && { hash: where.hash }), view });
    } catch (error) {
      failed("views.update", error);
      // Pressed twice: the other press has already changed the view.
      if (failureOf(error).reason === "hash_conflict") return;
      // The person has closed the view: the answer must still reach them.
      const channel = await directChannel(where.user);
      await client.chat.postMessage({ channel, ...rendered(answer, replyMessage), ...NO_PREVIEWS });
    }
  }

  async function home(user: string, answer: Answer): Promise<string | null | undefined> {
    const { blocks } = rendered(answer, replyMessage);
    // Somebody looks: it is drawn over whatever is there.
    const drawn = await publishHome(client, { user, blocks, version: null });
    return drawn.kind === "shown" ? drawn.version : undefined;
  }

  async function show(where: Where, answer: Answer): Promise<void> {
    // What is pressed at Home is answered in a modal over it.
    if (where.in === "home") {
      await client.views.open({ trigger_id: where.triggerId, view: rendered(answer, replyView) });
      return;
    }
    if (where.in === "modal") return inModal(where, answer);
    if (where.in === "message" && answer.reply.kind === "form") return open(where, answer.reply, answer);
    const message = rendered(answer, replyMessage);
    // A page of a list takes the place of the page before; a sentence leaves what it is about as it is.
    if (where.in === "message") return whisper(where, message, where.replaces && answer.reply.kind === "card");
    const thread = where.thread ? { thread_ts: where.thread } : {};
    await client.chat.postMessage({ channel: where.channel, ...thread, ...message, ...NO_PREVIEWS });
  }

  return {
    home: (user, answer) =>
      home(user, answer).catch((error): undefined => {
        failed("views.publish", error);
      }),
    give: (where, answer) => show(where, answer).catch((error) => failed(where.in, error)),
    view: (answer) => rendered(answer, replyView),
  };
}

function refuseToShow(reply: Reply, locale: string): Message {
  if (reply.kind === "form") throw new Error(`Slack refuses the view of form ${reply.command}`);
  return replyMessage(reply, locale);
}
