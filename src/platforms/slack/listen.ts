import { setTimeout as sleep } from "node:timers/promises";
import type { App, Context } from "@slack/bolt";
import type { Handle, HomeShown, Suggest } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import type { Admission } from "./admission.ts";
import type { Answer, Answers } from "./answers.ts";
import type { ShowChoice } from "./choice.ts";
import { type ReadFiles, withFiles } from "./files.ts";
import {
  changedUser,
  eventIdOf,
  type Heard,
  type HeardChoice,
  type HeardHome,
  type HeardSubmit,
  readAction,
  readChoice,
  readCommand,
  readDirect,
  readHome,
  readSubmit,
} from "./intents.ts";
import { ANSWER_WITHIN_MS } from "./limits.ts";
import { searchOptions } from "./search.ts";
import { keepingTyped, outdated, submitAck } from "./submit.ts";
import { workingView } from "./view.ts";

type ListenParts = {
  handle: Handle;
  suggest: Suggest;
  firstTime: (deliveryKey: string) => Promise<boolean>;
  admission: Admission;
  answers: Answers;
  showChoice: ShowChoice;
  readFiles: ReadFiles;
  homeShown: HomeShown;
  left: (user: string, hasLeft: boolean) => Promise<void>;
  log: Log;
};

/** All that the app listens to. Slack is told that everything else arrived too, and nothing is done about it. */
export function listen(bolt: App, parts: ListenParts): void {
  const { answers, admission, showChoice } = parts;

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
    const choice = readChoice(body);
    if (choice) return showChoice(choice, () => converse(parts, choice, keysOf(context)));
    await hear(readAction(body), keysOf(context));
  });

  bolt.options(/^/, async ({ ack, body }) => ack(await searchOptions(parts, body)));

  // Bolt has acknowledged events before it calls these.
  bolt.event("app_home_opened", async ({ body, context }) => {
    await showHome(parts, readHome(body), keysOf(context, eventIdOf(body)));
  });

  bolt.event("message", async ({ body, context }) => {
    await hear(readDirect(body), keysOf(context, eventIdOf(body)));
  });

  bolt.event("user_change", async ({ body }) => {
    const changed = changedUser(body);
    if (!changed) return;
    admission.forget(changed.id);
    await parts.left(changed.id, changed.deleted);
  });

  bolt.view({ callback_id: /^/, type: "view_submission" }, async ({ ack, body, context }) => {
    const heard = readSubmit(body);
    if (!heard) return ack();
    const work = converse(parts, heard, keysOf(context));
    const answer = await Promise.race([work, sleep(ANSWER_WITHIN_MS, "late" as const, { ref: false })]);
    if (answer === null) return ack();
    if (answer !== "late") return ack(submitAck(heard, answer, answers.view));
    await ack({ response_action: "update", view: workingView(admission.localeOf(heard.speaker.user)) });
    await showLate(answers, heard, await work);
  });
}

/** What is said, and who says it: checked, handed to the product, answered. Null where it was heard before. */
async function converse(
  parts: ListenParts,
  heard: Heard | HeardHome | HeardChoice | HeardSubmit,
  keys: string[],
): Promise<Answer | null> {
  const [isFirst, person] = await Promise.all([isFirstTime(parts, keys), parts.admission.admit(heard.speaker)]);
  if (!isFirst) return null;
  if (!person.ok) return { reply: { kind: "text", text: person.text }, locale: person.locale };
  const { by, locale, zone } = person;
  const says = await withFiles(parts.readFiles, heard);
  if (!says) return { reply: outdated(), locale };
  return { reply: await parts.handle({ ...says, by, locale, ...(zone && { zone }) }), locale, by };
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

/** Home is drawn each time it is opened, and from then on again when what it shows changes. */
async function showHome(parts: ListenParts, heard: HeardHome | null, keys: string[]): Promise<void> {
  const { answers, homeShown, log } = parts;
  const answer = heard && (await converse(parts, heard, keys));
  const version = answer && (await answers.home(heard.speaker.user, answer));
  // Who is not let in is told so once; there is nothing that could change.
  if (version === undefined || !answer?.by) return;
  const { by, locale, reply } = answer;
  await homeShown({ by, locale, reply, version }).catch((error: unknown) => {
    log.warn({ platform: "slack", reason: "not_recorded", error }, "an open Home could not be recorded");
  });
}

async function showLate(answers: Answers, heard: HeardSubmit, answer: Answer | null): Promise<void> {
  if (!answer) return;
  const reply = keepingTyped(heard, answer.reply);
  await answers.give({ in: "modal", viewId: heard.view.id, user: heard.speaker.user }, { ...answer, reply });
}
