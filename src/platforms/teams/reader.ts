import { ANYBODY, type Reader } from "../../core/reader.ts";
import { type Activity, clientInfoIn } from "./payloads.ts";

/**
 * The language and time zone of whoever sent an activity, as their client tells them: in the activity itself, or in its
 * `clientInfo`. What is no BCP 47 tag or no IANA zone counts as not told.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages
 */
export function readerOf({ locale, localTimezone, entities }: Activity): Reader {
  const client = clientInfoIn(entities);
  const language = [locale, client?.locale].find(isLocale) ?? ANYBODY.locale;
  const zone = [localTimezone, client?.timezone].find(isZone);
  return { locale: language, ...(zone !== undefined && { zone }) };
}

function isLocale(tag: string | undefined): tag is string {
  return tag !== undefined && accepts(() => Intl.getCanonicalLocales(tag));
}

// Intl takes "+01:00" too, which is no zone: it has no summer time.
function isZone(name: string | undefined): name is string {
  return name !== undefined && /^[A-Z]/i.test(name) && accepts(() => new Intl.DateTimeFormat("en", { timeZone: name }));
}

function accepts(tried: () => unknown): boolean {
  try {
    tried();
    return true;
  } catch {
    return false;
  }
}
