import { ANYBODY, type Reader } from "../../core/reader.ts";
import { type Activity, clientInfoIn } from "./payloads.ts";

/**
 * The sender's language and time zone, as their client tells them: in the activity itself, or in its `clientInfo`. A
 * language that is no BCP 47 tag, or a zone that is no IANA name, counts as not told.
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

// Intl also takes "+01:00", which is not the name of a zone.
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
