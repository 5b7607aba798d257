import type { Fact } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import type { JobContext } from "../job.ts";

/** What a code is for, as its mail says it behind "Code to": the rest of that sentence, and what one should know. */
type CodeFor = { what: Text; facts?: Fact[] };

/**
 * Says it of the row that the code is about; null where that is no longer there. A purpose for which somebody unknown can
 * have a code sent must quote nothing of what they typed.
 */
export type DescribeCode = (context: JobContext & { locale: string }, subject: string) => Promise<CodeFor | null>;

/** The purposes of codes by the command that a code is for: each room gives its own. */
export type CodePurposes = Readonly<Record<string, DescribeCode>>;
