import type { Reply } from "../../core/conversation.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import { inTime } from "./answer-time.ts";
import { type Answer, type InvokeAnswer, invokeAnswer, rendered } from "./answers.ts";
import { admitOnce, askProduct, type ProductAnswer, type ProductParts } from "./ask-product.ts";
import { CallFailed } from "./call.ts";
import type { Connector } from "./connector.ts";
import { type Incoming, readActivity, readArrival, speakerOf } from "./intents.ts";
import { withObjectIds } from "./mentions.ts";
import { openerFor } from "./opener.ts";
import type { Activity } from "./payloads.ts";
import { type Message, replyMessage, sentenceMessage } from "./render.ts";
import { answerSearch, isSearch, type SearchParts } from "./search.ts";

/** What can be done while an activity is answered. */
type Turn = { connector: Connector; reply(message: Message): Promise<unknown> };
export type Listener = {
  /** Never rejects. */
  receive(activity: Activity, turn: Turn): Promise<InvokeAnswer>;
  /** Resolves when nothing is being answered any more. */
  idle(): Promise<void>;
};

type ListenParts = ProductParts &
  SearchParts & {
    /** Writes to somebody in their personal chat. */
    tell: (user: string, message: Message) => Promise<unknown>;
  };

/** Everything that the app reacts to. Other activities are acknowledged and ignored. */
export function createListener(parts: ListenParts): Listener {
  const { admission, tell, log } = parts;
  const underWay = new Set<Promise<unknown>>();
  const failed = (error: unknown) => {
    const reason = error instanceof CallFailed ? error.reason : "unexpected";
    log.warn({ platform: "teams", reason }, "an answer could not be shown");
  };

  async function answerMessage(incoming: Incoming, turn: Turn): Promise<InvokeAnswer> {
    const answer = await askProduct(parts, incoming, turn.connector);
    if (answer) {
      const shown = rendered(answer, log, ({ reply, locale }) => replyMessage(reply, "chat", locale));
      await turn.reply(shown).catch(failed);
    }
    return { status: 200 };
  }

  /** In a channel the product is not asked yet: that happens in the dialog. */
  async function answerChannel(incoming: Incoming, turn: Turn): Promise<InvokeAnswer> {
    const { locale, written = { typed: "", shown: "" } } = incoming;
    const { isFirst, person } = await admitOnce(parts, incoming, turn.connector);
    if (!isFirst) return { status: 200 };
    const shown = person.ok ? openerFor(written, person.by.user, locale) : sentenceMessage(person.text, locale);
    await turn.reply(shown).catch(failed);
    return { status: 200 };
  }

  async function answerInvoke(incoming: Incoming, where: "card" | "dialog", turn: Turn): Promise<InvokeAnswer> {
    const shown = (answer: Answer) => rendered(answer, log, (one) => invokeAnswer(where, one));
    const work = askProduct(parts, incoming, turn.connector);
    const answer = await inTime(work);
    if (answer === null) return shown(sentence(text("teams.heard-already"), incoming));
    if (answer !== "late") return incoming.staysAbove ? below(answer, shown, turn) : shown(answer);
    void track(work.then(showLate).catch(failed));
    return shown(sentence(text("teams.working"), incoming));
  }

  /** A person who opens a form from a card may still need the card: to deny instead, or to see it change. */
  async function below(answer: Answer, shown: (answer: Answer) => InvokeAnswer, turn: Turn): Promise<InvokeAnswer> {
    if (answer.reply.kind !== "form") return shown(answer);
    const form = rendered(answer, log, ({ reply, locale }) => replyMessage(reply, "chat", locale));
    const isShown = await turn.reply(form).then(() => true, failed);
    return isShown ? shown({ ...answer, reply: { kind: "text", text: text("teams.below") } }) : shown(answer);
  }

  async function showLate(answer: ProductAnswer | null): Promise<void> {
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
    if (isSearch(activity)) return answerSearch(parts, activity, turn.connector);
    const arrival = readArrival(activity);
    if (arrival) await admission.admit(arrival, turn.connector);
    const known = await withObjectIds(activity, speakerOf(activity).roster, turn.connector);
    const incoming = arrival ? null : readActivity(known);
    if (!incoming) return { status: activity.type === "invoke" ? 501 : 200 };
    return answerIncoming(incoming, turn);
  }

  function answerIncoming(incoming: Incoming, turn: Turn): Promise<InvokeAnswer> {
    switch (incoming.where) {
      case "chat":
        return answerMessage(incoming, turn);
      case "channel":
        return answerChannel(incoming, turn);
      case "card":
      case "dialog":
        return answerInvoke(incoming, incoming.where, turn);
      default:
        return incoming.where satisfies never;
    }
  }

  return {
    receive: (activity, turn) =>
      track(answer(activity, turn)).catch((error: unknown) => {
        log.error({ platform: "teams", error }, "an activity could not be answered");
        return { status: 500 };
      }),
    idle: async () => void (await Promise.allSettled(underWay)),
  };
}

function sentence(said: Text, { locale }: Incoming): Answer {
  const reply: Reply = { kind: "text", text: said };
  return { reply, locale };
}
