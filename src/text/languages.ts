import { en } from "./en/sentences.ts";

export type Sentences = typeof en;

/** One folder for each language. A sentence that one of them lacks is an error of the compiler. */
const languages = { en } satisfies Record<string, Sentences>;

type Language = keyof typeof languages;

/** The language in which a reader with this BCP 47 tag is addressed: English where theirs isn't there yet. */
export function languageOf(locale: string): Language {
  const [language = ""] = locale.toLowerCase().split(/[-_]/);
  return Object.hasOwn(languages, language) ? (language as Language) : "en";
}

export function sentencesFor(locale: string): Sentences {
  return languages[languageOf(locale)];
}
