/** One line of the table: what was measured, what is aimed at, and whether that was reached (null: nothing to reach). */
export type Figure = { what: string; got: string; aim: string; reached: boolean | null };

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const p50 = (values: readonly number[]) => percentile(values, 0.5);
export const p95 = (values: readonly number[]) => percentile(values, 0.95);
export const p99 = (values: readonly number[]) => percentile(values, 0.99);

export function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

export function atMost(what: string, got: number, aim: number, show: (value: number) => string): Figure {
  return { what, got: show(got), aim: `at most ${show(aim)}`, reached: got <= aim };
}

export function atLeast(what: string, got: number, aim: number, show: (value: number) => string): Figure {
  return { what, got: show(got), aim: `at least ${show(aim)}`, reached: got >= aim };
}

export function told(what: string, got: string): Figure {
  return { what, got, aim: "", reached: null };
}

export function markdown(figures: readonly Figure[]): string {
  const mark = ({ reached }: Figure) => (reached === null ? "" : reached ? "yes" : "**no**");
  const rows = figures.map((one) => `| ${one.what} | ${one.got} | ${one.aim} | ${mark(one)} |`);
  return ["| what | measured | aim | reached |", "|---|---|---|---|", ...rows].join("\n");
}

/** A sentence for each aim that was not reached. */
export function shortfalls(figures: readonly Figure[]): string[] {
  const short = figures.filter(({ reached }) => reached === false);
  return short.map(({ what, got, aim }) => `falls short: ${what}: ${got}, and the aim is ${aim}`);
}
