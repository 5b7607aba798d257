import type { Reply } from "../../core/conversation.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { type Answer, channelMessage, type InvokeAnswer, invokeAnswer, rendered, sentenceMessage } from "./answers.ts";
import { CallFailed } from "./call.ts";
import type { Connector } from "./connector.ts";
import { type Conversed, type ConverseParts, converse, meet } from "./converse.ts";
import { type Heard, readActivity, readArrival, speakerOf } from "./intents.ts";
import { ANSWER_WITHIN_MS } from "./limits.ts";
import { withObjectIds } from "./mentions.ts";
import type { Activity } from "./payloads.ts";
import { type Message, replyMessage } from "./render.ts";

/** What can be done while an activity is answered. */
type Turn = { connector: Connector; reply(message: Message): Promise<unknown> };
export type Listener = {
  /** Never rejects. */
  hear(activity: Activity, turn: Turn): Promise<InvokeAnswer>;
  /** Resolves when nothing is being answered any more. */
  idle(): Promise<void>;
};

type ListenParts = ConverseParts & {
  /** Writes to somebody in their personal chat. */
  tell: (user: string, message: Message) => Promise<unknown>;
};

/** The whole of what the app listens to. Everything else is acknowledged and forgotten. */
export function createListener(parts: ListenParts): Listener {
  const { people, tell, log } = parts;
  const underWay = new Set<Promise<unknown>>();
  const failed = (error: unknown) => {
    const reason = error instanceof CallFailed ? error.reason : "unexpected";
    log.warn({ platform: "teams", reason }, "an answer could not be shown");
  };

  async function answerMessage(heard: Heard, turn: Turn): Promise<InvokeAnswer> {
    const answer = await converse(parts, heard, turn.connector);
    if (answer) {
      const shown = rendered(answer, log, ({ reply, locale }) => replyMessage(reply, "chat", locale));
      await turn.reply(shown).catch(failed);
    }
    return { status: 200 };
  }

  /** In a channel nothing is asked of the product yet: that is for the dialog. */
  async function answerChannel({ says, speaker, delivery, locale }: Heard, turn: Turn): Promise<InvokeAnswer> {
    const { isFirst, person } = await meet(parts, { speaker, delivery }, turn.connector);
    if (!isFirst) return { status: 200 };
    const typed = says?.kind === "typed" ? says.text : "";
    const shown = person.ok ? channelMessage(typed, locale) : sentenceMessage(person.text, locale);
    await turn.reply(shown).catch(failed);
    return { status: 200 };
  }

  async function answerInvoke(heard: Heard, where: "card" | "dialog", turn: Turn): Promise<InvokeAnswer> {
    const shown = (answer: Answer) => rendered(answer, log, (one) => invokeAnswer(where, one));
    const work = converse(parts, heard, turn.connector);
    const answer = await Promise.race([work, late()]);
    if (answer === null) return shown(sentence(text("teams.heard-already"), heard));
    if (answer !== "late") return heard.staysAbove ? below(answer, shown, turn) : shown(answer);
    void track(work.then(showLate).catch(failed));
    return shown(sentence(text("teams.working"), heard));
  }

  /** Somebody who opens a form from a card may still need the card: to deny after all, or to see it change. */
  async function below(answer: Answer, shown: (answer: Answer) => InvokeAnswer, turn: Turn): Promise<InvokeAnswer> {
    if (answer.reply.kind !== "form") return shown(answer);
    const form = rendered(answer, log, ({ reply, locale }) => replyMessage(reply, "chat", locale));
    const isShown = await turn.reply(form).then(() => true, failed);
    return isShown ? shown({ ...answer, reply: { kind: "text", text: text("teams.below") } }) : shown(answer);
  }

  async function showLate(answer: Conversed | null): Promise<void> {
    if (!answer?.by) return;
    await tell(
      answer.by.user,
      rendered(answer, log, ({ reply, locale }) => replyMessage(reply, "chat", locale)),
    );
  }

  function track<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  }

  async function answer(activity: Activity, turn: Turn): Promise<InvokeAnswer> {
    const arrival = readArrival(activity);
    if (arrival) await people.admit(arrival, turn.connector);
    const known = await withObjectIds(activity, speakerOf(activity).roster, turn.connector);
    const heard = arrival ? null : readActivity(known);
    if (!heard) return { status: activity.type === "invoke" ? 501 : 200 };
    return answerHeard(heard, turn);
  }

  function answerHeard(heard: Heard, turn: Turn): Promise<InvokeAnswer> {
    switch (heard.where) {
      case "chat":
        return answerMessage(heard, turn);
      case "channel":
        return answerChannel(heard, turn);
      case "card":
      case "dialog":
        return answerInvoke(heard, heard.where, turn);
      default:
        return heard.where satisfies never;
    }
  }

  return {
    hear: (activity, turn) =>
      track(answer(activity, turn)).catch((error: unknown) => {
        log.error({ platform: "teams", error }, "an activity could not be answered");
        return { status: 500 };
      }),
    idle: async () => void (await Promise.allSettled(underWay)),
  };
}

function sentence(said: Text, { locale }: Heard): Answer {
  const reply: Reply = { kind: "text", text: said };
  return { reply, locale };
}

function late(): Promise<"late"> {
  return new Promise((resolve) => setTimeout(resolve, ANSWER_WITHIN_MS, "late").unref());
}
