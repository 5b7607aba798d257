import { en } from "./en/sentences.ts";

export type Sentences = typeof en;

/** One folder for each language. A sentence that one of them lacks is an error of the compiler. */
const languages: Record<string, Sentences> = { en } satisfies Record<
  string,
  { [Id in keyof Sentences]: Sentences[Id] }
>;

/** The sentences in the language of a BCP 47 tag, in English where there are none. */
export function languageFor(locale: string): Sentences {
  return (hasLanguage(locale) && languages[languageOf(locale)]) || en;
}

/** Are there sentences in the language of this BCP 47 tag? */
export function hasLanguage(locale: string): boolean {
  return Object.hasOwn(languages, languageOf(locale));
}

function languageOf(locale: string): string {
  return locale.toLowerCase().split(/[-_]/)[0] ?? "";
}
