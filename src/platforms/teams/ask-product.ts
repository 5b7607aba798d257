import type { ChatAccount, Handle } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import { text } from "../../text/text.ts";
import type { Admission } from "./admission.ts";
import { type Answer, keepingTyped } from "./answers.ts";
import type { Connector } from "./connector.ts";
import type { ReadFiles } from "./files.ts";
import type { Incoming } from "./intents.ts";

export type ProductParts = {
  handle: Handle;
  firstTime: (deliveryKey: string) => Promise<boolean>;
  admission: Admission;
  readFiles: ReadFiles;
  log: Log;
};
export type ProductAnswer = Answer & { by?: ChatAccount };

/** Checks who sends it, hands it to the product and returns the answer. Null for a delivery that came before. */
export async function askProduct(
  parts: ProductParts,
  incoming: Incoming,
  connector: Connector,
): Promise<ProductAnswer | null> {
  const { isFirst, person } = await admitOnce(parts, incoming, connector);
  const { locale, zone, intent, onlyFor } = incoming;
  if (!isFirst) return null;
  if (!person.ok) return { reply: { kind: "text", text: person.text }, locale };
  const { by } = person;
  if (onlyFor !== undefined && onlyFor !== by.user)
    return { reply: { kind: "text", text: text("teams.opener-others") }, locale, by };
  if (!intent) return { reply: { kind: "text", text: text("teams.outdated") }, locale, by };
  // Read last: for people who may speak to us at all.
  const file = incoming.sent && { file: await parts.readFiles(incoming.sent) };
  const said = { ...intent, ...file, by, locale, ...(zone !== undefined && { zone }) };
  return { reply: keepingTyped(incoming, await parts.handle(said)), locale, by };
}

/** Whether the delivery is new, and whether its sender may use the bot. */
export async function admitOnce(
  parts: ProductParts,
  incoming: Pick<Incoming, "speaker" | "delivery">,
  connector: Connector,
) {
  const admitted = parts.admission.admit(incoming.speaker, connector);
  const [isFirst, person] = await Promise.all([isFirstTime(parts, incoming.delivery), admitted]);
  return { isFirst, person };
}

// If this fails, the database is down. Then `handle` does nothing either, and has the sentence that says so.
async function isFirstTime({ firstTime, log }: ProductParts, delivery: string): Promise<boolean> {
  try {
    return await firstTime(`teams:${delivery}`);
  } catch (error) {
    log.warn({ platform: "teams", reason: "not_recorded", error }, "a delivery could not be recorded");
    return true;
  }
}
