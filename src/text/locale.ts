import { hasLanguage } from "./languages.ts";

/** RFC 5646, section 4.4.1: 35 characters hold every tag that is in use. */
const LOCALE_MAX_LENGTH = 35;
/** IANA's names are at most 32 characters long (America/Argentina/ComodRivadavia). */
const ZONE = /^[A-Za-z][\w+/-]{0,63}$/;

/** True for a well-formed BCP 47 tag, which every Intl function takes. */
export function isLocale(tag: string): boolean {
  return tag.length <= LOCALE_MAX_LENGTH && succeeds(() => Intl.getCanonicalLocales(tag));
}

/** True for the name of an IANA time zone, such as Europe/Berlin. */
export function isZone(zone: string): boolean {
  return ZONE.test(zone) && succeeds(() => new Intl.DateTimeFormat("en", { timeZone: zone }));
}

/** Of the locales that somebody wants, best first, the first one whose language the sentences are in; else English. */
export function spokenLocale(wanted: readonly string[]): string {
  return wanted.find((tag) => isLocale(tag) && hasLanguage(tag)) ?? "en";
}

function succeeds(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
