import { en } from "./en/sentences.ts";

export type Sentences = typeof en;

/** One folder for each language. A sentence that one of them lacks is an error of the compiler. */
const languages = { en } satisfies Record<string, Sentences>;

type Language = keyof typeof languages;

/** The language in which a reader with this BCP 47 tag is addressed: English where theirs isn't there yet. */
export function languageOf(locale: string): Language {
  const spoken = primary(locale);
  return Object.hasOwn(languages, spoken) ? (spoken as Language) : "en";
}

export function sentencesFor(locale: string): Sentences {
  return languages[languageOf(locale)];
}

/** Are there sentences in the language of this BCP 47 tag? */
export function hasLanguage(locale: string): boolean {
  return Object.hasOwn(languages, primary(locale));
}

function primary(locale: string): string {
  return locale.toLowerCase().split(/[-_]/)[0] ?? "";
}
