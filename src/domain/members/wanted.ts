import { halfWidth } from "../../text/half-width.ts";
import { type FoundState, findStateCalled, isExpiringWord } from "../../text/member-words.ts";
import { findRoleCalled } from "../../text/role-names.ts";
import { visibleName } from "../../text/visible.ts";

/** Roles and merchant accounts by the words that were typed. `phrase` is the words that named an account. */
export type Vocabulary = {
  roles: readonly { id: string; name: string }[];
  accounts: readonly { id: string; name: string; closed: boolean; phrase: string }[];
};

/** What is searched for, as it was understood. */
export type Wanted = {
  /** with what an address, its domain or a word of the name begins */
  words: string[];
  roles: { id: string; name: string }[];
  accounts: { id: string; name: string }[];
  states: FoundState[];
  isExpiring: boolean;
};

export const MOST_WORDS = 10;
/** Room for an address of the longest kind and some words; it travels in the value of a button. */
export const MOST_CHARACTERS = 300;
/** Names of roles and accounts may have several words. */
const LONGEST_PHRASE = 6;
// As Slack marks an address; the second is what the person saw.
const MARKED = /<(?:mailto:[^|<>]*\|)?([^<>]*)>/g;

export function tokensOf(typed: string): string[] {
  const plain = halfWidth(visibleName(typed)).replaceAll(MARKED, " $1 ");
  return plain.split(/[\s,;、]+/).filter((token) => token !== "");
}

/** Every run of words that could be a name, each once. */
export function phrasesOf(tokens: readonly string[]): string[] {
  const runs = tokens.flatMap((_, from) =>
    Array.from({ length: LONGEST_PHRASE }, (_, at) => tokens.slice(from, from + at + 1).join(" ")),
  );
  return [...new Set(runs)];
}

/** The longest names win; what is the name of nothing is searched in addresses and names. */
export function understood(tokens: readonly string[], vocabulary: Vocabulary): Wanted {
  const wanted: Wanted = { words: [], roles: [], accounts: [], states: [], isExpiring: false };
  for (let at = 0; at < tokens.length; ) at += takeLongest(wanted, tokens.slice(at, at + LONGEST_PHRASE), vocabulary);
  return wanted;
}

function takeLongest(wanted: Wanted, tokens: readonly string[], vocabulary: Vocabulary): number {
  for (let length = tokens.length; length > 0; length -= 1)
    if (takes(wanted, tokens.slice(0, length).join(" "), vocabulary)) return length;
  wanted.words.push((tokens[0] ?? "").replace(/^@(?=.)/, ""));
  return 1;
}

function takes(wanted: Wanted, phrase: string, { roles, accounts }: Vocabulary): boolean {
  const state = findStateCalled(phrase);
  const isEnding = isExpiringWord(phrase);
  const called = findRoleCalled(
    roles.map(({ name }) => name),
    phrase,
  );
  const role = roles.find(({ name }) => name === called);
  const account = accounts.find((one) => one.phrase === phrase);
  if (state) addOnce(wanted.states, state);
  else if (isEnding) wanted.isExpiring = true;
  else if (role) addOnce(wanted.roles, role);
  else if (account) addOnce(wanted.accounts, account);
  else return false;
  return true;
}

function addOnce<T>(list: T[], one: T): void {
  if (!list.includes(one)) list.push(one);
}
