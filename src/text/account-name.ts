/** The name of a merchant account or of a group of them where a grant names it: a closed one and a group are marked. */
export type AccountName = string | { closed: string } | { group: string; deleted?: true };
