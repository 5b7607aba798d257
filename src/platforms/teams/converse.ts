import type { ChatAccount, Handle } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import { text } from "../../text/text.ts";
import type { People } from "./admission.ts";
import { type Answer, keepingTyped } from "./answers.ts";
import type { Connector } from "./connector.ts";
import type { Heard } from "./intents.ts";

export type ConverseParts = {
  handle: Handle;
  firstTime: (deliveryKey: string) => Promise<boolean>;
  people: People;
  log: Log;
};
export type Conversed = Answer & { by?: ChatAccount };

/** What is said, and by whom: checked, handed to the product, answered. Null where it was already heard. */
export async function converse(parts: ConverseParts, heard: Heard, connector: Connector): Promise<Conversed | null> {
  const { isFirst, person } = await meet(parts, heard, connector);
  const { locale, says } = heard;
  if (!isFirst) return null;
  if (!person.ok) return { reply: { kind: "text", text: person.text }, locale };
  const { by } = person;
  if (!says) return { reply: { kind: "text", text: text("teams.outdated") }, locale, by };
  return { reply: keepingTyped(heard, await parts.handle({ ...says, by, locale })), locale, by };
}

/** Whether it is new, and whether they may speak. */
export async function meet(parts: ConverseParts, heard: Pick<Heard, "speaker" | "delivery">, connector: Connector) {
  const admitted = parts.people.admit(heard.speaker, connector);
  const [isFirst, person] = await Promise.all([isFirstTime(parts, heard.delivery), admitted]);
  return { isFirst, person };
}

// Where this can't be found out the database is down: then nothing is done, and handle has the sentence that says so.
async function isFirstTime({ firstTime, log }: ConverseParts, delivery: string): Promise<boolean> {
  try {
    return await firstTime(`teams:${delivery}`);
  } catch (error) {
    log.warn({ platform: "teams", reason: "not_recorded", error }, "a delivery could not be recorded");
    return true;
  }
}
