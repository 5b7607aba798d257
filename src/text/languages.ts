import { en } from "./en/sentences.ts";

export type Sentences = typeof en;

/** One folder for each language. A sentence that one of them lacks is an error of the compiler. */
const languages: Record<string, Sentences> = { en } satisfies Record<
  string,
  { [Id in keyof Sentences]: Sentences[Id] }
>;

/** The language of a BCP 47 tag, English where there is none. */
export function languageFor(locale: string): Sentences {
  const [language = "en"] = locale.toLowerCase().split(/[-_]/);
  return (Object.hasOwn(languages, language) && languages[language]) || en;
}
