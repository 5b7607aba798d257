import { empty, join, raw, type Sql, sql } from "./sql.ts";
import type { Tx } from "./transaction.ts";

/**
 * Something to be written: an INSERT, UPDATE or DELETE without RETURNING. With `rows` it must touch so many rows;
 * otherwise `otherwise` is thrown and nothing of the transaction is saved. With `returns`, later writes can read these
 * columns from the table expression `as`.
 */
export type Write = { statement: Sql; rows?: number; otherwise?: () => Error; as?: string; returns?: string };

export function write(statement: Sql, must: Omit<Write, "statement"> = {}): Write {
  return { statement, ...must };
}

/**
 * Carries everything out in one statement, in this order, and then evaluates the `last` expressions. No write sees what
 * another one does, but for what it `returns`: they share a snapshot (PostgreSQL, 7.8.4), so no two of them may touch the same row.
 */
export async function carryOut(tx: Tx, writes: readonly Write[], last: readonly Sql[] = []): Promise<void> {
  if (writes.length === 0 && last.length === 0) return;
  const nameOf = (at: number) => raw(writes[at]?.as ?? `w${at}`);
  const steps = writes.map(
    ({ statement, returns = "1" }, at) => sql`${nameOf(at)} AS (${statement} RETURNING ${raw(returns)})`,
  );
  // The counts are what makes the steps run one after the other: each is counted, and so finished, before the next.
  const counts = writes.map((_, at) => sql`(SELECT count(*)::int FROM ${nameOf(at)}) AS ${raw(`n${at}`)}`);
  const results = last.map((expression, at) => sql`${expression} AS ${raw(`l${at}`)}`);
  const begin = steps.length > 0 ? sql`WITH ${join(steps)}` : empty;
  const [touched] = await tx.$queryRaw<Record<string, number>[]>`${begin} SELECT ${join([...counts, ...results])}`;
  for (const [at, { rows, otherwise }] of writes.entries()) {
    if (rows === undefined || touched?.[`n${at}`] === rows) continue;
    throw otherwise?.() ?? new Error(`a write touched ${touched?.[`n${at}`]} rows and not ${rows}`);
  }
}
