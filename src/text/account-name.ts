/** A merchant account's name where a grant names it: a closed one is marked. */
export type AccountName = string | { closed: string };
