/** Who something is put into words for. `locale`: BCP 47. `zone`: an IANA time zone such as Europe/Berlin, if it is known. */
export type Reader = { locale: string; zone?: string | undefined };

/** For what has no particular reader: a channel, the console, a page before its reader is known. */
export const ANYBODY: Reader = { locale: "en" };
