// Control and format characters: bidirectional overrides turn a name round, zero-width ones hide a difference. Lone
// surrogates are no Unicode at all. Only line breaks and tabs stay.
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** The text as everybody sees it: without characters that nobody sees, and with one kind of line break. */
export function visible(value: string): string {
  return value.replace(/\r\n?|[\u2028\u2029]/g, "\n").replace(UNSEEN, "");
}
