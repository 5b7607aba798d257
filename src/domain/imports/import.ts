import { z } from "zod";
import type { Text } from "../../core/text.ts";
import type { Scope } from "../access/account.ts";
import type { Permission } from "../access/permission.ts";

/** The permission that an import takes, beside what each of its rows takes. */
export const NEEDS = "member:invite" satisfies Permission;

export const ROWS_MOST = 10_000;
/** So many rows are carried out at once, in one transaction. */
export const BATCH = 100;
/** A draft that nobody asked for is forgotten after a day, and the rows of one that is done after thirty. */
export const DRAFT_HOURS = 24;
export const ROWS_KEPT_DAYS = 30;

/** The columns that a file may have, in any order. */
export const columns = ["email", "name", "roles", "accounts", "until"] as const;
export type Column = (typeof columns)[number];
export const required: readonly Column[] = ["email", "roles", "accounts"];

/** What a row comes to. Nothing is ever taken away. */
export const verdicts = ["invite", "give", "nothing", "wrong"] as const;
export type Verdict = (typeof verdicts)[number];

/** A role that is given, on which accounts. */
export type Gives = { roleId: string; accounts: Scope };

/** What a row of the file asks for, understood. `end`: the moment, and the zone in which it was chosen. */
export type Wanted = {
  line: number;
  email: string;
  name: string;
  roles: string[];
  accounts: Scope;
  end: { at: string; zone: string } | null;
};

/** What can't be understood is kept as it was typed, so that it is found again in the list. */
export type Misread = Pick<Wanted, "line" | "email" | "name"> & { reason: Text };

/** A row as it is kept. */
export type Row = Pick<Wanted, "line" | "email" | "name" | "end"> & {
  verdict: Verdict;
  gives: Gives[];
  reason: Text | null;
};

/** `waiting`: to be done. `none`: there is nothing to do. */
type RowState = "waiting" | "done" | "skipped" | "none";
export type StoredRow = Row & { state: RowState };

export const isToBeDone = ({ verdict }: Pick<Row, "verdict">): boolean => verdict === "invite" || verdict === "give";

/** The roles and accounts that rows name. */
export function idsIn(rows: readonly Pick<Row, "gives">[]): string[] {
  const gives = rows.flatMap((row) => row.gives);
  return [...new Set(gives.flatMap(({ roleId, accounts }) => [roleId, ...(accounts === "all" ? [] : accounts)]))];
}

function scope(least: number): z.ZodType<Scope> {
  return z.union([z.literal("all"), z.array(z.uuid()).min(least)]);
}

export const storedGives: z.ZodType<Gives[]> = z.array(z.strictObject({ roleId: z.uuid(), accounts: scope(1) }));

const count = z.number().int().nonnegative();

/** The file in numbers, as an approver reads it. */
export const storedSummary = z.strictObject({
  counts: z.strictObject({ invite: count, give: count, nothing: count, wrong: count }),
  /** to how many people each role is given */
  roles: z.array(z.strictObject({ roleId: z.uuid(), people: count })),
  accounts: scope(0),
  /** who gets a role with administrative permissions: the first ones by address, and how many others */
  administrators: z.array(z.strictObject({ roleId: z.uuid(), people: z.array(z.string()), more: count })),
});
export type Summary = z.infer<typeof storedSummary>;

/** A whole file as one request: the numbers that an approver reads, and one digest over all of its rows. */
export type Asked = Summary & { importId: string; file: string; rowsDigest: string; reason: string };

export const askedInput: z.ZodType<Asked> = storedSummary.extend({
  ...{ importId: z.uuid(), file: z.string(), rowsDigest: z.string().regex(/^[0-9a-f]{64}$/), reason: z.string() },
});

/** To how many people something is done. */
export function peopleIn({ counts }: Pick<Summary, "counts">): number {
  return counts.invite + counts.give;
}
