/** For whom something is put into words. `locale`: BCP 47. `zone`: an IANA time zone such as Europe/Berlin, if it is known. */
export type Reader = { locale: string; zone?: string | undefined };

/** For what nobody in particular reads: a channel, the console, a page before its reader is known. */
export const ANYBODY: Reader = { locale: "en" };
