/** What a side of a rule is called: a role by its name, or a permission (`resource:action`). */
export type SideName = { role: string; deleted?: true } | { permission: string };
