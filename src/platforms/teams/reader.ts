import { ANYBODY, type Reader } from "../../core/reader.ts";
import { isLocale, isZone } from "../../text/locale.ts";
import { type Activity, clientInfoIn } from "./payloads.ts";

/**
 * The sender's language and time zone, as their client tells them: in the activity itself, or in its `clientInfo`. A
 * language that is no BCP 47 tag, or a zone that is no IANA name, counts as not told.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages
 */
export function readerOf({ locale, localTimezone, entities }: Activity): Reader {
  const client = clientInfoIn(entities);
  const language = [locale, client?.locale].find((tag) => tag !== undefined && isLocale(tag)) ?? ANYBODY.locale;
  const zone = [localTimezone, client?.timezone].find((name) => name !== undefined && isZone(name));
  return { locale: language, ...(zone !== undefined && { zone }) };
}
