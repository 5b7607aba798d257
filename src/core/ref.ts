/** What a button or form is about, and the version its presser saw. */
export type Ref = { id: string; version: number };

/** What was typed or chosen: one string for each field, several for `choices` and for a `search` of more than one. */
export type Values = Record<string, string | string[]>;
