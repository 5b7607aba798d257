import { parseArgs } from "node:util";
import type { Kind } from "./places.ts";

export type Amounts = {
  large: number;
  rows: number;
  people: number;
  mails: number;
  starts: number;
  tours: number;
  rounds: number;
};

const PARTS = ["start", "sizes", "forms", "submits", "import", "sign-ins"] as const;
type PartName = (typeof PARTS)[number];

export type Options = {
  quick: boolean;
  profile: boolean;
  /** a commit to compare with */
  against: string | null;
  wants: Record<PartName, boolean>;
};

/** How many members the small organization has. */
export const SMALL = 100;

const QUICK: Record<Kind, Amounts> = {
  postgresql: { large: 10_000, rows: 1_000, people: 50, mails: 10, starts: 1, tours: 2, rounds: 1 },
  embedded: { large: 500, rows: 1_000, people: 30, mails: 3, starts: 1, tours: 2, rounds: 1 },
};
const WHOLE: Record<Kind, Amounts> = {
  postgresql: { large: 100_000, rows: 10_000, people: 200, mails: 40, starts: 3, tours: 15, rounds: 3 },
  embedded: { large: 10_000, rows: 10_000, people: 60, mails: 20, starts: 3, tours: 8, rounds: 3 },
};
/** And one to warm up: the five codes that a person gets in an hour. Where the mail is measured too, there is one less. */
export const MOST_ROUNDS = 4;

export function amountsFor({ quick }: Options, kind: Kind): Amounts {
  return (quick ? QUICK : WHOLE)[kind];
}

/** Milliseconds for one database; what has not begun by then is left out. */
export function enough({ quick }: Options): number {
  return quick ? 42_000 : 240_000;
}

/** Reads the command line. Throws a sentence that says what is wrong with it. */
export function readOptions(given: string[]): Options {
  const options = {
    quick: { type: "boolean", default: false },
    profile: { type: "boolean", default: false },
    only: { type: "string" },
    against: { type: "string" },
  } as const;
  const { quick, profile, only, against = null } = parseArgs({ args: given, options }).values;
  if (only !== undefined && !PARTS.some((part) => part === only))
    throw new Error(`--only takes one of ${PARTS.join(", ")}, not ${only}.`);
  const wants = (part: PartName) => only === undefined || only === part;
  return {
    ...{ quick, profile, against },
    wants: {
      ...{ start: wants("start"), sizes: wants("sizes"), forms: wants("forms"), submits: wants("submits") },
      ...{ import: wants("import"), "sign-ins": wants("sign-ins") },
    },
  };
}
