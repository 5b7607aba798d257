import { setTimeout as sleep } from "node:timers/promises";
import type { Suggest } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import type { Admission } from "./admission.ts";
import { type HeardSearch, readSearch } from "./intents.ts";
import { ANSWER_WITHIN_MS, LIMITS } from "./limits.ts";
import { type OptionObject, optionObject } from "./options.ts";

type SearchParts = { suggest: Suggest; admission: Admission; log: Log };
type Found = { options: OptionObject[] };

const NOTHING: Found = { options: [] };

/**
 * The options that fit what somebody types in a `search` field. There are none for people who are not let in, for what
 * can't be read, and where they come too late for Slack. Never rejects. A request that is sent again is answered again:
 * a search changes nothing, and the same letter typed twice within a second is the same request.
 */
export async function searchOptions(parts: SearchParts, body: unknown): Promise<Found> {
  const heard = readSearch(body);
  if (!heard) return NOTHING;
  const work = find(parts, heard).catch((error: unknown) => {
    parts.log.error({ platform: "slack", error }, "options could not be shown");
    return NOTHING;
  });
  return Promise.race([work, sleep(ANSWER_WITHIN_MS, NOTHING, { ref: false })]);
}

async function find({ suggest, admission }: SearchParts, { speaker, asks }: HeardSearch): Promise<Found> {
  const person = await admission.admit(speaker);
  if (!person.ok || !asks) return NOTHING;
  const { by, locale } = person;
  const options = await suggest({ ...asks, by, locale });
  // The best come first, so the most that Slack shows are the best.
  return { options: options.slice(0, LIMITS.selectOptions).map((option) => optionObject(option, locale)) };
}
