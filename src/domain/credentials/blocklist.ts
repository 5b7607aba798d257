import { dictionary } from "@zxcvbn-ts/language-common";

// Some 49,000 leaked passwords in lower case, the most common first. OWASP ASVS 5.0 (6.2.4) asks for at least the top
// 3,000 that fit the length rule; short ones count here too, because people repeat them until they are long enough.
const LEAKED = new Set(dictionary["passwords-common"]);
/** A piece of at most so many characters that is repeated is as easy to guess as one character. */
const SHORT_PIECE = 4;

/**
 * True for what an attacker tries first: a leaked password, a leaked password or a few characters over and over
 * ("qwertyqwerty", "121212121212"), or a straight row of characters ("abcdefghijkl"). Letter case does not matter.
 */
export function isCommon(password: string): boolean {
  const characters = [...password.toLowerCase()];
  const word = characters.join("");
  return LEAKED.has(word) || isRepetition(characters) || isRow(characters);
}

function isRepetition(characters: string[]): boolean {
  for (let size = 1; size <= characters.length / 2; size += 1) {
    if (!characters.every((character, at) => character === characters[at % size])) continue;
    return size <= SHORT_PIECE || LEAKED.has(characters.slice(0, size).join(""));
  }
  return false;
}

function isRow(characters: string[]): boolean {
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, at) => code - (codes[at] ?? 0)));
  return steps.size === 1 && [-1, 1].some((step) => steps.has(step));
}
