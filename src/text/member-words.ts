/** Members are searched by what is typed: these words are no names. */
const stateWords: Record<string, FoundState> = { active: "active", invited: "invited", suspended: "suspended" };
const expiringWords: readonly string[] = ["expiring", "expires", "ending"];

export type FoundState = "active" | "invited" | "suspended";

export function findStateCalled(typed: string): FoundState | undefined {
  return Object.hasOwn(stateWords, typed.toLowerCase()) ? stateWords[typed.toLowerCase()] : undefined;
}

/** Roles that end soon are what is searched for. */
export function isExpiringWord(typed: string): boolean {
  return expiringWords.includes(typed.toLowerCase());
}
