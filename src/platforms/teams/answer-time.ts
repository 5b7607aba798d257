import { ANSWER_WITHIN_MS } from "./limits.ts";

/** What `work` comes to, or "late" where an invoke can't wait for it any longer. The work itself goes on. */
export function inTime<T>(work: Promise<T>): Promise<T | "late"> {
  const late = new Promise<"late">((resolve) => setTimeout(resolve, ANSWER_WITHIN_MS, "late").unref());
  return Promise.race([work, late]);
}
