import type { Request } from "express";
import type { Intent } from "../../core/conversation.ts";
import { isLocale, isZone, spokenLocale } from "../../text/locale.ts";

/** The page's script names the browser's zone in this header; GitHub's API has one of the same name. */
const ZONE_HEADER = "Time-Zone";

/** What travels with an intent. */
export type IntentReader = Pick<Intent, "locale" | "zone">;

/** Who sits at the browser: the language they want most, and their time zone. What can't be read is left out. */
export function readerOf(request: Request): IntentReader {
  const locale = request.acceptsLanguages().find(isLocale) ?? "en";
  const zone = request.get(ZONE_HEADER) ?? "";
  return isZone(zone) ? { locale, zone } : { locale };
}

/** The same for the page itself: of the languages they want, one that there are sentences in. */
export function pageReaderOf(request: Request): IntentReader {
  return { ...readerOf(request), locale: spokenLocale(request.acceptsLanguages()) };
}
