import type { Request } from "express";
import type { Intent } from "../../core/conversation.ts";
import { isLocale, isZone, spokenLocale } from "../../text/locale.ts";

/** The page's script sends the browser's zone in this header, which GitHub's API uses too. */
const ZONE_HEADER = "Time-Zone";

/** What travels with an intent. */
export type IntentReader = Pick<Intent, "locale" | "zone">;

/** The browser's first language and its time zone. Values that are not valid are left out. */
export function readerOf(request: Request): IntentReader {
  const locale = request.acceptsLanguages().find(isLocale) ?? "en";
  const zone = request.get(ZONE_HEADER) ?? "";
  return isZone(zone) ? { locale, zone } : { locale };
}

/** The same for the page itself: the first of the browser's languages that there are sentences in. */
export function pageReaderOf(request: Request): IntentReader {
  return { ...readerOf(request), locale: spokenLocale(request.acceptsLanguages()) };
}
