/** The words of a permission that a company has added for its own systems, as its file has them, in its own language. */
export type OwnWords = { name: string; about: string; group?: string | undefined };

let known: ReadonlyMap<string, OwnWords> = new Map();

/** Set once, at start, before anything is said. */
export function useOwnWords(words: ReadonlyMap<string, OwnWords>): void {
  known = words;
}

/** By `resource:action`, in the order of the file. */
export function ownWords(): ReadonlyMap<string, OwnWords> {
  return known;
}
