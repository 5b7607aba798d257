/** What was typed about when something ends: hours, or a day as `2026-12-31`; and the words before it. */
export type TypedEnd = { rest: string; hours?: number; day?: string };

const HOURS = { hour: 1, day: 24, week: 7 * 24 } as const;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DURATION = /(?:^|\s)for\s+(\d{1,4}|an?|one)\s*(h|hours?|d|days?|w|weeks?)\s*$/i;
const DAY = /(?:^|\s)until\s+(\d{4}-\d{2}-\d{2})\s*$/i;
const NAMED_DAY = /(?:^|\s)until\s+(?:(\d{1,2})\.?\s+([a-z]{3,9})|([a-z]{3,9})\s+(\d{1,2})),?(?:\s+(\d{4}))?\s*$/i;

/** Reads `for 8 hours`, `for 2 weeks`, `until 2026-12-31` or `until 31 December` at the end of what was typed. */
export function readEnd(typed: string, today: Date): TypedEnd {
  const duration = DURATION.exec(typed);
  if (duration) return { rest: before(typed, duration), hours: hoursIn(duration[1] ?? "", duration[2] ?? "") };
  const day = DAY.exec(typed);
  if (day) return { rest: before(typed, day), day: day[1] ?? "" };
  const named = NAMED_DAY.exec(typed);
  const found = named && dayNamed(named, today);
  return named && found ? { rest: before(typed, named), day: found } : { rest: typed };
}

function before(typed: string, { index }: RegExpExecArray): string {
  return typed.slice(0, index).trim();
}

function hoursIn(count: string, unit: string): number {
  const kind = unit.toLowerCase().startsWith("h") ? "hour" : unit.toLowerCase().startsWith("d") ? "day" : "week";
  return (/^\d/.test(count) ? Number(count) : 1) * HOURS[kind];
}

/** The next such day, where no year was typed. */
function dayNamed([, first, after, month, second, year]: RegExpExecArray, today: Date): string | null {
  const at = MONTHS.indexOf((after ?? month ?? "").slice(0, 3).toLowerCase());
  if (at < 0) return null;
  const day = Number(first ?? second);
  const thisYear = today.getUTCFullYear();
  const inYear = (wanted: number) => new Date(Date.UTC(wanted, at, day)).toISOString().slice(0, 10);
  if (year) return inYear(Number(year));
  const soon = inYear(thisYear);
  return soon < today.toISOString().slice(0, 10) ? inYear(thisYear + 1) : soon;
}
