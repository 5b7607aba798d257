import type { App, Context } from "@slack/bolt";
import type { Handle } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import type { People } from "./admission.ts";
import type { Answer, Answers } from "./answers.ts";
import {
  changedUser,
  eventIdOf,
  type Heard,
  type HeardSubmit,
  readAction,
  readCommand,
  readDirect,
  readSubmit,
} from "./intents.ts";
import { ANSWER_WITHIN_MS } from "./limits.ts";
import { workingView } from "./render.ts";
import { keepingTyped, outdated, submitAck } from "./submit.ts";

type ListenParts = {
  handle: Handle;
  firstTime: (deliveryKey: string) => Promise<boolean>;
  people: People;
  answers: Answers;
  log: Log;
};

/** The whole of what the app listens to. Everything else that Slack sends is acknowledged and forgotten. */
export function listen(bolt: App, parts: ListenParts): void {
  const { answers, people } = parts;

  async function hear(heard: Heard | null, keys: string[]): Promise<void> {
    const answer = heard && (await converse(parts, heard, keys));
    if (heard && answer) await answers.give(heard.where, answer);
  }

  // Whatever the command is called in the manifest, it is this app's only one.
  bolt.command(/^/, async ({ ack, body, context }) => {
    await ack();
    await hear(readCommand(body), keysOf(context));
  });

  // Every action id: a button of an older version must get an answer too.
  bolt.action(/^/, async ({ ack, body, context }) => {
    await ack();
    await hear(readAction(body), keysOf(context));
  });

  // Bolt has acknowledged events before it calls these.
  bolt.event("message", async ({ body, context }) => {
    await hear(readDirect(body), keysOf(context, eventIdOf(body)));
  });

  bolt.event("user_change", async ({ body }) => {
    const user = changedUser(body);
    if (user) people.forget(user);
  });

  bolt.view({ callback_id: /^/, type: "view_submission" }, async ({ ack, body, context }) => {
    const heard = readSubmit(body);
    if (!heard) return ack();
    const work = converse(parts, heard, keysOf(context));
    const answer = await Promise.race([work, late()]);
    if (answer === null) return ack();
    if (answer !== "late") return ack(submitAck(heard, answer, answers.view));
    await ack({ response_action: "update", view: workingView("en") });
    await showLate(answers, heard, await work);
  });
}

/** What is said, and by whom: checked, handed to the product, answered. Null where it was already heard. */
async function converse(parts: ListenParts, heard: Heard | HeardSubmit, keys: string[]): Promise<Answer | null> {
  const [isFirst, person] = await Promise.all([isFirstTime(parts, keys), parts.people.admit(heard.speaker)]);
  if (!isFirst) return null;
  if (!person.ok) return { reply: { kind: "text", text: person.text }, locale: "en" };
  const { by, locale } = person;
  if (!heard.says) return { reply: outdated(), locale };
  return { reply: await parts.handle({ ...heard.says, by, locale }), locale };
}

// Where this can't be found out the database is down: then nothing is done, and handle has the sentence that says so.
async function isFirstTime({ firstTime, log }: ListenParts, keys: string[]): Promise<boolean> {
  try {
    return (await Promise.all(keys.map(firstTime))).every(Boolean);
  } catch (error) {
    log.warn({ platform: "slack", reason: "not_recorded", error }, "a delivery could not be recorded");
    return true;
  }
}

function keysOf(context: Context, eventId?: string): string[] {
  const key: unknown = context.deliveryKey;
  return [...(typeof key === "string" ? [key] : []), ...(eventId ? [`event:${eventId}`] : [])];
}

async function showLate(answers: Answers, heard: HeardSubmit, answer: Answer | null): Promise<void> {
  if (!answer) return;
  const reply = keepingTyped(heard, answer.reply);
  await answers.give({ in: "modal", viewId: heard.view.id, user: heard.speaker.user }, { ...answer, reply });
}

function late(): Promise<"late"> {
  return new Promise((resolve) => setTimeout(resolve, ANSWER_WITHIN_MS, "late").unref());
}
