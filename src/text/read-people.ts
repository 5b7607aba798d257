import { isEmail, normalizedEmail } from "../core/email-address.ts";
import { halfWidth } from "./half-width.ts";
import { visibleName } from "./visible.ts";

/** What somebody typed to say whom they mean. */
export type People = {
  /** addresses as they are kept, each once */
  emails: string[];
  /** what looks like an address and is none, as it was typed */
  wrong: string[];
  /** the ids of people who were mentioned; null for an `@name` that the chat did not understand as a mention */
  mentions: (string | null)[];
  /** all other words */
  words: string[];
};

// A name in quotes, something in angle brackets, a separator, or a word.
const TOKEN = /"([^"]*)"|<([^<>]*)>|([,;、\n])|[^\s,;、<>"]+/g;
const MENTION = /^@([^<>@|\s]{1,64})$/;

/**
 * Reads `grace@example.com; Linus <linus@example.com>, <@U123> finance`, in any order and with any separators. The name
 * before an address in angle brackets is dropped: anybody can write any name there.
 */
export function readPeople(typed: string): People {
  const people: People = { emails: [], wrong: [], mentions: [], words: [] };
  let name: string[] = [];
  const endName = () => people.words.push(...name.splice(0));
  for (const [token, quoted, bracketed, separator] of halfWidth(visibleName(typed)).matchAll(TOKEN)) {
    const word = withoutMark(bracketed ?? quoted ?? token);
    const mention = MENTION.exec(word);
    if (separator || mention || word.includes("@")) {
      if (bracketed === undefined || mention) endName();
      name = [];
    }
    if (mention) people.mentions.push(bracketed === undefined ? null : (mention[1] ?? null));
    else if (word.includes("@")) addAddress(people, word);
    else if (!separator && word !== "") name.push(word);
  }
  endName();
  return people;
}

/** `mailto:grace@example.com|grace@example.com` is how Slack marks an address; the second is what the person saw. */
function withoutMark(word: string): string {
  return (/^mailto:[^|]*\|(.+)$/i.exec(word)?.[1] ?? word).replace(/^mailto:/i, "");
}

function addAddress({ emails, wrong }: People, word: string): void {
  const email = normalizedEmail(word);
  const [kept, as] = isEmail(email) ? [emails, email] : [wrong, word];
  if (!kept.includes(as)) kept.push(as);
}
