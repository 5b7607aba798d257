import { commandMark, timeMark } from "./segments.ts";

/** How a language forms lists and plurals: what its sentences are built with. */
export function formatsFor(language: string) {
  const lists = new Intl.ListFormat(language, { type: "conjunction" });
  const choices = new Intl.ListFormat(language, { type: "disjunction" });
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return {
    list: (words: readonly string[]): string => lists.format(words),
    anyOf: (words: readonly string[]): string => choices.format(words),
    /** `count(2, { one: "day", other: "days" })` is "2 days". A language that has more forms names them too. */
    count: (amount: number, forms: { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>): string =>
      `${numbers.format(amount)} ${forms[plurals.select(amount)] ?? forms.other}`,
    number: (amount: number): string => numbers.format(amount),
    /** Marks the place of a time in a sentence. A renderer shows it in the reader's own zone. */
    time: timeMark,
    /** Marks the place of a command: `command("requests")` is "/team requests" where there are slash commands. */
    command: commandMark,
  };
}
